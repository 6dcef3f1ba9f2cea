using System.Collections.Immutable;
using Candor.Hosting.Errors;
using Candor.Hosting.Storage;
using Candor.Hosting.Streams;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Events;
using Candor.Market.Transcripts;
using Candor.V1;
using Google.Protobuf;
using MarketPhase = Candor.Market.MarketPhase;

namespace Candor.Platform.Markets;

/// <summary>One market in this server: its single writer, and its log for whoever reads. Thread-safe.</summary>
/// <remarks>The writer decides one command at a time: decide, stage in the transcript, append with the expected version,
/// fold, publish. Readers take a <see cref="MarketView"/> and never wait for it.</remarks>
/// <param name="name">The market's name.</param>
/// <param name="store">The log.</param>
/// <param name="signer">Signs the transcript's checkpoints.</param>
/// <param name="logger">Told of every event.</param>
/// <param name="opened">Told, with name and report deadline, when the market turns out to be open.</param>
internal sealed class HostedMarket(
    string name,
    IEventStore store,
    TranscriptSigner signer,
    ILogger logger,
    Action<string, DateTimeOffset> opened) : IDisposable
{
    /// <summary>Most commands that may wait for one market's writer.</summary>
    internal const int MaxWaiting = 4096;

    // A conflict means that the log moved on without this writer, which happens after a failed sync whose events turned
    // up after all. Catching up once settles it; the bound is against a fault of ours.
    private const int MaxAttempts = 3;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile MarketView _view = MarketView.None;
    private int _waiting;

    /// <summary>The market's name.</summary>
    internal string Name { get; } = name;

    /// <summary>The market now.</summary>
    internal MarketView View => _view;

    /// <summary>The market's transcript. It has every entry that the view has, and may have more.</summary>
    internal TranscriptLog Transcript { get; } = new(name, signer);

    /// <summary>Reads the log into memory. Called once, before anything else.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal Task LoadAsync(CancellationToken cancellationToken) => CatchUpAsync(cancellationToken);

    /// <summary>Decides a signed request and stores what follows from it.</summary>
    /// <param name="submission">The command and its request.</param>
    /// <param name="cancellationToken">Stops waiting for the writer. Once the command is being decided it is carried
    /// through: the caller may go, the message stays.</param>
    /// <returns>The encoded answer, which is on disk: this request's own, or the first one to the same
    /// request.</returns>
    /// <exception cref="Refusal">The command is refused; nothing is stored.</exception>
    internal async Task<byte[]> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (int attempt = 1; attempt <= MaxAttempts; attempt++)
            {
                if (await TrySubmitAsync(submission).ConfigureAwait(false) is { } response)
                {
                    return response;
                }
            }

            throw new InvalidOperationException($"{Name} conflicts with its own log.");
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Settles the market because its report deadline has passed.</summary>
    /// <param name="at">Now.</param>
    /// <param name="cancellationToken">Stops waiting for the writer.</param>
    /// <returns>Null where the market is final, or the deadline where it is still to come.</returns>
    /// <exception cref="Refusal">The database cannot be written now.</exception>
    internal async Task<DateTimeOffset?> PassDeadlineAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (_view is { IsFinal: false, State: { } state })
            {
                if (at < state.Definition.ReportDeadline)
                {
                    return state.Definition.ReportDeadline;
                }

                Decision decision = MarketDecider.Decide(state, new PassDeadline(at));
                ImmutableArray<byte[]> bodies = Encode(decision);
                using StagedEntries staged = Transcript.Stage(bodies);
                await AppendAsync(decision.Events, bodies, _view.After(decision.Events), staged, null)
                    .ConfigureAwait(false);
            }

            return null;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Looks for the answer that this request has got before.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The encoded answer, or null where the request is new.</returns>
    /// <exception cref="Refusal">The request id was used with another body.</exception>
    internal async Task<byte[]?> FindAnswerAsync(RequestIdentity request) =>
        await store.FindRequestAsync(request.Actor, request.RequestId, default).ConfigureAwait(false) is { } record
            ? Answer(request, record)
            : null;

    /// <summary>The log from a version on: the stored events, then each as it is stored. Ends after the final
    /// event.</summary>
    /// <param name="after">The number of the last event already seen; 0 from the first.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Every event after that, once, in order.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal IAsyncEnumerable<NumberedEvent> FollowAsync(long after, CancellationToken cancellationToken) =>
        LogCursor.FollowAsync(this, store, after, cancellationToken);

    /// <summary>Reads stored entries of the transcript.</summary>
    /// <param name="firstIndex">The first entry, from 0.</param>
    /// <param name="limit">At most this many; at least 1.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    /// <returns>The entries in order, byte for byte.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal Task<IReadOnlyList<StoredEvent>> ReadEntriesAsync(
        ulong firstIndex, int limit, CancellationToken cancellationToken) =>
        store.ReadEventsAsync(Name, (long)firstIndex, limit, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new Refusal(
                ErrorReason.Overloaded, $"More than {MaxWaiting} messages wait for {Name}; try again later.");
        }

        try
        {
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Interlocked.Decrement(ref _waiting);
            throw;
        }
    }

    private void Leave()
    {
        Interlocked.Decrement(ref _waiting);
        _turn.Release();
    }

    // A message is of the time at which it came. Its proofs are verified before it waits for the writer, so messages can
    // overtake one another, and a clock can be set back; but a transcript's times never go back.
    private static MarketCommand NotBefore(MarketView before, MarketCommand command) =>
        before.Recent is [.., { Event.Time: var last }] && command.At < last ? command with { At = last } : command;

    // Null asks for another attempt: the log had moved on, and the view has caught up with it.
    private async Task<byte[]?> TrySubmitAsync(Submission submission)
    {
        MarketView before = _view;
        Decision decision = MarketDecider.Decide(before.State, NotBefore(before, submission.Command));
        if (decision.Rejection is { } rejection)
        {
            // A request that comes again is often refused by what its first coming did; it gets its first answer.
            return await FindAnswerAsync(submission.Request).ConfigureAwait(false)
                ?? throw Rejections.ToRefusal(rejection, Name);
        }

        MarketView view = before.After(decision.Events);
        ImmutableArray<byte[]> bodies = Encode(decision);

        // The answer is stored with the events, so its receipt is made before they are. Nobody sees either unless both
        // are on disk: what is staged here is taken back otherwise.
        using StagedEntries staged = Transcript.Stage(bodies);
        byte[] response = submission.Respond(new Accepted(
            view.State!, (ulong)before.Version + 1, decision.Events[0].Time, Receipts.Of(staged, bodies[0])))
            .ToByteArray();
        RequestIdentity request = submission.Request;
        var record = new RequestRecord(request.Actor, request.RequestId, request.BodySha256, response);
        AppendResult result = await AppendAsync(decision.Events, bodies, view, staged, record)
            .ConfigureAwait(false);
        return result switch
        {
            AppendResult.Appended => response,
            AppendResult.DuplicateRequest duplicate => Answer(request, duplicate.Existing),
            _ => null,
        };
    }

    // Appended, duplicate or conflict; a conflict has been caught up with.
    private async Task<AppendResult> AppendAsync(
        ImmutableArray<MarketEvent> events,
        ImmutableArray<byte[]> bodies,
        MarketView view,
        StagedEntries staged,
        RequestRecord? request)
    {
        MarketState state = view.State!;
        AppendResult result = await store.AppendAsync(new Append(
            Name,
            _view.Version,
            bodies,
            MarketSummaries.Encode(state),
            state.Phase == MarketPhase.Open ? state.Definition.ReportDeadline : null,
            request)).ConfigureAwait(false);
        switch (result)
        {
            case AppendResult.Appended:
                staged.Commit();
                Publish(view);
                foreach (NumberedEvent stored in view.Recent[^events.Length..])
                {
                    logger.EventStored(Name, stored.Sequence, EventDescription.Of(stored.Event));
                }

                break;
            case AppendResult.VersionConflict:
                staged.Dispose();
                await CatchUpAsync(default).ConfigureAwait(false);
                break;
            case AppendResult.Overloaded:
                throw new Refusal(ErrorReason.Overloaded, "Too many messages wait for the disk; try again later.")
                {
                    Resource = Name,
                };
            case AppendResult.Unavailable unavailable:
                throw new Refusal(
                    ErrorReason.StorageUnavailable,
                    $"The message could not be stored ({unavailable.Cause}); try again, with the same request id.")
                {
                    Resource = Name,
                };
        }

        return result;
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            IReadOnlyList<StoredEvent> page = await store.ReadEventsAsync(
                Name, _view.Version, LogCursor.PageSize, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0)
            {
                return;
            }

            MarketView view = _view.After(page.Select(stored => EventCodec.Decode(stored.Body)));
            Transcript.Append([.. page.Select(stored => stored.Body)]);
            Publish(view);
        }
    }

    private void Publish(MarketView view)
    {
        MarketView before = _view;
        _view = view;
        before.Supersede();
        if (before.State is null && view is { IsFinal: false, State: { } state })
        {
            opened(Name, state.Definition.ReportDeadline);
        }
    }

    private static ImmutableArray<byte[]> Encode(Decision decision) =>
        [.. decision.Events.Select(e => EventCodec.Encode(e))];

    private static byte[] Answer(RequestIdentity request, RequestRecord record) =>
        request.BodySha256.AsSpan().SequenceEqual(record.BodySha256)
            ? record.Response
            : throw new Refusal(
                ErrorReason.RequestIdReused,
                $"The request id '{request.RequestId}' was used with another body; a new request needs a new id.");
}
