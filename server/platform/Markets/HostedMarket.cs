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
/// <param name="moved">Told, with the state before and now, when something else is due in the market than before, also when
/// it is loaded.</param>
internal sealed class HostedMarket(
    string name,
    IEventStore store,
    TranscriptSigner signer,
    ILogger logger,
    Action<string, MarketState?, MarketState> moved) : EventStream<MarketState, MarketEvent>(name, store), IDisposable
{
    /// <summary>Most commands that may wait for one market's writer.</summary>
    internal const int MaxWaiting = 4096;

    /// <summary>Due before everything else: what nobody but this server has to do.</summary>
    internal static readonly DateTimeOffset AtOnce = DateTimeOffset.UnixEpoch;

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

    /// <summary>Passes the deadline that the market waits for: that of its reports, or of a step of its training.</summary>
    /// <param name="at">Now.</param>
    /// <param name="cancellationToken">Stops waiting for the writer.</param>
    /// <returns>What the market waits for now, see <see cref="NextOf"/>.</returns>
    /// <exception cref="CallRejectedException">The database cannot be written now.</exception>
    internal async Task<DateTimeOffset?> PassDeadlineAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await WriteAsync(
                before => before.State is { } state && DeadlineOf(state) <= at
                    ? Decide(before, NotBefore(before, new PassDeadline(at)))
                    : Proposal<MarketEvent>.Nothing,
                (_, _, bodies) => new Attachment(null, Transcript.Stage(bodies))).ConfigureAwait(false);
            return View.State is { } now ? NextOf(now) : null;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Decides a command of the server's own, such as what it has computed, and stores what follows from it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Stops waiting for the writer.</param>
    /// <returns>Whether it was stored; false where the market has moved on.</returns>
    /// <exception cref="CallRejectedException">The database cannot be written now.</exception>
    internal async Task<bool> DecideAsync(MarketCommand command, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await WriteAsync(
                before => Decide(before, NotBefore(before, command)),
                (_, _, bodies) => new Attachment(null, Transcript.Stage(bodies))).ConfigureAwait(false)
                is CommandResult<MarketState>.Stored;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Until when the market waits for others.</summary>
    /// <param name="state">The market.</param>
    /// <returns>The deadline of the reports or of the step; null where it waits for nobody.</returns>
    internal static DateTimeOffset? DeadlineOf(MarketState state) => state.Phase switch
    {
        Market.MarketPhase.Open => state.Definition.ReportDeadline,
        Market.MarketPhase.Training => state.Training!.State.Deadline,
        _ => null,
    };

    /// <summary>Whether the market waits for what this server has to compute.</summary>
    /// <param name="state">The market.</param>
    /// <returns>Whether it does.</returns>
    internal static bool IsComputing(MarketState state) =>
        state.Phase == Market.MarketPhase.Training
        && state.Training!.State.Step is Market.Training.TrainingStep.Compare or Market.Training.TrainingStep.Sum;

    /// <summary>When this server has something to do for the market.</summary>
    /// <param name="state">The market.</param>
    /// <returns>Its deadline; <see cref="AtOnce"/> where there is something to compute; null where it is over.</returns>
    internal static DateTimeOffset? NextOf(MarketState state) => IsComputing(state) ? AtOnce : DeadlineOf(state);

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
    protected override bool IsFinal(MarketState state) =>
        state.Phase is Market.MarketPhase.Settled or Market.MarketPhase.Cancelled;

    /// <inheritdoc/>
    protected override DateTimeOffset? DueOf(MarketState state) => NextOf(state);

    /// <inheritdoc/>
    protected override byte[] SummaryOf(MarketState state) => MarketSummaries.Encode(state);

    /// <inheritdoc/>
    protected override void OnRead(IReadOnlyList<StoredEvent> page) =>
        Transcript.Append([.. page.Select(stored => stored.Body)]);

    /// <inheritdoc/>
    protected override void OnPublished(StreamView<MarketState, MarketEvent> before, StreamView<MarketState, MarketEvent> after)
    {
        if (after.State is { } now && (before.State is not { } then || then.Phase != now.Phase || NextOf(then) != NextOf(now)))
        {
            moved(Name, before.State, now);
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
