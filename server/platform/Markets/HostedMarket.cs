using System.Collections.Immutable;
using Candor.Commitments.Merkle;
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
/// <remarks>Commands are decided one at a time, see <see cref="EventStream{TState, TEvent}"/>; what is answered is on the disk,
/// and its receipt is made then. Readers take a view and never wait.</remarks>
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
    Action<string, MarketState?, MarketState> moved) : EventStream<MarketState, MarketEvent>(name, store)
{
    /// <summary>Most commands of one market that may wait for their turn or for the disk.</summary>
    internal const int MaxWaiting = 4096;

    /// <summary>Due before everything else: what nobody but this server has to do.</summary>
    internal static readonly DateTimeOffset AtOnce = DateTimeOffset.UnixEpoch;

    private readonly IEventStore _store = store;
    private int _waiting;

    /// <summary>The market's transcript. It has every entry that the view has, or is about to have.</summary>
    internal TranscriptLog Transcript { get; } = new(name, signer);

    /// <summary>Decides a signed request and stores what follows from it.</summary>
    /// <typeparam name="TResponse">The answer.</typeparam>
    /// <param name="submission">The command and its request.</param>
    /// <param name="cancellationToken">Stops waiting for the turn. Once the command is being decided it is carried through: the
    /// caller may go, the message stays.</param>
    /// <returns>The answer, whose message is on disk: this request's own, or the first one to the same request.</returns>
    /// <exception cref="CallRejectedException">The command is rejected; nothing is stored.</exception>
    internal async Task<TResponse> SubmitAsync<TResponse>(
        Submission<TResponse> submission, CancellationToken cancellationToken)
        where TResponse : class, IMessage<TResponse>, new()
    {
        RequestIdentity request = submission.Request;
        TResponse response = null!;
        CommandResult<MarketState> written = await DecideAsync(
            before => Decide(before, submission.Command),
            (before, after) =>
            {
                long first = before.Version + 1;
                DateTimeOffset time = after.Recent[^(int)(after.Version - before.Version)].Event.Time;
                response = submission.Respond(new Accepted(after.State!, (ulong)first, time));
                return new RequestRecord(
                    request.Actor, request.RequestId, request.BodySha256, response.ToByteArray(), first);
            },
            cancellationToken).ConfigureAwait(false);
        return written switch
        {
            CommandResult<MarketState>.Stored stored =>
                WithReceipt(response, Receipts.Of(this, stored.First)),
            CommandResult<MarketState>.Answered answered =>
                await AnswerAsync<TResponse>(request, answered.Existing).ConfigureAwait(false),

            // A request that comes again is often rejected for what its first coming did; it gets its first answer.
            CommandResult<MarketState>.Rejected rejected =>
                await FindAnswerAsync<TResponse>(request).ConfigureAwait(false)
                ?? throw Rejections.ToException(rejected.Rejection, Name),
            _ => throw new InvalidOperationException($"{submission.Command} has no event."),
        };
    }

    /// <summary>Passes the deadline that the market waits for: that of its reports, or of a step of its training.</summary>
    /// <param name="at">Now.</param>
    /// <param name="cancellationToken">Stops waiting for the turn.</param>
    /// <returns>What the market waits for now, see <see cref="NextOf"/>.</returns>
    /// <exception cref="CallRejectedException">The database cannot be written now.</exception>
    internal async Task<DateTimeOffset?> PassDeadlineAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        await DecideAsync(
            before => before.State is { } state && DeadlineOf(state) <= at
                ? Decide(before, new PassDeadline(at))
                : Proposal<MarketEvent>.Nothing,
            null,
            cancellationToken).ConfigureAwait(false);
        return View.State is { } now ? NextOf(now) : null;
    }

    /// <summary>Decides a command of the server's own, such as what it has computed, and stores what follows from it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Stops waiting for the turn.</param>
    /// <returns>Whether it was stored; false where the market has moved on.</returns>
    /// <exception cref="CallRejectedException">The database cannot be written now.</exception>
    internal async Task<bool> DecideAsync(MarketCommand command, CancellationToken cancellationToken) =>
        await DecideAsync(before => Decide(before, command), null, cancellationToken).ConfigureAwait(false)
            is CommandResult<MarketState>.Stored;

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
    /// <typeparam name="TResponse">The answer.</typeparam>
    /// <param name="request">The request.</param>
    /// <returns>The answer, or null where the request is new.</returns>
    /// <exception cref="CallRejectedException">The request id was used with another body.</exception>
    internal async Task<TResponse?> FindAnswerAsync<TResponse>(RequestIdentity request)
        where TResponse : class, IMessage<TResponse>, new() =>
        await _store.FindRequestAsync(request.Actor, request.RequestId, default).ConfigureAwait(false) is { } record
            ? await AnswerAsync<TResponse>(request, record).ConfigureAwait(false)
            : null;

    /// <summary>Reads stored entries of the transcript.</summary>
    /// <param name="firstIndex">The first entry, from 0.</param>
    /// <param name="limit">At most this many; at least 1.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    /// <returns>The entries in order, byte for byte, each held against its hash.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    /// <exception cref="StreamDamagedException">One is not what was written.</exception>
    internal Task<IReadOnlyList<StoredEvent>> ReadEntriesAsync(
        ulong firstIndex, int limit, CancellationToken cancellationToken) =>
        ReadStoredAsync((long)firstIndex, limit, cancellationToken);

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
    protected override void OnEntries(IReadOnlyList<byte[]> leaves) => Transcript.AppendHashes(leaves);

    /// <inheritdoc/>
    protected override bool IsAsWritten(StoredEvent stored) =>
        MerkleHash.Leaf(stored.Body).AsSpan().SequenceEqual(Transcript.LeafHash((ulong)stored.Sequence - 1));

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

    // A message is of the time at which it came. Its proofs are verified before it waits for its turn, so messages can
    // overtake one another, and a clock can be set back; but a transcript's times never go back.
    private static Proposal<MarketEvent> Decide(StreamView<MarketState, MarketEvent> before, MarketCommand command)
    {
        MarketCommand notBefore = before.Recent is [.., { Event.Time: var last }] && command.At < last
            ? command with { At = last }
            : command;
        Decision decision = MarketDecider.Decide(before.State, notBefore);
        return new Proposal<MarketEvent>(decision.Events, decision.Rejection);
    }

    // An answer that was stored by version 1 of the database holds its receipt.
    private async Task<TResponse> AnswerAsync<TResponse>(RequestIdentity request, RequestRecord record)
        where TResponse : class, IMessage<TResponse>, new()
    {
        if (!request.BodySha256.AsSpan().SequenceEqual(record.BodySha256))
        {
            throw request.Reused();
        }

        var response = new TResponse();
        response.MergeFrom(record.Response);
        return record.Event is { } first
            ? WithReceipt(response, await Receipts.ReadAsync(this, first, default).ConfigureAwait(false))
            : response;
    }

    private static TResponse WithReceipt<TResponse>(TResponse response, Receipt receipt)
        where TResponse : IMessage<TResponse>
    {
        response.Descriptor.FindFieldByName("receipt").Accessor.SetValue(response, receipt);
        return response;
    }

    private async Task<CommandResult<MarketState>> DecideAsync(
        Func<StreamView<MarketState, MarketEvent>, Proposal<MarketEvent>> decide,
        Func<StreamView<MarketState, MarketEvent>, StreamView<MarketState, MarketEvent>, RequestRecord>? attach,
        CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new CallRejectedException(
                ErrorReason.Overloaded, $"More than {MaxWaiting} messages wait for {Name}; try again later.");
        }

        try
        {
            return await WriteAsync(decide, attach, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
