using Candor.Market.Records;
using Candor.Mechanism;

namespace Candor.Market.Training;

/// <summary>What the rest of a market's definition says that its training depends on. Immutable and thread-safe.</summary>
public sealed class TrainingSetting
{
    /// <summary>What a record is.</summary>
    public required RecordFormat Records { get; init; }

    /// <summary>Who is allocated what.</summary>
    public required IAllocationRule Allocation { get; init; }

    /// <summary>Whether the definition names a rule that gives the best or nothing whatever the valuation; otherwise
    /// <see cref="Allocation"/> shows it by what it is.</summary>
    public bool IsBestOrNothing { get; init; }

    /// <summary>How many stand on the roster.</summary>
    public required int Participants { get; init; }

    /// <summary>The most records that one of them may report.</summary>
    public required long MostRecords { get; init; }

    /// <summary>How many records make one unit of data size, at least 1.</summary>
    public uint RecordsPerUnit { get; init; } = 1;

    /// <summary>Whether validators audit what is committed.</summary>
    public required bool IsAudited { get; init; }
}
