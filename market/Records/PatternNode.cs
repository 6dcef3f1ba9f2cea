namespace Candor.Market.Records;

/// <summary>A part of a pattern as it was written.</summary>
/// <param name="Size">How large it is with its counted repetitions written out; see
/// <see cref="TextPattern.MaxSize"/>.</param>
internal abstract record PatternNode(long Size)
{
    /// <summary>Adds the part's steps behind those that follow it.</summary>
    /// <param name="steps">The steps so far.</param>
    /// <param name="next">The step that follows the part.</param>
    /// <returns>The part's first step.</returns>
    internal abstract int Compile(List<PatternStep> steps, int next);

    private protected static int Add(List<PatternStep> steps, PatternStep step)
    {
        steps.Add(step);
        return steps.Count - 1;
    }
}

/// <summary>One character of a set.</summary>
internal sealed record PatternSet(RuneSet Set) : PatternNode(1)
{
    internal override int Compile(List<PatternStep> steps, int next) =>
        Add(steps, new PatternStep(PatternStepKind.Take, next, Set: Set));
}

/// <summary>The text's beginning or end.</summary>
internal sealed record PatternEdge(PatternStepKind Kind) : PatternNode(1)
{
    internal override int Compile(List<PatternStep> steps, int next) => Add(steps, new PatternStep(Kind, next));
}

/// <summary>One part after another; none matches the empty text.</summary>
internal sealed record PatternSequence(IReadOnlyList<PatternNode> Parts)
    : PatternNode(Math.Max(1, Parts.Sum(static part => part.Size)))
{
    internal override int Compile(List<PatternStep> steps, int next)
    {
        for (int i = Parts.Count - 1; i >= 0; i--)
        {
            next = Parts[i].Compile(steps, next);
        }

        return next;
    }
}

/// <summary>Any one of several parts.</summary>
internal sealed record PatternChoice(IReadOnlyList<PatternNode> Parts)
    : PatternNode(Parts.Sum(static part => part.Size))
{
    internal override int Compile(List<PatternStep> steps, int next)
    {
        int first = Parts[^1].Compile(steps, next);
        for (int i = Parts.Count - 2; i >= 0; i--)
        {
            first = Add(steps, new PatternStep(PatternStepKind.Split, Parts[i].Compile(steps, next), first));
        }

        return first;
    }
}

/// <summary>A part repeated.</summary>
/// <param name="Part">The part.</param>
/// <param name="Least">How often at least.</param>
/// <param name="Most">How often at most; null: any number of times.</param>
internal sealed record PatternRepeat(PatternNode Part, int Least, int? Most)
    : PatternNode(Math.Min((Part.Size + 1) * Math.Max(Most ?? (Least + 1), 1), int.MaxValue))
{
    internal override int Compile(List<PatternStep> steps, int next)
    {
        int first = next;
        if (Most is { } most)
        {
            for (int i = Least; i < most; i++)
            {
                first = Add(steps, new PatternStep(PatternStepKind.Split, Part.Compile(steps, first), next));
            }
        }
        else
        {
            // The loop's split is placed before what it leads to is known.
            first = Add(steps, default);
            steps[first] = new PatternStep(PatternStepKind.Split, Part.Compile(steps, first), next);
        }

        for (int i = 0; i < Least; i++)
        {
            first = Part.Compile(steps, first);
        }

        return first;
    }
}
