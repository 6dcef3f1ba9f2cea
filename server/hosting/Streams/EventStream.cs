using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Candor.Commitments.Merkle;
using Candor.Hosting.Storage;

namespace Candor.Hosting.Streams;

/// <summary>One stream of events: its state in memory, folded from what is stored and held against the root that was stored
/// with it, and the one loop by which anything is added to it. Thread-safe, but for <see cref="CatchUpAsync"/>, which comes
/// first.</summary>
/// <remarks>Where two objects write the same stream, the expected version makes one of them catch up and decide again. Readers
/// take <see cref="View"/> and never wait for a writer.</remarks>
/// <typeparam name="TState">What the events fold to; immutable.</typeparam>
/// <typeparam name="TEvent">What the events are.</typeparam>
/// <param name="name">The stream's name in the store.</param>
/// <param name="store">The store.</param>
#pragma warning disable CA1001 // The semaphore's wait handle, which alone would need disposing, is never asked for.
internal abstract partial class EventStream<TState, TEvent>(string name, IEventStore store)
    where TState : class
#pragma warning restore CA1001
{
    /// <summary>How many events are read from the database at once.</summary>
    internal const int PageSize = 256;

    private volatile StreamView<TState, TEvent> _view = new(null, 0, [], false, new MerkleAccumulator());

    /// <summary>The stream's name.</summary>
    internal string Name { get; } = name;

    /// <summary>The stream now, as far as it has been read.</summary>
    internal StreamView<TState, TEvent> View => _view;

    /// <summary>The resource that callers know, which errors name.</summary>
    protected virtual string Resource => Name;

    /// <summary>Reads what the store has beyond <see cref="View"/>, and holds it against its root and against the mark outside
    /// the database. Nothing is shown before all of it holds.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Completes when the view has every stored event.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read, or the mark not written.</exception>
    /// <exception cref="StreamDamagedException">What is stored is not what was written, or less.</exception>
    internal async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        StreamHead? mark = store.MarkOf(Name);
        StreamHead head = await store.ReadHeadAsync(Name, cancellationToken).ConfigureAwait(false) ?? default;
        if (head.Version < mark?.Version)
        {
            throw new StreamDamagedException(Name, $"it has {head.Version} events, and {mark.Value.Version} were signed");
        }

        StreamView<TState, TEvent> view = _view;
        var leaves = new List<byte[]>();
        while (view.Version < head.Version)
        {
            IReadOnlyList<StoredEvent> page = await store.ReadEventsAsync(
                Name, view.Version, (int)Math.Min(PageSize, head.Version - view.Version), cancellationToken)
                .ConfigureAwait(false);
            if (page.Count == 0)
            {
                throw new StreamDamagedException(Name, $"event {view.Version + 1} of {head.Version} is missing");
            }

            view = After(view, page, mark, leaves);
        }

        if (leaves.Count == 0)
        {
            return;
        }

        if (view.Head != head)
        {
            throw new StreamDamagedException(Name, $"the root over its {head.Version} events is not the one stored with them");
        }

        if (mark is null || mark.Value.Version < head.Version)
        {
            store.Mark(Name, head);
        }

        lock (_publishing)
        {
            Publish(view, leaves);
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

    /// <summary>Called with the leaf hashes of new events, before they are published.</summary>
    /// <param name="leaves">The hashes, in order, 32 bytes each.</param>
    protected virtual void OnEntries(IReadOnlyList<byte[]> leaves)
    {
    }

    /// <summary>Whether an event that is read again is the one that was written.</summary>
    /// <param name="stored">The event.</param>
    /// <returns>Whether it is; true where the stream keeps no hash of each event.</returns>
    protected virtual bool IsAsWritten(StoredEvent stored) => true;

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

    /// <summary>Reads events again that are in the view.</summary>
    /// <param name="after">The number of the last event already known.</param>
    /// <param name="limit">At most this many; at least 1.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The events, each held against its hash.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    /// <exception cref="StreamDamagedException">One is missing, or is not what was written.</exception>
    protected async Task<IReadOnlyList<StoredEvent>> ReadStoredAsync(
        long after, int limit, CancellationToken cancellationToken)
    {
        // What is stored beyond the view is nobody's yet: its mark may still be on the way to the disk.
        long left = View.Version - after;
        if (left <= 0)
        {
            return [];
        }

        IReadOnlyList<StoredEvent> page = await store.ReadEventsAsync(
            Name, after, (int)Math.Min(limit, left), cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < page.Count; i++)
        {
            Require(page[i], after + i + 1);
            if (!IsAsWritten(page[i]))
            {
                throw new StreamDamagedException(Name, $"event {page[i].Sequence} is not what was written");
            }
        }

        return page.Count > 0
            ? page
            : throw new StreamDamagedException(Name, $"event {after + 1} of {View.Version} is missing");
    }

    // Called with the lock, so that views follow one another in order.
    private void Publish(StreamView<TState, TEvent> view, IReadOnlyList<byte[]> leaves)
    {
        StreamView<TState, TEvent> before = _view;
        OnEntries(leaves);
        _view = view;
        before.Supersede();
        OnPublished(before, view);
    }

    private StreamView<TState, TEvent> After(
        StreamView<TState, TEvent> view, IReadOnlyList<StoredEvent> page, StreamHead? mark, List<byte[]> leaves)
    {
        var tree = view.Tree.Copy();
        var events = new List<TEvent>(page.Count);
        foreach (StoredEvent stored in page)
        {
            Require(stored, view.Version + events.Count + 1);
            byte[] leaf = MerkleHash.Leaf(stored.Body);
            leaves.Add(leaf);
            tree.AppendHash(leaf);
            if (stored.Sequence == mark?.Version && !tree.Root().AsSpan().SequenceEqual(mark.Value.Root.Span))
            {
                throw new StreamDamagedException(Name, $"its first {stored.Sequence} events are not those that were signed");
            }

            events.Add(Read(stored, () => Decode(stored.Body)));
        }

        return Read(page[0], () => After(view, events, tree));
    }

    private StreamView<TState, TEvent> After(
        StreamView<TState, TEvent> view, IEnumerable<TEvent> events, MerkleAccumulator tree)
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
            state, version, recent.ToImmutable(), state is not null && IsFinal(state), tree);
    }

    private async Task<IReadOnlyList<NumberedEvent<TEvent>>> ReadAsync(
        StreamView<TState, TEvent> view, long after, CancellationToken cancellationToken) =>
        after + 1 >= view.Recent[0].Sequence
            ? view.Recent[(int)(after + 1 - view.Recent[0].Sequence)..]
            : [
                .. (await ReadStoredAsync(after, PageSize, cancellationToken).ConfigureAwait(false))
                    .Select(stored => new NumberedEvent<TEvent>(
                        stored.Sequence, Read(stored, () => Decode(stored.Body)))),
            ];

    private void Require(StoredEvent stored, long expected)
    {
        if (stored.Sequence != expected)
        {
            throw new StreamDamagedException(Name, $"event {expected} is missing");
        }
    }

    // Whatever a decoder or a fold makes of damaged bytes, it is this stream's damage and nobody else's.
    private T Read<T>(StoredEvent stored, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new StreamDamagedException(
                Name, $"event {stored.Sequence} or one of those after it cannot be read: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
