using System.Text.Json.Serialization;

namespace Candor.Market.Training;

/// <summary>What the log says of a model.</summary>
/// <param name="Digest">SHA-256 of 32 bytes of salt, which are delivered with it, and the file: nobody tests guesses of a
/// record against it.</param>
/// <param name="Records">T, the records that it was trained on.</param>
/// <param name="MeasuredQuality">The share of the target's variance that it explains, measured by generalised
/// cross-validation from the one sum; at most 1.</param>
/// <param name="IsConstant">Whether the sum gave nothing better than the constant model: a contribution was outside its
/// bounds, or no penalty could be solved for.</param>
public sealed record TrainedModel(
    ReadOnlyMemory<byte> Digest,
    long Records,
    double MeasuredQuality,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    bool IsConstant = false)
{
    /// <summary>The length of the digest and of its salt, in bytes.</summary>
    public const int DigestSize = 32;
}
