using Candor.Market.Training;

namespace Candor.Client;

/// <summary>The server asks a member of a training for something that no honest client answers, such as to open a second sum
/// over another list. Nothing was sent, and the member goes no further: its report falls, and its data stays.</summary>
public sealed class ContributionRefusedException : CandorException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="cause">The rule that the question breaks.</param>
    /// <param name="message">One line: what was asked for and what was expected.</param>
    public ContributionRefusedException(GuardReason cause, string message)
        : base("CONTRIBUTION_REFUSED", message) => Cause = cause;

    /// <summary>The rule that the question breaks.</summary>
    public GuardReason Cause { get; }

    /// <summary>The signed note of the transcript in which it is asked, or the validator's signed question: whoever has the
    /// keys can check that it was.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Evidence { get; init; } = [];
}
