using Candor.Market.Training;

namespace Candor.Client;

/// <summary>What a settled market assigns to a participant, seen with the participant's own knowledge of its data
/// size.</summary>
/// <param name="Market">The market's name, <c>markets/{market}</c>.</param>
/// <param name="ParticipantId">The participant's id in the roster.</param>
/// <param name="AllocatedQuality">Quality of the model the market allocates; 0 is no model.</param>
/// <param name="BestQuality">The curve at the sum of all reports: the market's best model.</param>
/// <param name="ReportedRecords">The reported size in records; null is out.</param>
/// <param name="OwnRecords">The true size in records; null where the caller did not give it.</param>
/// <param name="OwnQuality">The curve at <paramref name="OwnRecords"/>: the model the participant can train alone. At
/// the reported size where the true one is not known.</param>
/// <param name="PaymentMicros">What the market charges, in micro-units of the currency, rounded down to a multiple of the
/// definition's payment unit; negative is paid out.</param>
/// <param name="Currency">The currency, three letters.</param>
public sealed record MarketAssignment(
    string Market,
    string ParticipantId,
    double AllocatedQuality,
    double BestQuality,
    uint? ReportedRecords,
    uint? OwnRecords,
    double OwnQuality,
    long PaymentMicros,
    string Currency)
{
    private const decimal MicrosPerUnit = 1_000_000m;

    /// <summary>What became of the training; null in markets that train nothing. Unless it is
    /// <see cref="TrainingEnd.Summed"/>, nobody is allocated a model and nothing is owed.</summary>
    public TrainingEnd? Training { get; init; }

    /// <summary>Whether the market settled without a report of this participant.</summary>
    public bool IsOut => ReportedRecords is null;

    /// <summary>What the market charges, in units of the currency, exactly; negative is paid out. It has as many decimals as
    /// the currency where the market's payment unit says so, and up to six elsewhere.</summary>
    public decimal Payment => PaymentMicros / MicrosPerUnit;

    /// <summary>The used quality: the better of the allocated and the own model's.</summary>
    public double UsedQuality => Math.Max(AllocatedQuality, OwnQuality);

    /// <summary>Which of the two models is the better one; its own where they are equal.</summary>
    public PreferredModel PreferredModel =>
        AllocatedQuality > OwnQuality ? PreferredModel.Allocated : PreferredModel.Own;
}
