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

namespace Candor.Platform.Markets;

/// <summary>One market in this server: its single writer, its transcript, and its log for whoever reads.
/// Thread-safe.</summary>
/// <remarks>The writer decides one command at a time: decide, stage in the transcript, append with the expected
/// version, fold, publish. Readers take a view and never wait for it.</remarks>
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
    Action<string, DateTimeOffset> opened) : EventStream<MarketState, MarketEvent>(name, store), IDisposable
{
    /// <summary>Most commands that may wait for one market's writer.</summary>
    internal const int MaxWaiting = 4096;

    private readonly IEventStore _store = store;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _waiting;

    /// <summary>The market's transcript. It has every entry that the view has, and may have more.</summary>
    internal TranscriptLog Transcript { get; } = new(name, signer);

    /// <summary>Decides a signed request and stores what follows from it.</summary>
    /// <param name="submission">The command and its request.</param>
    /// <param name="cancellationToken">Stops waiting for the writer. Once the command is being decided it is carried
    /// through: the caller may go, the message stays.</param>
    /// <returns>The encoded answer, which is on disk: this request's own, or the first one to the same
    /// request.</returns>
    /// <exception cref="CallRejectedException">The command is rejected; nothing is stored.</exception>
    internal async Task<byte[]> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            CommandResult<MarketState> written = await WriteAsync(
                before => Decide(before, NotBefore(before, submission.Command)),
                (before, after, bodies) => Attach(submission, before, after, bodies)).ConfigureAwait(false);
            return written switch
            {
                CommandResult<MarketState>.Stored stored => stored.Request!.Response,
                CommandResult<MarketState>.Answered answered => Answer(submission.Request, answered.Existing),

                // A request that comes again is often rejected for what its first coming did; it gets its first answer.
                CommandResult<MarketState>.Rejected rejected =>
                    await FindAnswerAsync(submission.Request).ConfigureAwait(false)
                    ?? throw Rejections.ToException(rejected.Rejection, Name),
                _ => throw new InvalidOperationException($"{submission.Command} has no event."),
            };
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
    /// <exception cref="CallRejectedException">The database cannot be written now.</exception>
    internal async Task<DateTimeOffset?> PassDeadlineAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (View is { IsFinal: false, State: { } open } && at < open.Definition.ReportDeadline)
            {
                return open.Definition.ReportDeadline;
            }

            await WriteAsync(
                before => before is { IsFinal: false, State: not null }
                    ? Decide(before, new PassDeadline(at))
                    : Proposal<MarketEvent>.Nothing,
                (_, _, bodies) => new Attachment(null, Transcript.Stage(bodies))).ConfigureAwait(false);
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
    /// <exception cref="CallRejectedException">The request id was used with another body.</exception>
    internal async Task<byte[]?> FindAnswerAsync(RequestIdentity request) =>
        await _store.FindRequestAsync(request.Actor, request.RequestId, default).ConfigureAwait(false) is { } record
            ? Answer(request, record)
            : null;

    /// <summary>Reads stored entries of the transcript.</summary>
    /// <param name="firstIndex">The first entry, from 0.</param>
    /// <param name="limit">At most this many; at least 1.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    /// <returns>The entries in order, byte for byte.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal Task<IReadOnlyList<StoredEvent>> ReadEntriesAsync(
        ulong firstIndex, int limit, CancellationToken cancellationToken) =>
        _store.ReadEventsAsync(Name, (long)firstIndex, limit, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <inheritdoc/>
    protected override MarketEvent Decode(byte[] body) => EventCodec.Decode(body);

    /// <inheritdoc/>
    protected override byte[] Encode(MarketEvent next) => EventCodec.Encode(next);

    /// <inheritdoc/>
    protected override MarketState Apply(MarketState? state, MarketEvent next) => MarketState.Apply(state, next);

    /// <inheritdoc/>
    protected override bool IsFinal(MarketState state) => state.Phase != Market.MarketPhase.Open;

    /// <inheritdoc/>
    protected override DateTimeOffset? DueOf(MarketState state) =>
        state.Phase == Market.MarketPhase.Open ? state.Definition.ReportDeadline : null;

    /// <inheritdoc/>
    protected override byte[] SummaryOf(MarketState state) => MarketSummaries.Encode(state);

    /// <inheritdoc/>
    protected override void OnRead(IReadOnlyList<StoredEvent> page) =>
        Transcript.Append([.. page.Select(stored => stored.Body)]);

    /// <inheritdoc/>
    protected override void OnPublished(StreamView<MarketState, MarketEvent> before, StreamView<MarketState, MarketEvent> after)
    {
        if (before.State is null && after is { IsFinal: false, State: { } state })
        {
            opened(Name, state.Definition.ReportDeadline);
        }
    }

    /// <inheritdoc/>
    protected override void OnStored(ImmutableArray<NumberedEvent<MarketEvent>> stored)
    {
        foreach (NumberedEvent<MarketEvent> next in stored)
        {
            logger.EventStored(Name, next.Sequence, EventDescription.Of(next.Event));
        }
    }

    private static Proposal<MarketEvent> Decide(StreamView<MarketState, MarketEvent> view, MarketCommand command)
    {
        Decision decision = MarketDecider.Decide(view.State, command);
        return new Proposal<MarketEvent>(decision.Events, decision.Rejection);
    }

    // A message is of the time at which it came. Its proofs are verified before it waits for the writer, so messages
    // can overtake one another, and a clock can be set back; but a transcript's times never go back.
    private static MarketCommand NotBefore(StreamView<MarketState, MarketEvent> before, MarketCommand command) =>
        before.Recent is [.., { Event.Time: var last }] && command.At < last ? command with { At = last } : command;

    private static byte[] Answer(RequestIdentity request, RequestRecord record) =>
        request.BodySha256.AsSpan().SequenceEqual(record.BodySha256)
            ? record.Response
            : throw request.Reused();

    // The answer is stored with the events, so its receipt is made before they are.
    private Attachment Attach(
        Submission submission, StreamView<MarketState, MarketEvent> before, StreamView<MarketState, MarketEvent> after, ImmutableArray<byte[]> bodies)
    {
        StagedEntries staged = Transcript.Stage(bodies);
        try
        {
            DateTimeOffset time = after.Recent[^bodies.Length].Event.Time;
            byte[] response = submission.Respond(new Accepted(
                after.State!, (ulong)before.Version + 1, time, Receipts.Of(staged, bodies[0]))).ToByteArray();
            RequestIdentity request = submission.Request;
            return new Attachment(
                new RequestRecord(request.Actor, request.RequestId, request.BodySha256, response), staged);
        }
        catch
        {
            staged.Dispose();
            throw;
        }
    }

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new CallRejectedException(
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
}
