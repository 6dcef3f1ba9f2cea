using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Candor.Hosting.Errors;
using Candor.Hosting.Storage;

namespace Candor.Hosting.Streams;

/// <summary>One stream of events: its state in memory, folded from what is stored, and the one loop by which anything
/// is added to it: decide, append with the expected version, fold, publish.</summary>
/// <remarks>One writer at a time calls <see cref="WriteAsync"/>; where two objects write the same stream, the expected
/// version makes one of them catch up and decide again. Readers take <see cref="View"/> and never wait for a
/// writer.</remarks>
/// <typeparam name="TState">What the events fold to; immutable.</typeparam>
/// <typeparam name="TEvent">What the events are.</typeparam>
/// <param name="name">The stream's name in the store.</param>
/// <param name="store">The store.</param>
internal abstract class EventStream<TState, TEvent>(string name, IEventStore store)
    where TState : class
{
    /// <summary>How many events are read from the database at once.</summary>
    internal const int PageSize = 256;

    // A conflict means that the log moved on without this writer: there is another, or a sync failed whose events
    // turned up after all. Catching up settles it; the bound is against a fault of ours.
    private const int MaxAttempts = 8;

    private volatile StreamView<TState, TEvent> _view = new(null, 0, [], false);

    /// <summary>The stream's name.</summary>
    internal string Name { get; } = name;

    /// <summary>The stream now, as far as it has been read.</summary>
    internal StreamView<TState, TEvent> View => _view;

    /// <summary>The resource that callers know, which errors name.</summary>
    protected virtual string Resource => Name;

    /// <summary>Reads what the store has beyond <see cref="View"/>.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Completes when the view has every stored event.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            IReadOnlyList<StoredEvent> page = await store.ReadEventsAsync(
                Name, _view.Version, PageSize, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0)
            {
                return;
            }

            StreamView<TState, TEvent> view = After(_view, page.Select(stored => Decode(stored.Body)));
            OnRead(page);
            Publish(view);
            if (page.Count < PageSize)
            {
                return;
            }
        }
    }

    /// <summary>The log from a version on: the stored events, then each as it is stored. From memory where the last
    /// events reach back far enough, from the database where they do not. Ends after the final event.</summary>
    /// <param name="after">The number of the last event already seen; 0 from the first.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Every event after that, once, in order.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal async IAsyncEnumerable<NumberedEvent<TEvent>> FollowAsync(
        long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            // The view is taken first: what is stored after this moment supersedes it and so ends the wait below.
            StreamView<TState, TEvent> view = _view;
            while (after < view.Version)
            {
                foreach (NumberedEvent<TEvent> next in await ReadAsync(view, after, cancellationToken)
                    .ConfigureAwait(false))
                {
                    yield return next;
                    after = next.Sequence;
                }
            }

            if (view.IsFinal)
            {
                yield break;
            }

            await view.Superseded.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Decides a command and stores what follows from it; decides again where the log had moved on.</summary>
    /// <param name="decide">Decides on the stream as it is. It may be asked again, on a newer view.</param>
    /// <param name="attach">Makes what is stored with the events, from the view before and after them and their encoded
    /// bodies; null where there is nothing.</param>
    /// <returns>What became of the command.</returns>
    /// <exception cref="CallRejectedException">It cannot be stored now; nothing is stored.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    protected async Task<CommandResult<TState>> WriteAsync(
        Func<StreamView<TState, TEvent>, Proposal<TEvent>> decide,
        Func<StreamView<TState, TEvent>, StreamView<TState, TEvent>, ImmutableArray<byte[]>, Attachment>? attach = null)
    {
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            StreamView<TState, TEvent> before = _view;
            Proposal<TEvent> proposal = decide(before);
            if (proposal.Rejection is { } rejection)
            {
                return new CommandResult<TState>.Rejected(rejection);
            }

            if (proposal.Events.IsEmpty)
            {
                return new CommandResult<TState>.Unchanged(before.State);
            }

            StreamView<TState, TEvent> after = After(before, proposal.Events);
            ImmutableArray<byte[]> bodies = [.. proposal.Events.Select(Encode)];

            // The attachment is made before the events are stored, and nobody sees it unless they are: what is staged
            // is taken back when it is disposed without having been committed.
            Attachment attachment = attach?.Invoke(before, after, bodies) ?? default;
            using IDisposable? staged = attachment.Entries;
            AppendResult result = await store.AppendAsync(new Append(
                Name, before.Version, bodies, SummaryOf(after.State!), DueOf(after.State!), attachment.Request))
                .ConfigureAwait(false);
            switch (result)
            {
                case AppendResult.Appended:
                    attachment.Entries?.Commit();
                    Publish(after);
                    OnStored([
                        .. proposal.Events.Select(
                            (next, i) => new NumberedEvent<TEvent>(before.Version + i + 1, next)),
                    ]);
                    return new CommandResult<TState>.Stored(after.State!, attachment.Request);
                case AppendResult.DuplicateRequest duplicate:
                    return new CommandResult<TState>.Answered(duplicate.Existing);
                case AppendResult.VersionConflict:
                    attachment.Entries?.Dispose();
                    await CatchUpAsync(CancellationToken.None).ConfigureAwait(false);
                    break;
                default:
                    throw AppendFailures.Of(result, Resource);
            }
        }

        throw new InvalidOperationException($"{Name} conflicts with its own log.");
    }

    /// <summary>Decodes an event.</summary>
    /// <param name="body">The stored bytes.</param>
    /// <returns>The event.</returns>
    protected abstract TEvent Decode(byte[] body);

    /// <summary>Encodes an event.</summary>
    /// <param name="next">The event.</param>
    /// <returns>The bytes to store.</returns>
    protected abstract byte[] Encode(TEvent next);

    /// <summary>Folds an event.</summary>
    /// <param name="state">The state before it; null before the first.</param>
    /// <param name="next">The event.</param>
    /// <returns>The state after it.</returns>
    /// <exception cref="FormatException">The event cannot follow.</exception>
    protected abstract TState Apply(TState? state, TEvent next);

    /// <summary>When something is to be done for the stream by the program itself.</summary>
    /// <param name="state">The state.</param>
    /// <returns>When; null for never.</returns>
    protected abstract DateTimeOffset? DueOf(TState state);

    /// <summary>Whether no event can follow.</summary>
    /// <param name="state">The state.</param>
    /// <returns>Whether it is final.</returns>
    protected virtual bool IsFinal(TState state) => false;

    /// <summary>What a list shows of the stream.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The encoded line; empty where no list shows it.</returns>
    protected virtual byte[] SummaryOf(TState state) => [];

    /// <summary>Called with events that were read from the store, before they are published.</summary>
    /// <param name="page">The events, in order.</param>
    protected virtual void OnRead(IReadOnlyList<StoredEvent> page)
    {
    }

    /// <summary>Called when a newer view has been published, whether its events were read or written.</summary>
    /// <param name="before">The view before.</param>
    /// <param name="after">The view now.</param>
    protected virtual void OnPublished(StreamView<TState, TEvent> before, StreamView<TState, TEvent> after)
    {
    }

    /// <summary>Called when events of this writer are on disk and published.</summary>
    /// <param name="stored">The events.</param>
    protected virtual void OnStored(ImmutableArray<NumberedEvent<TEvent>> stored)
    {
    }

    private void Publish(StreamView<TState, TEvent> view)
    {
        StreamView<TState, TEvent> before = _view;
        _view = view;
        before.Supersede();
        OnPublished(before, view);
    }

    private StreamView<TState, TEvent> After(StreamView<TState, TEvent> view, IEnumerable<TEvent> events)
    {
        TState? state = view.State;
        long version = view.Version;
        ImmutableArray<NumberedEvent<TEvent>>.Builder recent = view.Recent.ToBuilder();
        foreach (TEvent next in events)
        {
            state = Apply(state, next);
            recent.Add(new NumberedEvent<TEvent>(++version, next));
        }

        if (recent.Count > StreamView<TState, TEvent>.MaxRecent)
        {
            recent.RemoveRange(0, recent.Count - StreamView<TState, TEvent>.MaxRecent);
        }

        return new StreamView<TState, TEvent>(
            state, version, recent.ToImmutable(), state is not null && IsFinal(state));
    }

    private async Task<IReadOnlyList<NumberedEvent<TEvent>>> ReadAsync(
        StreamView<TState, TEvent> view, long after, CancellationToken cancellationToken)
    {
        if (after + 1 >= view.Recent[0].Sequence)
        {
            return view.Recent[(int)(after + 1 - view.Recent[0].Sequence)..];
        }

        IReadOnlyList<StoredEvent> page = await store.ReadEventsAsync(Name, after, PageSize, cancellationToken)
            .ConfigureAwait(false);
        return page.Count > 0
            ? [.. page.Select(stored => new NumberedEvent<TEvent>(stored.Sequence, Decode(stored.Body)))]
            : throw new InvalidDataException($"The log of {Name} ends at {after}; expected event {view.Version}.");
    }
}
