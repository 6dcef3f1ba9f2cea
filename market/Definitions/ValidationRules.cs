using System.Collections.Immutable;
using Candor.Commitments.Audits;
using Candor.Market.Records;
using Candor.Market.Signing;

namespace Candor.Market.Definitions;

/// <summary>How committed sizes are checked: the number in a commitment is that of the valid, distinct records under a
/// dataset root, and a validator has audited them.</summary>
/// <param name="Records">What a record is, and which records are valid.</param>
/// <param name="Validators">Who may validate commitments, 1 to 16; exactly one with an overlap policy.</param>
/// <param name="Audit">How sure an audit must be.</param>
/// <param name="AnswerTime">How long a participant may take for each answer, 10 seconds to a day.</param>
/// <param name="Overlap">Whether records of different participants are compared, and what follows.</param>
public sealed record ValidationRules(
    RecordFormat Records,
    ImmutableArray<ValidatorIdentity> Validators,
    AuditPolicy Audit,
    TimeSpan AnswerTime,
    OverlapPolicy Overlap)
{
    /// <summary>The validator with a key.</summary>
    /// <param name="keyId">The key's id.</param>
    /// <returns>The validator, or null where none has it.</returns>
    public ValidatorIdentity? Find(string keyId) => Validators.FirstOrDefault(v => v.Key.KeyId == keyId);
}

/// <summary>Who checks dataset commitments.</summary>
/// <param name="Id">Unique among the market's validators.</param>
/// <param name="Key">Its key; none of the roster has it.</param>
/// <param name="Address">Where it listens; empty is the market's own server.</param>
public sealed record ValidatorIdentity(string Id, VerificationKey Key, string Address);

/// <summary>Whether records of different participants are compared (statement 6), and what follows where they
/// coincide.</summary>
public enum OverlapPolicy
{
    /// <summary>Not compared.</summary>
    None = 0,

    /// <summary>A commitment that shares a record with an earlier one is refused as a whole.</summary>
    RefuseLater = 1,

    /// <summary>Shared records are credited to the earlier commitment; the later participant may report that many
    /// fewer.</summary>
    CreditEarlier = 2,
}

/// <summary>Who may read reports and outcome in a settled market's transcript.</summary>
public enum TranscriptAccess
{
    /// <summary>The operator, the roster and the validators.</summary>
    Members = 1,

    /// <summary>Everyone.</summary>
    Public = 2,
}
