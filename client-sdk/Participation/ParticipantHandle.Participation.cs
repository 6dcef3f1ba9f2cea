using System.Runtime.CompilerServices;
using Candor.Client.Markets;
using Candor.Client.Participation;

namespace Candor.Client;

/// <content>A participant's whole life in one call.</content>
public partial class ParticipantHandle
{
    /// <summary>Takes part in a market from the first step to the assignment: joins, commits to the dataset's size,
    /// reports, and waits until the market settles, however long that is. Survives a restart of the server, by trying
    /// again, and of this process, by being called again: what was done before is not done twice.</summary>
    /// <param name="dataset">Its dataset. For a market that asks for validation it is tagged
    /// (<see cref="TagDatasetAsync(string, DatasetFileOptions?, IProgress{DatasetProgress}?, CancellationToken)"/>; after a
    /// restart, under the kept receipt's record key), and the commitment is audited before the report.</param>
    /// <param name="options">How it takes part; null for the defaults.</param>
    /// <param name="cancellationToken">Stops it. Steps that the server has stored stay.</param>
    /// <returns>Each step as it is done; the last is <see cref="ParticipationAssigned"/> or
    /// <see cref="ParticipationCancelled"/>. A market that settles while the participant is still on its way leaves it
    /// out: that is an assignment too.</returns>
    /// <exception cref="CandorException">The roster lacks the participant (<c>PARTICIPANT_NOT_FOUND</c>) or has another
    /// key for it (<c>KEY_NOT_ON_RECORD</c>); the commitment deadline has passed
    /// (<c>COMMITMENT_DEADLINE_PASSED</c>); the server rejected the call otherwise; or it stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">An answer does not hold: the market, its rules
    /// (<see cref="AnswerFault.OtherRules"/> where they are not the expected ones) or the assignment.</exception>
    /// <exception cref="ReceiptException">The receipt's file cannot be read or written.</exception>
    /// <exception cref="DatasetException">The file of a tagged dataset has changed or cannot be read.</exception>
    /// <exception cref="ArgumentException">More is to be reported than the dataset has.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public virtual async IAsyncEnumerable<ParticipationProgress> ParticipateAsync(
        Dataset dataset,
        ParticipationOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        options ??= new ParticipationOptions();
        RequireReport(dataset, options);
        (V1.Market snapshot, VerifiedMarket verified) = await _connection
            .FetchAsync(Market, cancellationToken).ConfigureAwait(false);
        RequireExpected(verified, options);
        VerifiedParticipant participant = VerifiedParticipant.Of(verified, ParticipantId, Key);
        yield return new ParticipationVerified(MarketInfo.Of(snapshot, verified));

        var life = new ParticipationRun(this, participant, dataset, options);
        var phase = (ParticipantPhase)snapshot.Participants[participant.Index].Phase;
        await foreach (ParticipationProgress step in life.RunAsync(phase, cancellationToken).ConfigureAwait(false))
        {
            yield return step;
        }
    }

    /// <summary>The market's public events.</summary>
    internal IAsyncEnumerable<MarketUpdate> WatchMarketAsync(CancellationToken cancellationToken) =>
        _connection.WatchMarketAsync(Market, string.Empty, cancellationToken);

    private static void RequireReport(Dataset dataset, ParticipationOptions options)
    {
        if (options.ReportRecords > dataset.Records)
        {
            throw new ArgumentException(
                $"{options.ReportRecords} records are to be reported; the dataset has {dataset.Records}.",
                nameof(options));
        }
    }

    private static void RequireExpected(VerifiedMarket market, ParticipationOptions options)
    {
        if (options.ExpectedDefinitionDigest is { } expected
            && !expected.Span.SequenceEqual(market.DefinitionDigest.Span))
        {
            throw new UnverifiedAnswerException(
                AnswerFault.OtherRules,
                $"{market.Name} has the definition digest '{Convert.ToHexStringLower(market.DefinitionDigest.Span)}'; "
                + $"expected '{Convert.ToHexStringLower(expected.Span)}'.");
        }
    }
}
