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
/// <param name="AnswerTime">How long a participant may take for each answer, 10 seconds to a day; in version 2 the time of
/// <see cref="RecordsPerSecond"/> comes on top.</param>
/// <param name="Overlap">Whether records of different participants are compared, and what follows.</param>
/// <param name="MaxRecords">The most records that a commitment may be to.</param>
/// <param name="RecordsPerSecond">How many records a participant must be able to work through in a second; null in
/// version 1, where the time for an answer does not grow with its records.</param>
public sealed record ValidationRules(
    RecordFormat Records,
    ImmutableArray<ValidatorIdentity> Validators,
    AuditPolicy Audit,
    TimeSpan AnswerTime,
    OverlapPolicy Overlap,
    uint MaxRecords,
    uint? RecordsPerSecond)
{
    /// <summary>The most records that any market takes of one participant.</summary>
    public const uint MostRecords = 1u << 26;

    // No market is open for longer, so a longer time for an answer would say nothing more.
    private const ulong MostSeconds = 366 * 86_400;

    private const ulong MostRounded = 1ul << 62;

    /// <summary>How long an answer about so many records may take: in version 2 <see cref="AnswerTime"/> and the time for
    /// the records, whose number is rounded up to a power of four, so that nobody can tell it from a deadline.</summary>
    /// <param name="records">The records that the answer is about.</param>
    /// <returns>The time.</returns>
    public TimeSpan AnswerTimeFor(ulong records) => AnswerTimeFor(AnswerTime, RecordsPerSecond, records);

    /// <summary>As <see cref="AnswerTimeFor(ulong)"/>, from the two terms alone, as an audit under way has them.</summary>
    internal static TimeSpan AnswerTimeFor(TimeSpan answerTime, uint? recordsPerSecond, ulong records)
    {
        if (recordsPerSecond is not { } rate || records == 0)
        {
            return answerTime;
        }

        ulong rounded = 1;
        while (rounded < records && rounded < MostRounded)
        {
            rounded *= 4;
        }

        return answerTime + TimeSpan.FromSeconds(Math.Min((rounded + rate - 1) / rate, MostSeconds));
    }

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

/// <summary>Who may read a market at all.</summary>
public enum MarketAccess
{
    /// <summary>The operator, the roster and the validators.</summary>
    Members = 1,

    /// <summary>Everyone.</summary>
    Anyone = 2,
}

/// <summary>Who may read reports and outcome in a settled market's transcript.</summary>
public enum TranscriptAccess
{
    /// <summary>The operator, the roster and the validators.</summary>
    Members = 1,

    /// <summary>Everyone.</summary>
    Public = 2,
}
