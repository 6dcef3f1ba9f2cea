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
    private readonly int _segments;
    private int _next;

    /// <summary>Starts to verify one participant's double tags.</summary>
    /// <param name="terms">Whose key must have multiplied whose tags.</param>
    public DoubleTagVerifier(DoubleTagTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        _terms = terms;
        _segments = DoubleTagProofTranscript.SegmentsOf(terms);
        _doubleTags = new byte[terms.OtherTags.Tags.Length];
    }

    /// <summary>The first failure. It stays, whatever comes after it.</summary>
    public DoubleTagFailure Failure { get; private set; }

    /// <summary>Verifies the next segment.</summary>
    /// <param name="segment">Untrusted.</param>
    /// <returns>Why the double tags are rejected, or <see cref="DoubleTagFailure.None"/>.</returns>
    public DoubleTagFailure Add(DoubleTagSegment segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        if (Failure == DoubleTagFailure.None)
        {
            Failure = Check(segment);
        }

        return Failure;
    }

    /// <summary>Ends the verification.</summary>
    /// <param name="doubleTags">The double tags in the order of the tags, or null.</param>
    /// <returns>
    /// The first failure, <see cref="DoubleTagFailure.Incomplete"/> or <see cref="DoubleTagFailure.None"/>.
    /// </returns>
    public DoubleTagFailure Finish(out DoubleTags? doubleTags)
    {
        if (Failure == DoubleTagFailure.None && _next < _segments)
        {
            Failure = DoubleTagFailure.Incomplete;
        }

        doubleTags = Failure == DoubleTagFailure.None ? new(_doubleTags) : null;
        return Failure;
    }

    private DoubleTagFailure Check(DoubleTagSegment segment)
    {
        ReadOnlyMemory<byte> tags = DoubleTagProofTranscript.TagsOf(_terms, _next);
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
                segment.DoubleTags.CopyTo(
                    _doubleTags.AsMemory(_next * DoubleTagSegment.MaximumTags * TagVerifier.TagSize));
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
