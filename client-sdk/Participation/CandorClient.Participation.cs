using System.Runtime.CompilerServices;
using Candor.Client.Datasets;
using Candor.Client.Internal;
using Candor.Client.Markets;
using Candor.Client.Participation;
using Candor.V1;

namespace Candor.Client;

/// <content>A participant's whole life in one call.</content>
public partial class CandorClient
{
    /// <summary>Takes part in a market from the first step to the assignment: joins, commits to the data set's size,
    /// reports, and waits until the market settles, however long that is. Survives a restart of the server, by trying
    /// again, and of this process, by being called again: what was done before is not done twice.</summary>
    /// <param name="market">The market's id or name.</param>
    /// <param name="participantId">The participant's id in the roster.</param>
    /// <param name="key">The participant's key.</param>
    /// <param name="dataset">Its data set, counted.</param>
    /// <param name="options">How it takes part; null for the defaults.</param>
    /// <param name="cancellationToken">Stops it. Steps that the server has stored stay.</param>
    /// <returns>Each step as it is done; the last is <see cref="ParticipationAssigned"/> or
    /// <see cref="ParticipationCancelled"/>. A market that settles while the participant is still on its way leaves it
    /// out: that is an assignment too.</returns>
    /// <exception cref="CandorException">The roster lacks the participant (<c>PARTICIPANT_NOT_FOUND</c>) or has another
    /// key for it (<c>KEY_NOT_ON_RECORD</c>); the commitment deadline has passed
    /// (<c>COMMITMENT_DEADLINE_PASSED</c>); the server refused otherwise; or it stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">An answer does not hold: the market, its rules
    /// (<see cref="AnswerFault.OtherRules"/> where they are not the expected ones) or the assignment.</exception>
    /// <exception cref="ReceiptException">The receipt's file cannot be read or written.</exception>
    /// <exception cref="ArgumentException">A name is none, or more is to be reported than the data set has.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public virtual async IAsyncEnumerable<ParticipationProgress> ParticipateAsync(
        string market,
        string participantId,
        SigningKey key,
        Dataset dataset,
        ParticipationOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        await foreach (ParticipationProgress step in ParticipateAsync(
            market, participantId, key, new ContributedData(dataset.Records, null), options, cancellationToken)
            .ConfigureAwait(false))
        {
            yield return step;
        }
    }

    /// <summary>Takes part in a market that asks for validation: as the other overload does, with an audit of the
    /// commitment before the report, and comparisons with others' records where the market asks for them.</summary>
    /// <param name="market">The market's id or name.</param>
    /// <param name="participantId">The participant's id in the roster.</param>
    /// <param name="key">The participant's key.</param>
    /// <param name="dataset">Its data set, tagged for this market; after a restart, under the record key of the kept
    /// receipt (<see cref="TagDatasetAsync(CommitmentReceipt, SigningKey, string, DatasetFileOptions?,
    /// IProgress{DatasetProgress}?, CancellationToken)"/>). Its file must stay as it is until the audit is over.</param>
    /// <param name="options">How it takes part; null for the defaults.</param>
    /// <param name="cancellationToken">Stops it. Steps that the server has stored stay.</param>
    /// <returns>Each step as it is done; the last is <see cref="ParticipationAssigned"/> or
    /// <see cref="ParticipationCancelled"/>.</returns>
    /// <inheritdoc cref="ParticipateAsync(string, string, SigningKey, Dataset, ParticipationOptions?,
    /// CancellationToken)" path="/exception"/>
    /// <exception cref="DatasetException">The file has changed or cannot be read.</exception>
    public virtual IAsyncEnumerable<ParticipationProgress> ParticipateAsync(
        string market,
        string participantId,
        SigningKey key,
        MarketDataset dataset,
        ParticipationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return ParticipateAsync(
            market, participantId, key, new ContributedData(dataset.Records, dataset), options, cancellationToken);
    }

    private async IAsyncEnumerable<ParticipationProgress> ParticipateAsync(
        string market,
        string participantId,
        SigningKey key,
        ContributedData data,
        ParticipationOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        options ??= new ParticipationOptions();
        RequireReport(data, options);
        string name = ResourceNames.Market(market, nameof(market));
        ResourceNames.RequireParticipantId(participantId, nameof(participantId));
        (V1.Market snapshot, VerifiedMarket verified) = await FetchAsync(name, cancellationToken).ConfigureAwait(false);
        RequireExpected(verified, options);
        Member member = Member.Of(verified, participantId, key);
        yield return new ParticipationVerified(snapshot);

        var life = new ParticipationRun(this, member, key, data, options);
        ParticipantPhase phase = snapshot.Participants[member.Index].Phase;
        await foreach (ParticipationProgress step in life.RunAsync(phase, cancellationToken).ConfigureAwait(false))
        {
            yield return step;
        }
    }

    private static void RequireReport(ContributedData data, ParticipationOptions options)
    {
        if (options.ReportRecords > data.Records)
        {
            throw new ArgumentException(
                $"{options.ReportRecords} records are to be reported; the data set has {data.Records}.",
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
