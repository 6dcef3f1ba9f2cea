using System.Security.Cryptography;
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
public sealed record DeliveredModel(
    ReadOnlyMemory<byte> Digest,
    long Records,
    double MeasuredQuality,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    bool IsConstant = false)
{
    /// <summary>The length of the digest and of its salt, in bytes.</summary>
    public const int DigestSize = 32;

    /// <summary>The digest of a file.</summary>
    /// <param name="salt">32 bytes.</param>
    /// <param name="file">The file.</param>
    /// <returns>SHA-256 of both, the salt first.</returns>
    /// <exception cref="ArgumentException">The salt has another length.</exception>
    public static byte[] DigestOf(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> file)
    {
        if (salt.Length != DigestSize)
        {
            throw new ArgumentException($"The salt has {salt.Length} bytes; expected {DigestSize}.", nameof(salt));
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(file);
        return hash.GetHashAndReset();
    }
}
