using System.Runtime.CompilerServices;
using Candor.Client.Internal;
using Candor.Client.Markets;
using Candor.Client.Participation;
using Candor.Client.Receipts;

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
    /// <returns>Each step as it is done; the last is <see cref="ParticipationTranscriptVerified"/>, after
    /// <see cref="ParticipationAssigned"/> and, in markets with training, <see cref="ParticipationDelivered"/>; or
    /// <see cref="ParticipationCancelled"/>. A market that settles while the participant is still on its way leaves it out: that is
    /// an assignment too.</returns>
    /// <exception cref="CandorException">The roster lacks the participant (<c>PARTICIPANT_NOT_FOUND</c>) or has another
    /// key for it (<c>KEY_NOT_ON_RECORD</c>); the commitment deadline has passed
    /// (<c>COMMITMENT_DEADLINE_PASSED</c>); the server rejected the call otherwise; or it stayed unavailable.</exception>
    /// <exception cref="ClockException">The clock here is not the server's or a validator's; nothing was signed.</exception>
    /// <exception cref="UnverifiedAnswerException">An answer does not hold: the market, its rules
    /// (<see cref="AnswerFault.OtherRules"/> where they are not the expected ones), a phase without a signature behind it
    /// (<see cref="AnswerFault.Phase"/>), a second sample (<see cref="AnswerFault.Challenge"/>), the assignment
    /// (<see cref="AnswerFault.Assignment"/>), the transcript (<see cref="AnswerFault.TranscriptInvalid"/>), or one's own
    /// messages in it (<see cref="AnswerFault.MessageMissing"/>).</exception>
    /// <exception cref="ReceiptException">The receipt's file cannot be read or written, is no whole receipt, or is another
    /// participation's: it is left as it is, and nothing was sent.</exception>
    /// <exception cref="Transcripts.CheckpointStoreException">The checkpoints' file cannot be read or written, or is something
    /// else.</exception>
    /// <exception cref="DatasetException">The dataset has no valid record, and <see cref="ParticipationOptions.ReportRecords"/>
    /// is not 0 (<see cref="DatasetFault.NoRecords"/>): nothing is sent; or the file of a tagged dataset has changed or cannot
    /// be read.</exception>
    /// <exception cref="ArgumentException">More is to be reported than the dataset has.</exception>
    /// <exception cref="ContributionRefusedException">In the training, platform or validator ask for what is not
    /// answered.</exception>
    /// <exception cref="OperationCanceledException">It was stopped. In the training the message says until when it has to be called
    /// again, before the report falls.</exception>
    public virtual async IAsyncEnumerable<ParticipationProgress> ParticipateAsync(
        Dataset dataset,
        ParticipationOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        options ??= new ParticipationOptions();
        Require(dataset, options);
        _connection.RequireKeeping();
        (V1.Market snapshot, VerifiedMarket verified) = await _connection
            .FetchAsync(Market, cancellationToken).ConfigureAwait(false);
        RequireExpected(verified, options);
        VerifiedParticipant participant = VerifiedParticipant.Of(verified, ParticipantId, Key);
        yield return new ParticipationVerified(MarketInfo.Of(snapshot, verified));

        var life = new ParticipationRun(this, participant, dataset, options);
        var phase = (ParticipantPhase)snapshot.Participants[participant.Index].Phase;
        await foreach (ParticipationProgress step in life
            .RunAsync(phase, snapshot.LastEvent, cancellationToken).ConfigureAwait(false))
        {
            yield return step;
        }
    }

    /// <summary>Takes part with a file, in a market that trains without validation: counts its records by the definition's format
    /// and goes all the way; or in one that asks for validation: tags its records and goes all the way, as
    /// <see cref="ParticipateAsync(Dataset, ParticipationOptions?, CancellationToken)"/> does. Called again after a restart it
    /// tags under the record key of the receipt that is kept, so that the same file is the same commitment and overlap checks
    /// are answered.</summary>
    /// <param name="path">The file: CSV or JSON lines, in UTF-8. It must stay as it is until the audit is over.</param>
    /// <param name="options">How it takes part; give a <see cref="ParticipationOptions.ReceiptPath"/>.</param>
    /// <param name="cancellationToken">Stops it. Steps that the server has stored stay.</param>
    /// <inheritdoc cref="ParticipateAsync(Dataset, ParticipationOptions?, CancellationToken)" path="/returns"/>
    /// <inheritdoc cref="ParticipateAsync(Dataset, ParticipationOptions?, CancellationToken)" path="/exception"/>
    public virtual async IAsyncEnumerable<ParticipationProgress> ParticipateAsync(
        string path,
        ParticipationOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        VerifiedParticipant participant = await VerifyAsync(cancellationToken).ConfigureAwait(false);
        RequireExpected(participant.Market, options);
        KeptParticipation kept = _connection.Kept.Of(participant);
        if (options.ReceiptPath is { } receipt)
        {
            kept.KeepAt(receipt);
        }

        Dataset dataset = kept.Record.Commitment is { RecordKey: not null } commitment
            ? await TagDatasetAsync(commitment, path, options.File, null, cancellationToken).ConfigureAwait(false)
            : await TagDatasetAsync(path, options.File, null, cancellationToken).ConfigureAwait(false);
        await foreach (ParticipationProgress step in ParticipateAsync(dataset, options, cancellationToken)
            .ConfigureAwait(false))
        {
            yield return step;
        }
    }

    /// <summary>What is kept of a participation.</summary>
    internal KeptParticipation KeptOf(VerifiedParticipant participant) => _connection.Kept.Of(participant);

    /// <summary>Reads where the participant stands by the transcript.</summary>
    internal OwnStanding StandingOf(VerifiedParticipant participant) => new(_connection, participant);

    /// <summary>Verifies the market's end.</summary>
    internal EndCheck EndCheckOf(VerifiedParticipant participant) =>
        new(_connection, participant, KeptOf(participant), Random.Shared);

    /// <summary>Logs that overlap checks stay unanswered.</summary>
    internal void NoteUnanswered(string message) =>
        _connection.Logger.OverlapsUnanswered(ParticipantId, message);

    /// <summary>The market's public events.</summary>
    internal IAsyncEnumerable<MarketUpdate> WatchMarketAsync(CancellationToken cancellationToken) =>
        _connection.WatchMarketAsync(Market, string.Empty, cancellationToken);

    private static void Require(Dataset dataset, ParticipationOptions options)
    {
        if (options.ReportRecords > dataset.Records)
        {
            throw new ArgumentException(
                $"{options.ReportRecords} records are to be reported; the dataset has {dataset.Records}.",
                nameof(options));
        }

        if (options.MaxSamples < 1)
        {
            throw new ArgumentException($"MaxSamples is {options.MaxSamples}; expected at least 1.", nameof(options));
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
