using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Candor.Commitments.Logs;
using Candor.Market.Records;
using Candor.Market.Signing;
using Candor.Market.Training;
using Candor.Mechanism;

namespace Candor.Market.Definitions;

/// <summary>The rules of one market, checked: only <see cref="MarketDefinitionReader"/> makes one. Immutable and
/// thread-safe.</summary>
public sealed class MarketDefinition
{
    /// <summary>The newest version of the rules that this library knows.</summary>
    public const int NewestVersion = 3;

    private readonly FrozenDictionary<string, int> _indexById;

    internal MarketDefinition(
        JsonElement json,
        string displayName,
        OperatorIdentity marketOperator,
        ImmutableArray<RosterEntry> roster,
        uint recordsPerUnit,
        MarketMechanism mechanism,
        ReportGrid? grid,
        string currency,
        DateTimeOffset? commitmentDeadline,
        DateTimeOffset reportDeadline)
    {
        Json = json;
        DisplayName = displayName;
        Operator = marketOperator;
        Roster = roster;
        RecordsPerUnit = recordsPerUnit;
        Mechanism = mechanism;
        Grid = grid;
        Currency = currency;
        CommitmentDeadline = commitmentDeadline ?? reportDeadline;
        ReportDeadline = reportDeadline;
        _indexById = roster
            .Select((entry, index) => KeyValuePair.Create(entry.Id, index))
            .ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The definition as it was written, in protobuf's JSON mapping.</summary>
    public JsonElement Json { get; }

    /// <summary>What people call the market.</summary>
    public string DisplayName { get; }

    /// <summary>Who defines the market.</summary>
    public OperatorIdentity Operator { get; }

    /// <summary>Who may take part; the order is that of the valuation's rows and columns.</summary>
    public ImmutableArray<RosterEntry> Roster { get; }

    /// <summary>How many records make one unit of data size; at least 1.</summary>
    public uint RecordsPerUnit { get; }

    /// <summary>The mechanism that settles the market.</summary>
    public MarketMechanism Mechanism { get; }

    /// <summary>The sizes that a report may have; null where any will do.</summary>
    public ReportGrid? Grid { get; }

    /// <summary>The currency, three upper-case letters.</summary>
    public string Currency { get; }

    /// <summary>Until when commitments are accepted, exclusive.</summary>
    public DateTimeOffset CommitmentDeadline { get; }

    /// <summary>Until when reports are accepted, exclusive; then the market settles.</summary>
    public DateTimeOffset ReportDeadline { get; }

    /// <summary>How committed sizes are checked; null where they are taken on trust.</summary>
    public ValidationRules? Validation { get; internal init; }

    /// <summary>What the market trains, and what follows from it; null where it trains nothing.</summary>
    public TrainingPlan? Training { get; internal init; }

    /// <summary>What a record is, for who audits or trains: as <see cref="ValidationRules.Records"/> says, or
    /// <see cref="TrainingPlan.Records"/> where nobody audits; null where the rules do not say it.</summary>
    public RecordFormat? Records => Validation?.Records ?? Training?.Records;

    /// <summary>The key that signs the transcript's checkpoints; null where the definition names none.</summary>
    public NoteKey? LogKey { get; internal init; }

    /// <summary>Who may read reports and outcome once the market has settled.</summary>
    public TranscriptAccess TranscriptAccess { get; internal init; } = TranscriptAccess.Members;

    /// <summary>Which rules of the protocol hold: 1, 2 or 3. docs/protocol.md has every difference.</summary>
    public int Version { get; internal init; } = 1;

    /// <summary>Who may read the market at all.</summary>
    public MarketAccess ReadAccess { get; internal init; } = MarketAccess.Anyone;

    /// <summary>Whether the market is listed for everyone.</summary>
    public bool IsListed { get; internal init; } = true;

    /// <summary>Whether each participant's messages are a chain, each payload has one encoding and each signature one
    /// form, and verdicts name the messages that they judge: from version 2 on.</summary>
    public bool ChainsMessages => Version >= 2;

    /// <summary>What can be paid in the currency, in micro-units; payments are rounded down to a multiple of it. 1 where
    /// the definition names none.</summary>
    public long PaymentUnit { get; internal init; } = 1;

    /// <summary>Whether payments are rounded down from the exact number that the mechanism gives: from version 3
    /// on.</summary>
    public bool FloorsExactly => Version >= 3;

    /// <summary>The quality of a model trained on so many records.</summary>
    /// <param name="records">At least 0.</param>
    /// <returns>The quality curve at that size.</returns>
    public double QualityOf(double records) => Mechanism.Curve.Evaluate(records / RecordsPerUnit);

    /// <summary>Finds a participant's place in the roster.</summary>
    /// <param name="participant">Its id.</param>
    /// <param name="index">From 0 in roster order.</param>
    /// <returns>Whether the roster has it.</returns>
    public bool TryFind(string participant, out int index) => _indexById.TryGetValue(participant, out index);
}

/// <summary>Who defines a market and may settle or cancel it.</summary>
/// <param name="Id">The operator's id.</param>
/// <param name="Key">The operator's key.</param>
public sealed record OperatorIdentity(string Id, VerificationKey Key);

/// <summary>A participant in a roster.</summary>
/// <param name="Id">Unique in the roster.</param>
/// <param name="DisplayName">What people call it.</param>
/// <param name="Key">Its key, unique in the roster.</param>
public sealed record RosterEntry(string Id, string DisplayName, VerificationKey Key);
