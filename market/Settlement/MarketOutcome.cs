using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Candor.Market.Training;

namespace Candor.Market.Settlement;

/// <summary>What a settled market assigns: the paper's outcome (x, p), with payments in whole micro-units.</summary>
/// <param name="BestQuality">The curve at the sum of all reports.</param>
/// <param name="Assignments">One for each participant, in roster order.</param>
/// <param name="Training">How the market's training ended; null in markets that train nothing, whose logs do not hold
/// it. Unless it is <see cref="TrainingEnd.Summed"/>, nobody is allocated a model and nothing is owed.</param>
public sealed record MarketOutcome(
    double BestQuality,
    ImmutableArray<ParticipantAssignment> Assignments,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TrainingEnd? Training = null)
{
    /// <summary>Micro-units in one unit of a currency.</summary>
    public const long MicrosPerUnit = 1_000_000;
}

/// <summary>What a settled market assigns to one participant.</summary>
/// <param name="Participant">The participant's id in the roster.</param>
/// <param name="Records">The reported size in records; null is out.</param>
/// <param name="AllocatedQuality">Quality of the allocated model; 0 is no model.</param>
/// <param name="OwnQuality">The curve at the reported size; 0 where out.</param>
/// <param name="PaymentMicros">The payment in micro-units of the market's currency, rounded down; negative is paid
/// out.</param>
public sealed record ParticipantAssignment(
    string Participant, uint? Records, double AllocatedQuality, double OwnQuality, long PaymentMicros);
