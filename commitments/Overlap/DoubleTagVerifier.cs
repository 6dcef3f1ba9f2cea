using Candor.Commitments.Datasets;
using Candor.Commitments.EqualityProofs;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.Overlap;

/// <summary>Statement 6, the validator's side: takes the segments as they come and verifies each.</summary>
/// <remarks>Not safe for use from several threads.</remarks>
public sealed class DoubleTagVerifier
{
    private readonly DoubleTagTerms _terms;
    private readonly byte[] _doubleTags;
    private int _next;

    /// <summary>Starts to verify one participant's double tags.</summary>
    /// <param name="terms">Whose key must have multiplied whose tags.</param>
    public DoubleTagVerifier(DoubleTagTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        _terms = terms;

        // Who gives the tags segment by segment keeps the double tags as well.
        _doubleTags = new byte[terms.OtherTags.Tags.Length];
    }

    /// <summary>The first failure. It stays, whatever comes after it.</summary>
    public DoubleTagFailure Failure { get; private set; }

    /// <summary>How many bytes of tags the next segment is about; 0 after the last.</summary>
    public int NextSize => _terms.OtherTags.SizeOf(_next);

    /// <summary>Verifies the next segment.</summary>
    /// <param name="segment">Untrusted.</param>
    /// <returns>Why the double tags are rejected, or <see cref="DoubleTagFailure.None"/>.</returns>
    /// <exception cref="InvalidOperationException">The tags came as a stream.</exception>
    public DoubleTagFailure Add(DoubleTagSegment segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        if (Failure == DoubleTagFailure.None)
        {
            Failure = Check(_terms.OtherTags.HeldSegment(_next), segment);
        }

        return Failure;
    }

    /// <summary>Verifies the next segment, of tags that came as a stream.</summary>
    /// <param name="tags">The tags that it is about, read a second time; empty after the last segment.</param>
    /// <param name="segment">Untrusted.</param>
    /// <returns>Why the double tags are rejected, or <see cref="DoubleTagFailure.None"/>.</returns>
    /// <exception cref="ArgumentException">The tags are not those of the next segment.</exception>
    public DoubleTagFailure Add(ReadOnlyMemory<byte> tags, DoubleTagSegment segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        if (Failure == DoubleTagFailure.None)
        {
            Failure = tags.Length == NextSize && (tags.IsEmpty || _terms.OtherTags.IsSegment(_next, tags.Span))
                ? Check(tags, segment)
                : throw new ArgumentException(
                    $"The {tags.Length} bytes are not the tags of segment {_next} that were committed to.", nameof(tags));
        }

        return Failure;
    }

    /// <summary>Ends the verification.</summary>
    /// <returns>
    /// The first failure, <see cref="DoubleTagFailure.Incomplete"/> or <see cref="DoubleTagFailure.None"/>.
    /// </returns>
    public DoubleTagFailure Finish()
    {
        if (Failure == DoubleTagFailure.None && _next < _terms.OtherTags.Segments)
        {
            Failure = DoubleTagFailure.Incomplete;
        }

        return Failure;
    }

    /// <summary>Ends the verification of tags that are held.</summary>
    /// <param name="doubleTags">The double tags in the order of the tags, or null.</param>
    /// <returns>
    /// The first failure, <see cref="DoubleTagFailure.Incomplete"/> or <see cref="DoubleTagFailure.None"/>.
    /// </returns>
    /// <exception cref="InvalidOperationException">The tags came as a stream; the double tags are with who gave
    /// them.</exception>
    public DoubleTagFailure Finish(out DoubleTags? doubleTags)
    {
        if (!_terms.OtherTags.AreHeld)
        {
            throw new InvalidOperationException("The tags came as a stream, and their double tags are not kept.");
        }

        doubleTags = Finish() == DoubleTagFailure.None ? new(_doubleTags) : null;
        return Failure;
    }

    private DoubleTagFailure Check(ReadOnlyMemory<byte> tags, DoubleTagSegment segment)
    {
        if (tags.IsEmpty || segment.DoubleTags.Length != tags.Length)
        {
            return DoubleTagFailure.WrongCount;
        }

        if (PublicElement.TryParse(_terms.RecordKey.Span, out PublicElement key) != PointFailure.None)
        {
            return DoubleTagFailure.MalformedKey;
        }

        if (!TryDecode(tags.Span, out RistrettoPoint[] points))
        {
            return DoubleTagFailure.MalformedTag;
        }

        if (!TryDecode(segment.DoubleTags.Span, out RistrettoPoint[] images))
        {
            return DoubleTagFailure.MalformedDoubleTag;
        }

        MerlinTranscript transcript = DoubleTagProofTranscript.Begin(_terms, _next, segment.DoubleTags.Span);
        byte[] context = EqualityContext.Draw(transcript, DoubleTagProofTranscript.ContextName);
        var statement = new EqualityStatement(context, key, points, tags, images, segment.DoubleTags);
        switch (EqualityProof.Verify(statement, segment.Proof.Span))
        {
            case ProofFailure.None:
                if (_terms.OtherTags.AreHeld)
                {
                    segment.DoubleTags.CopyTo(
                        _doubleTags.AsMemory(_next * DoubleTagSegment.MaximumTags * TagVerifier.TagSize));
                }

                _next++;
                return DoubleTagFailure.None;
            case ProofFailure.EquationFails:
                return DoubleTagFailure.NotTheKeysMultiples;
            default:
                return DoubleTagFailure.MalformedProof;
        }
    }

    private static bool TryDecode(ReadOnlySpan<byte> encodings, out RistrettoPoint[] points)
    {
        points = new RistrettoPoint[encodings.Length / RistrettoPoint.Size];
        for (int i = 0; i < points.Length; i++)
        {
            ReadOnlySpan<byte> encoding = encodings.Slice(i * RistrettoPoint.Size, RistrettoPoint.Size);
            if (PointEncoding.TryParse(encoding, out points[i]) != PointFailure.None)
            {
                return false;
            }
        }

        return true;
    }
}
