using System.Security.Cryptography;
using Candor.Commitments.Datasets;
using Candor.Commitments.EqualityProofs;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.Overlap;

/// <summary>
/// Statement 6, the participant's side: multiplies the other participant's tags by one's own key and proves it.
/// k_i·k_j·H2G(r) comes out on both sides exactly for the records r that both have.
/// </summary>
/// <remarks>
/// It takes one multiplication per tag, as tagging does: a million tags take about as long as tagging a million
/// records. Safe for use from many threads.
/// </remarks>
public static class DoubleTagging
{
    // Tags that one task multiplies and encodes with one inversion.
    private const int GroupSize = 64;

    /// <summary>Makes the segments one by one, as they are asked for.</summary>
    /// <param name="terms">Whose key multiplies whose tags.</param>
    /// <param name="key">The secret behind the terms' record key.</param>
    /// <param name="rng">
    /// Fresh randomness; mixed with the key and the double tags, so that a bad source is not fatal.
    /// </param>
    /// <param name="cancellationToken">Stops between groups of tags.</param>
    /// <returns>Segments in order; empty where the other dataset has no records.</returns>
    /// <exception cref="ArgumentException">
    /// The terms name another key, or a committed tag is not the encoding of an element.
    /// </exception>
    /// <exception cref="InvalidOperationException">The tags came as a stream.</exception>
    public static IEnumerable<DoubleTagSegment> Multiply(
        DoubleTagTerms terms, RecordKey key, RandomNumberGenerator rng, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(rng);
        RequireKey(terms, key);
        return Enumerable.Range(0, terms.OtherTags.Segments).Select(segment => Make(
            terms, segment, terms.OtherTags.HeldSegment(segment), key, rng, cancellationToken));
    }

    /// <summary>Makes one segment, of tags that came a second time.</summary>
    /// <param name="terms">Whose key multiplies whose tags.</param>
    /// <param name="segment">The segment's number, from 0 on.</param>
    /// <param name="tags">Its tags, 32 bytes each. Nothing is multiplied unless they are those of the first time.</param>
    /// <param name="key">The secret behind the terms' record key.</param>
    /// <param name="rng">Fresh randomness.</param>
    /// <param name="cancellationToken">Stops between groups of tags.</param>
    /// <returns>The segment.</returns>
    /// <exception cref="ArgumentException">
    /// The terms name another key, the tags are not those of the segment, or one is not the encoding of an element.
    /// </exception>
    public static DoubleTagSegment MultiplySegment(
        DoubleTagTerms terms,
        int segment,
        ReadOnlyMemory<byte> tags,
        RecordKey key,
        RandomNumberGenerator rng,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(rng);
        RequireKey(terms, key);
        return terms.OtherTags.IsSegment(segment, tags.Span)
            ? Make(terms, segment, tags, key, rng, cancellationToken)
            : throw new ArgumentException(
                $"The {tags.Length} bytes are not the tags of segment {segment} that were committed to.", nameof(tags));
    }

    private static void RequireKey(DoubleTagTerms terms, RecordKey key)
    {
        if (!key.PublicKey.Span.SequenceEqual(terms.RecordKey.Span))
        {
            throw new ArgumentException("The terms name another record key.", nameof(key));
        }
    }

    private static DoubleTagSegment Make(
        DoubleTagTerms terms,
        int segment,
        ReadOnlyMemory<byte> tags,
        RecordKey key,
        RandomNumberGenerator rng,
        CancellationToken cancellationToken)
    {
        var points = new RistrettoPoint[tags.Length / RistrettoPoint.Size];
        byte[] doubleTags = new byte[tags.Length];
        Scalar half = key.Secret * Scalar.FromUInt64(2).Invert();
        Parallel.For(
            0,
            (points.Length + GroupSize - 1) / GroupSize,
            new ParallelOptions { CancellationToken = cancellationToken },
            group => MultiplyGroup(tags.Span, half, group * GroupSize, points, doubleTags));

        if (Array.FindIndex(points, point => point.IsIdentity) is >= 0 and int bad)
        {
            throw new ArgumentException(
                $"Tag {((long)segment * terms.OtherTags.SegmentTags) + bad} is not the encoding of an element.",
                nameof(terms));
        }

        MerlinTranscript transcript = DoubleTagProofTranscript.Begin(terms, segment, doubleTags);
        byte[] witness = key.Export();
        using ProofTranscriptRandomness randomness = transcript.ForkRandomness("witness"u8, witness, rng);
        CryptographicOperations.ZeroMemory(witness);
        byte[] context = EqualityContext.Draw(transcript, DoubleTagProofTranscript.ContextName);
        var statement = new EqualityStatement(context, key.Public, points, tags, null, doubleTags);
        return new(doubleTags, EqualityProof.Prove(statement, key.Secret, randomness.NextScalar()));
    }

    // A tag that is not an element becomes the identity. The caller looks for the first of them and names it.
    private static void MultiplyGroup(
        ReadOnlySpan<byte> tags, in Scalar half, int first, RistrettoPoint[] points, byte[] doubleTags)
    {
        var multiplier = new SecretMultiplier(half);
        int count = Math.Min(GroupSize, points.Length - first);
        var halves = new RistrettoPoint[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> tag = tags.Slice((first + i) * RistrettoPoint.Size, RistrettoPoint.Size);
            _ = PointEncoding.TryParse(tag, out points[first + i]);
            multiplier.Multiply(points[first + i], out halves[i]);
        }

        BatchEncoding.WriteDoubles(halves, doubleTags.AsSpan(first * RistrettoPoint.Size));
    }
}
