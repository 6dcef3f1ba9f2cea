using System.Security.Cryptography;
using Candor.Market.Signing;

namespace Candor.Market.Audits;

/// <summary>What a participant says with its proof of statement 8; nothing is verified yet.</summary>
/// <param name="Participant">Its id.</param>
/// <param name="DefinitionDigest">The rules it was signed under, 32 bytes.</param>
/// <param name="StatisticsDigest">The digest of the commitments to the statistics, 32 bytes.</param>
/// <param name="ProjectionsMessageDigest">The digest of the validator's message that it answers, 32 bytes
/// (<see cref="SignedEnvelope.BodyDigest"/>): seed, intervals and records are all in it.</param>
/// <param name="ProofDigest">SHA-256 of the proof, 32 bytes.</param>
public sealed record NearnessClaim(
    string Participant,
    ReadOnlyMemory<byte> DefinitionDigest,
    ReadOnlyMemory<byte> StatisticsDigest,
    ReadOnlyMemory<byte> ProjectionsMessageDigest,
    ReadOnlyMemory<byte> ProofDigest)
{
    /// <summary>What a participant signs to answer a validator.</summary>
    /// <param name="participant">Its id.</param>
    /// <param name="definitionDigest">The market's rules, 32 bytes.</param>
    /// <param name="statisticsDigest">The digest of the commitments to its statistics, 32 bytes.</param>
    /// <param name="projections">The validator's signed message.</param>
    /// <param name="proof">The proof; empty where there is none.</param>
    /// <returns>The claim.</returns>
    public static NearnessClaim Of(
        string participant,
        ReadOnlyMemory<byte> definitionDigest,
        ReadOnlyMemory<byte> statisticsDigest,
        SignedEnvelope projections,
        ReadOnlyMemory<byte> proof)
    {
        ArgumentNullException.ThrowIfNull(projections);
        return new NearnessClaim(
            participant, definitionDigest, statisticsDigest, projections.BodyDigest(), SHA256.HashData(proof.Span));
    }
}

/// <summary>A participant's signed proof of statement 8. Nobody but the participant can have it judged, and it cannot disown
/// what was.</summary>
/// <param name="Claim">What it has signed.</param>
/// <param name="Envelope">The signed message.</param>
/// <param name="Proof">The proof beside it, untrusted; empty where the participant has none.</param>
public sealed record NearnessAnswer(NearnessClaim Claim, AuthenticatedEnvelope Envelope, ReadOnlyMemory<byte> Proof);
