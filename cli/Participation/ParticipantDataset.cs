using Candor.Client;

namespace Candor.Cli.Participation;

/// <summary>What a participant brings: counted records where a market takes sizes on trust, tagged ones where it has
/// them audited.</summary>
internal sealed class ParticipantDataset
{
    private readonly Dataset? _counted;

    private ParticipantDataset(Dataset? counted, MarketDataset? tagged)
    {
        _counted = counted;
        Tagged = tagged;
    }

    /// <summary>The records as a market with validation takes them; null elsewhere.</summary>
    internal MarketDataset? Tagged { get; }

    /// <summary>Valid, distinct records.</summary>
    internal uint Records => Tagged?.Records ?? _counted!.Records;

    /// <summary>Rows of the file, header apart.</summary>
    internal long Rows => Tagged?.Rows ?? _counted!.Rows;

    /// <summary>Rows that break the format.</summary>
    internal long BrokenRows => Tagged?.BrokenRows ?? _counted!.BrokenRows;

    /// <summary>Rows that repeat a record.</summary>
    internal long RepeatedRows => Tagged?.RepeatedRows ?? _counted!.RepeatedRows;

    /// <summary>Why broken rows are broken, the first ones.</summary>
    internal IReadOnlyList<RowFault> Faults => Tagged?.Faults ?? _counted!.Faults;

    /// <summary>Records for a market without validation.</summary>
    /// <param name="dataset">The data set.</param>
    internal static ParticipantDataset Of(Dataset dataset) => new(dataset, null);

    /// <summary>Records for a market with validation.</summary>
    /// <param name="dataset">The data set.</param>
    internal static ParticipantDataset Of(MarketDataset dataset) => new(null, dataset);

    /// <summary>Takes part with it.</summary>
    /// <param name="participant">The participant.</param>
    /// <param name="options">How it takes part.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal IAsyncEnumerable<ParticipationProgress> ParticipateAsync(
        ParticipantHandle participant, ParticipationOptions options, CancellationToken cancellationToken) =>
        Tagged is { } tagged
            ? participant.ParticipateAsync(tagged, options, cancellationToken)
            : participant.ParticipateAsync(_counted!, options, cancellationToken);

    /// <inheritdoc/>
    public override string ToString() => Tagged?.ToString() ?? _counted!.ToString();
}
