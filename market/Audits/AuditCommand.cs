using System.Security.Cryptography;
using Candor.Market.Definitions;
using Candor.Market.Signing;
using Candor.Market.Training;

namespace Candor.Market.Audits;

/// <summary>What is asked of an audit. Whoever makes a command from a signed message fills its members from the
/// envelope's payload and nothing else.</summary>
/// <param name="At">When the validator received it, UTC: deadlines are judged by this time.</param>
public abstract record AuditCommand(DateTimeOffset At);

/// <summary>Open the audit of a commitment.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Market">The market, verified against its operator's signature.</param>
/// <param name="Standing">The commitment that stands in the market, verified against the participant's
/// signature.</param>
/// <param name="Claim">What the participant says.</param>
/// <param name="Validator">The key of this validator.</param>
/// <param name="Envelope">The participant's signed message.</param>
/// <param name="Renewal">An audit that the participant's dataset may have passed before; null where there is none.</param>
public sealed record OpenAudit(
    DateTimeOffset At,
    AuditedMarket Market,
    StandingCommitment Standing,
    AuditClaim Claim,
    VerificationKey Validator,
    AuthenticatedEnvelope Envelope,
    AuditRenewal? Renewal = null) : AuditCommand(At);

/// <summary>What makes a second sample of one dataset needless.</summary>
/// <param name="Kept">An earlier audit of the participant. Where it is of another dataset, or has not passed, it says
/// nothing.</param>
/// <param name="Signer">Signs the verdict anew.</param>
public sealed record AuditRenewal(AuditState Kept, IVerdictSigner Signer);

/// <summary>All tags have come: check them and draw the sample.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Tags">The tags, counted and hashed as they came.</param>
/// <param name="Random">The validator's randomness. A participant who can predict it knows where to cheat.</param>
public sealed record CompleteTags(DateTimeOffset At, IncomingTags Tags, RandomNumberGenerator Random) : AuditCommand(At);

/// <summary>The sample is opened: verify it.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Openings">One for each position of the sample, in its order; untrusted.</param>
/// <param name="Proof">One proof for all of them, 64 bytes, or none for no opening; untrusted.</param>
/// <param name="IsValid">The market's rules for a record's canonical bytes.</param>
/// <param name="Signer">Signs the verdict.</param>
/// <param name="Training">What the market trains; null where it trains nothing. It must be there where projections were
/// drawn.</param>
public sealed record OpenSample(
    DateTimeOffset At,
    IReadOnlyList<AuditOpening> Openings,
    ReadOnlyMemory<byte> Proof,
    Predicate<ReadOnlyMemory<byte>> IsValid,
    IVerdictSigner Signer,
    TrainingPlan? Training = null) : AuditCommand(At);

/// <summary>Refuse the commitment because no answer has come; the validator's own command.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Signer">Signs the verdict.</param>
public sealed record PassAnswerDeadline(DateTimeOffset At, IVerdictSigner Signer) : AuditCommand(At);

/// <summary>The market has answered the verdict.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Event">The number of its event in the market; null where the market will never take it.</param>
/// <param name="Reason">Why the market will never take it, such as <c>MARKET_SETTLED</c>; null where it has.</param>
public sealed record ConcludeDelivery(DateTimeOffset At, ulong? Event, string? Reason) : AuditCommand(At);

/// <summary>The overlap checks of an attested commitment with all others are open; the validator's own
/// command.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Count">How many overlap checks.</param>
public sealed record OpenOverlapChecks(DateTimeOffset At, int Count) : AuditCommand(At);

/// <summary>Tell the participant what is asked of its statistics (statement 8), now that it has committed to them.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Statistics">What the participant has signed in the market, verified.</param>
/// <param name="Training">What the market trains.</param>
/// <param name="Signer">Signs it.</param>
public sealed record OpenProjections(
    DateTimeOffset At, CommittedStatistics Statistics, TrainingPlan Training, IVerdictSigner Signer) : AuditCommand(At);

/// <summary>Judge the statistics.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Nearness">What their proof has shown.</param>
/// <param name="Signer">Signs the verdict.</param>
public sealed record JudgeNearness(
    DateTimeOffset At, VerifiedNearness Nearness, IVerdictSigner Signer) : AuditCommand(At);

/// <summary>The market has answered the verdict on the statistics.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Event">The number of its event in the market; null where the market will never take it.</param>
/// <param name="Reason">Why the market will never take it, such as <c>STEP_OVER</c>; null where it has.</param>
public sealed record ConcludeNearness(DateTimeOffset At, ulong? Event, string? Reason) : AuditCommand(At);

/// <summary>The market of a commitment.</summary>
/// <param name="Name">Its name, <c>markets/{market}</c>.</param>
/// <param name="Definition">Its rules.</param>
/// <param name="DefinitionDigest">SHA-256 of the operator's signed payload, 32 bytes.</param>
public sealed record AuditedMarket(string Name, MarketDefinition Definition, ReadOnlyMemory<byte> DefinitionDigest);

/// <summary>A participant's commitment as the market holds it.</summary>
/// <param name="Event">The number of its event; 0 where there is none.</param>
/// <param name="Commitment">C, untrusted.</param>
/// <param name="DatasetRoot">R, untrusted.</param>
/// <param name="RecordKey">K, untrusted.</param>
/// <param name="IsRefused">Whether the market has refused it.</param>
/// <param name="MessageDigest">The digest of the participant's message, 32 bytes.</param>
public sealed record StandingCommitment(
    ulong Event,
    ReadOnlyMemory<byte> Commitment,
    ReadOnlyMemory<byte> DatasetRoot,
    ReadOnlyMemory<byte> RecordKey,
    bool IsRefused,
    ReadOnlyMemory<byte> MessageDigest)
{
    /// <summary>A participant that has not committed.</summary>
    public static StandingCommitment None { get; } = new(0, default, default, default, false, default);
}

/// <summary>What a participant says when it opens an audit; nothing is verified yet.</summary>
/// <param name="Participant">Its id.</param>
/// <param name="DefinitionDigest">The rules it was signed under.</param>
/// <param name="CommitmentEvent">The commitment that it names.</param>
/// <param name="Size">N.</param>
/// <param name="DatasetProof">Statement 3's proof.</param>
public sealed record AuditClaim(
    string Participant,
    ReadOnlyMemory<byte> DefinitionDigest,
    ulong CommitmentEvent,
    ulong Size,
    ReadOnlyMemory<byte> DatasetProof);

/// <summary>One opened record; untrusted.</summary>
/// <param name="Record">Its canonical bytes.</param>
/// <param name="Tag">The tag at the position asked for.</param>
/// <param name="InclusionProof">Siblings upwards to the dataset's root.</param>
public sealed record AuditOpening(
    ReadOnlyMemory<byte> Record, ReadOnlyMemory<byte> Tag, IReadOnlyList<ReadOnlyMemory<byte>> InclusionProof);
