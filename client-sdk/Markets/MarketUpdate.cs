using Candor.Market;
using Candor.Market.Events;
using Candor.Market.Training;

namespace Candor.Client;

/// <summary>A public event of a market, as <see cref="CandorClient.WatchMarketAsync(string, string?, CancellationToken)"/> tells it: the server's word.
/// Reports are announced without their size. A later version of the server may tell of others:
/// <see cref="UnknownUpdate"/>.</summary>
public abstract record MarketUpdate
{
    // Closed: whoever switches over the updates has them all.
    private protected MarketUpdate()
    {
    }

    /// <summary>The event's number in its market; the first is 1, and no number is left out.</summary>
    public ulong Sequence { get; init; }

    /// <summary>When the server stored it, by its clock.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Opens a stream after this event.</summary>
    public string ResumeToken { get; init; } = string.Empty;

    /// <summary>Whether it is the last.</summary>
    public bool IsFinal => this is MarketSettledUpdate or MarketCancelledUpdate;

    /// <summary>The answer that it was read from.</summary>
    internal V1.WatchMarketResponse? Message { get; init; }
}

/// <summary>The market was created.</summary>
/// <param name="DefinitionDigest">SHA-256 of what the operator signed, 32 bytes.</param>
public sealed record MarketCreatedUpdate(ReadOnlyMemory<byte> DefinitionDigest) : MarketUpdate;

/// <summary>A participant joined.</summary>
/// <param name="ParticipantId">Who.</param>
public sealed record ParticipantJoinedUpdate(string ParticipantId) : MarketUpdate;

/// <summary>A participant committed to its data size, for the first time or anew.</summary>
/// <param name="ParticipantId">Who.</param>
/// <param name="Commitment">The commitment, 32 bytes. It hides the size.</param>
public sealed record CommitmentAcceptedUpdate(string ParticipantId, ReadOnlyMemory<byte> Commitment) : MarketUpdate;

/// <summary>A validator attested to a participant's commitment.</summary>
/// <param name="ParticipantId">Whose.</param>
/// <param name="ValidatorId">Which validator.</param>
public sealed record CommitmentValidatedUpdate(string ParticipantId, string ValidatorId) : MarketUpdate;

/// <summary>A participant's commitment was refused.</summary>
/// <param name="ParticipantId">Whose.</param>
/// <param name="ValidatorId">Which validator refused it.</param>
/// <param name="Refusal">Why.</param>
public sealed record CommitmentRefusedUpdate(
    string ParticipantId, string ValidatorId, AuditRefusal Refusal) : MarketUpdate;

/// <summary>The overlap of two participants' datasets was checked.</summary>
/// <param name="EarlierId">Whose commitment was attested first.</param>
/// <param name="LaterId">The other.</param>
/// <param name="SharedRecords">How many records both have.</param>
/// <param name="IsLaterRefused">Whether the later commitment was refused for it.</param>
public sealed record OverlapCheckedUpdate(
    string EarlierId, string LaterId, ulong SharedRecords, bool IsLaterRefused) : MarketUpdate;

/// <summary>A participant reported.</summary>
/// <param name="ParticipantId">Who.</param>
public sealed record ReportAcceptedUpdate(string ParticipantId) : MarketUpdate;

/// <summary>The market settled; every participant's assignment is ready.</summary>
/// <param name="Cause">Why it settled now.</param>
/// <param name="OutIds">Who is out, in roster order.</param>
public sealed record MarketSettledUpdate(SettlementCause Cause, IReadOnlyList<string> OutIds) : MarketUpdate;

/// <summary>The operator cancelled the market; nobody owes anything.</summary>
/// <param name="Reason">The operator's words.</param>
public sealed record MarketCancelledUpdate(string Reason) : MarketUpdate;

/// <summary>A step of the training began.</summary>
/// <param name="Step">The step.</param>
/// <param name="Epoch">The epoch; 0 before the first.</param>
/// <param name="AnswerDeadline">Until when it must be answered; null where nobody but the platform has to.</param>
public sealed record TrainingStepUpdate(TrainingStep Step, ulong Epoch, DateTimeOffset? AnswerDeadline) : MarketUpdate;

/// <summary>A message of a step of the training came.</summary>
/// <param name="ParticipantId">Whose.</param>
/// <param name="Step">The step that it answers.</param>
public sealed record ContributionReceivedUpdate(string ParticipantId, TrainingStep Step) : MarketUpdate;

/// <summary>A participant failed a step of the training: its report fell.</summary>
/// <param name="ParticipantId">Who.</param>
/// <param name="Cause">Why.</param>
public sealed record ReportFellUpdate(string ParticipantId, FallCause Cause) : MarketUpdate;

/// <summary>The training ended; the settlement follows.</summary>
/// <param name="End">How; null where this version does not know it.</param>
public sealed record TrainingEndedUpdate(TrainingEnd? End) : MarketUpdate;

/// <summary>The model is ready for those who are allocated it.</summary>
public sealed record ModelsDeliveredUpdate : MarketUpdate;

/// <summary>The server has noted something of the training that says nothing by itself; what follows from it follows at
/// once.</summary>
public sealed record TrainingNotedUpdate : MarketUpdate;

/// <summary>An event that this version does not know.</summary>
public sealed record UnknownUpdate : MarketUpdate;
