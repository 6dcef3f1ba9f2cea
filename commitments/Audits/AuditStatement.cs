using System.Security.Cryptography;
using Candor.Commitments.Datasets;
using Candor.Commitments.EqualityProofs;
using Candor.Commitments.Group;
using Candor.Commitments.Merkle;
using Candor.Commitments.ProofTranscripts;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Audits;

/// <summary>
/// Statement 4: every tag asked for belongs to the record shown with it, T_l = k·H2G(market, r_l) under the k of the
/// committed K. The participant opens; the validator verifies.
/// </summary>
/// <remarks>Safe for use from many threads.</remarks>
public static class AuditStatement
{
    /// <summary>Bytes of the proof for all openings.</summary>
    public const int ProofSize = EqualityProof.Size;

    /// <summary>Opens the records that the challenge asks for.</summary>
    /// <param name="challenge">The validator's challenge.</param>
    /// <param name="dataset">The dataset that was committed to.</param>
    /// <param name="records">
    /// The canonical bytes of the records asked for, in the order of the challenge's positions:
    /// <see cref="TaggedDataset.RecordPosition"/> says where each was in the input.
    /// </param>
    /// <param name="key">The secret behind the tags.</param>
    /// <param name="rng">
    /// Fresh randomness; mixed with the key and all that is opened, so that a bad source is not fatal.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The challenge is for another dataset, or the number of records is not that of its positions.
    /// </exception>
    /// <remarks>
    /// Records that do not belong to the tags give a well-formed answer that every validator refuses.
    /// </remarks>
    public static AuditResponse Open(
        AuditChallenge challenge,
        TaggedDataset dataset,
        IReadOnlyList<ReadOnlyMemory<byte>> records,
        RecordKey key,
        RandomNumberGenerator rng)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(rng);
        DatasetTerms terms = challenge.Terms;
        if (terms.Size != dataset.Size || !terms.DatasetRoot.Span.SequenceEqual(dataset.Root.Span))
        {
            throw new ArgumentException("The challenge is for another dataset.", nameof(dataset));
        }

        if (records.Count != challenge.Positions.Length)
        {
            throw new ArgumentException(
                $"There are {records.Count} records for {challenge.Positions.Length} positions.", nameof(records));
        }

        var openings = new OpenedRecord[records.Count];
        for (int i = 0; i < openings.Length; i++)
        {
            ulong position = challenge.Positions[i];
            openings[i] = new(records[i], dataset.Tag(position).ToArray(), dataset.ProveInclusion(position));
        }

        return new(openings, openings.Length == 0 ? default : Prove(challenge, openings, key, rng));
    }

    /// <summary>Verifies an answer.</summary>
    /// <param name="challenge">The validator's own challenge.</param>
    /// <param name="response">The participant's answer, untrusted.</param>
    /// <param name="isValid">The market's validity rules.</param>
    /// <returns>Whether it passed, or why not and at which position.</returns>
    public static AuditVerdict Verify(
        AuditChallenge challenge, AuditResponse response, Predicate<ReadOnlyMemory<byte>> isValid)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(isValid);
        DatasetTerms terms = challenge.Terms;
        if (PublicElement.TryParse(terms.RecordKey.Span, out PublicElement key) != PointFailure.None)
        {
            return new(AuditFailure.MalformedKey);
        }

        if (response.Openings.Count != challenge.Positions.Length)
        {
            return new(AuditFailure.WrongCount);
        }

        var tags = new RistrettoPoint[response.Openings.Count];
        for (int i = 0; i < tags.Length; i++)
        {
            AuditFailure failure = CheckTag(terms, challenge.Positions[i], response.Openings[i], out tags[i]);
            if (failure != AuditFailure.None)
            {
                return new(failure, challenge.Positions[i]);
            }
        }

        AuditFailure ofProof = CheckProof(challenge, response, key, tags);
        return ofProof != AuditFailure.None ? new(ofProof) : CheckRules(challenge, response, isValid);
    }

    private static AuditFailure CheckTag(
        DatasetTerms terms, ulong position, OpenedRecord opening, out RistrettoPoint tag)
    {
        if (PointEncoding.TryParse(opening.Tag.Span, out tag) != PointFailure.None)
        {
            return AuditFailure.MalformedTag;
        }

        MerkleFailure failure = MerkleProof.VerifyInclusion(
            MerkleHash.Leaf(opening.Tag.Span), position, terms.Size, opening.InclusionProof, terms.DatasetRoot.Span);
        return failure == MerkleFailure.None ? AuditFailure.None : AuditFailure.NotUnderRoot;
    }

    private static AuditFailure CheckProof(
        AuditChallenge challenge, AuditResponse response, PublicElement key, RistrettoPoint[] tags)
    {
        if (tags.Length == 0)
        {
            return response.Proof.IsEmpty ? AuditFailure.None : AuditFailure.MalformedProof;
        }

        MerlinTranscript transcript = Absorb(challenge, response.Openings);
        EqualityStatement statement = NewStatement(challenge, response.Openings, key, tags, transcript);
        return EqualityProof.Verify(statement, response.Proof.Span) switch
        {
            ProofFailure.None => AuditFailure.None,
            ProofFailure.EquationFails => AuditFailure.NotTheTagsRecords,
            _ => AuditFailure.MalformedProof,
        };
    }

    private static AuditVerdict CheckRules(
        AuditChallenge challenge, AuditResponse response, Predicate<ReadOnlyMemory<byte>> isValid)
    {
        for (int i = 0; i < response.Openings.Count; i++)
        {
            if (!isValid(response.Openings[i].Record))
            {
                return new(AuditFailure.InvalidRecord, challenge.Positions[i]);
            }
        }

        return new(AuditFailure.None);
    }

    private static byte[] Prove(
        AuditChallenge challenge, OpenedRecord[] openings, RecordKey key, RandomNumberGenerator rng)
    {
        MerlinTranscript transcript = Absorb(challenge, openings);
        Span<byte> witness = stackalloc byte[RecordKey.Size];
        key.Secret.WriteBytes(witness);
        using ProofTranscriptRandomness randomness = transcript.ForkRandomnessAndErase(witness, rng);
        using SecretScalars nonce = randomness.NextScalars(1);
        EqualityStatement statement = NewStatement(challenge, openings, key.Public, null, transcript);
        return EqualityProof.Prove(statement, key.Secret, nonce[0]);
    }

    // Everything that is opened is absorbed before the weights are drawn: see EqualityStatement.
    private static MerlinTranscript Absorb(AuditChallenge challenge, IReadOnlyList<OpenedRecord> openings)
    {
        DatasetTerms terms = challenge.Terms;
        MerlinTranscript transcript = StatementProofTranscript.Begin(ProtocolLabels.Audit, terms.Context);
        transcript.Append("dataset-root"u8, terms.DatasetRoot.Span);
        transcript.Append("commitment"u8, terms.Commitment.Bytes);
        transcript.Append("record-key"u8, terms.RecordKey.Span);
        transcript.Append("size"u8, terms.Size);
        transcript.Append("bad-share"u8, (ulong)challenge.Policy.BadSharePerMillion);
        transcript.Append("security"u8, (ulong)challenge.Policy.SecurityBits);
        transcript.Append("nonce"u8, challenge.Nonce.Span);
        for (int i = 0; i < openings.Count; i++)
        {
            transcript.Append("position"u8, challenge.Positions[i]);
            transcript.Append("record"u8, openings[i].Record.Span);
            transcript.Append("tag"u8, openings[i].Tag.Span);
        }

        return transcript;
    }

    private static EqualityStatement NewStatement(
        AuditChallenge challenge,
        IReadOnlyList<OpenedRecord> openings,
        PublicElement key,
        RistrettoPoint[]? tags,
        MerlinTranscript transcript)
    {
        var map = new RecordMap(challenge.Terms.Context);
        var points = new RistrettoPoint[openings.Count];
        byte[] pointBytes = new byte[openings.Count * RistrettoPoint.Size];
        byte[] tagBytes = new byte[pointBytes.Length];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = map.Point(openings[i].Record.Span);
            points[i].WriteBytes(pointBytes.AsSpan(i * RistrettoPoint.Size));
            openings[i].Tag.Span.CopyTo(tagBytes.AsSpan(i * RistrettoPoint.Size));
        }

        byte[] contextString = EqualityContext.Draw(transcript, "candor/audit/"u8);
        return new(contextString, key, points, pointBytes, tags, tagBytes);
    }
}
