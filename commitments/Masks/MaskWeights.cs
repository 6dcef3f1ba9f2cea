using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.Masks;

/// <summary>
/// The weights w of an epoch, 128 bits for each coordinate, drawn after every contributor is bound to its masked
/// vectors. One that differs from what was committed to, in whatever coordinates and by whatever amounts, passes with
/// probability 2^-128.
/// </summary>
/// <remarks>Immutable; safe for use from many threads.</remarks>
public sealed class MaskWeights
{
    private readonly Scalar[] _weights;
    private readonly ReadOnlyMemory<byte>[] _statistics;

    private MaskWeights(MaskEpoch epoch, byte[] context, Scalar[] weights, ReadOnlyMemory<byte>[] statistics)
    {
        Epoch = epoch;
        Context = context;
        _weights = weights;
        _statistics = statistics;
    }

    /// <summary>What they were drawn for.</summary>
    public MaskEpoch Epoch { get; }

    /// <summary>
    /// 32 bytes that stand for all that the weights come from. Contributors whose contexts differ were shown different
    /// messages: that is the platform's fault, and names none of them.
    /// </summary>
    public ReadOnlyMemory<byte> Context { get; }

    /// <summary>w, one for each coordinate.</summary>
    internal ReadOnlySpan<Scalar> Values => _weights;

    /// <summary>Draws the weights.</summary>
    /// <param name="epoch">List, epoch and shape.</param>
    /// <param name="submissions">What each contributor is bound to, in the order of the list.</param>
    /// <exception cref="ArgumentException">There is not one submission for each contributor.</exception>
    public static MaskWeights Draw(MaskEpoch epoch, IReadOnlyList<MaskSubmission> submissions)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        ArgumentNullException.ThrowIfNull(submissions);
        if (submissions.Count != epoch.List.Count)
        {
            throw new ArgumentException(
                $"There are {submissions.Count} submissions of {epoch.List.Count} contributors.", nameof(submissions));
        }

        MerlinTranscript transcript = MaskWeightsProofTranscript.Begin(epoch, submissions);
        byte[] context = MaskWeightsProofTranscript.DrawContext(transcript);
        var weights = new Scalar[epoch.Shape.Coordinates];
        ReadOnlySpan<byte> drawn = MaskWeightsProofTranscript.DrawWeights(transcript, weights.Length);
        Span<byte> padded = stackalloc byte[Scalar.Size];
        padded.Clear();
        foreach (ref Scalar weight in weights.AsSpan())
        {
            drawn[..MaskWeightsProofTranscript.WeightSize].CopyTo(padded);
            drawn = drawn[MaskWeightsProofTranscript.WeightSize..];
            _ = Scalar.TryParse(padded, out weight);
        }

        return new(epoch, context, weights, [.. submissions.Select(submission => submission.StatisticsDigest)]);
    }

    /// <summary>Throws where a vector of commitments is not the one that a contributor is bound to.</summary>
    internal void RequireStatistics(int position, ReadOnlyMemory<byte> digest, string name)
    {
        if (!_statistics[position].Span.SequenceEqual(digest.Span))
        {
            throw new ArgumentException(
                $"The commitments have the digest {Convert.ToHexStringLower(digest.Span)}; the contributor at position "
                + $"{position} is bound to {Convert.ToHexStringLower(_statistics[position].Span)}.",
                name);
        }
    }
}
