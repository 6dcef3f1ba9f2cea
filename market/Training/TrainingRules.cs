using System.Collections.Immutable;

namespace Candor.Market.Training;

/// <summary>What a market trains, and how, as its operator writes it. <see cref="TrainingPlan"/> says whether it holds, and
/// what follows. Immutable and thread-safe.</summary>
public sealed class TrainingRules
{
    internal const int LeastAnswerSeconds = 10;
    internal const int MostAnswerSeconds = 86_400;
    internal const int DefaultAnswerSeconds = 60;
    internal const int DefaultRetentionDays = 30;

    /// <summary>The longest <see cref="Retention"/> that a definition may ask for, in days.</summary>
    public const int MostRetentionDays = 366;

    /// <summary>The column to predict.</summary>
    public required string Target { get; init; }

    /// <summary>The columns to learn from, in the order in which the feature map reads them.</summary>
    public required ImmutableArray<string> Features { get; init; }

    /// <summary>D, how many ramps the feature map adds; 0: the features alone.</summary>
    public int Ramps { get; init; }

    /// <summary>What the ramps are drawn from, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> Seed { get; init; }

    /// <summary>How many have to contribute, at least 3.</summary>
    public int MinContributors { get; init; } = 3;

    /// <summary>Projections of each block by which an upload is held to the audited records (statement 8): an even number, 2
    /// to 32; null: 32. Only audited markets may say it.</summary>
    public int? Projections { get; init; }

    /// <summary>z, how many thousandths of a standard error an honest upload may be off: 1 to 1,000,000; null: 5,500. Only
    /// audited markets may say it.</summary>
    public int? ZThousandths { get; init; }

    /// <summary>How long each step may take: 10 seconds to a day; 60 seconds by default.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(DefaultAnswerSeconds);

    /// <summary>How long what was uploaded is kept after settlement, for whoever checks why somebody fell: a day to 366 days;
    /// 30 days by default.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(DefaultRetentionDays);
}
