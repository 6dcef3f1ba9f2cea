using Candor.V1;

namespace Candor.Platform.Calls;

/// <summary>Pages of the transcripts of markets that are over, put together once for all who read them: when a market
/// settles, each of its members reads all of it. The pages that were asked for longest ago go first when there is no more
/// room. Thread-safe.</summary>
/// <param name="maxBytes">The most that is kept, in encoded bytes.</param>
internal sealed class EndedPages(long maxBytes)
{
    /// <summary>What the platform keeps: the transcript of a market of 10,000 with a report each takes about 45 MB.</summary>
    internal const long DefaultBytes = 128L << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, LinkedListNode<Page>> _pages = [];
    private readonly LinkedList<Page> _byUse = [];

    /// <summary>The bytes that are kept now.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Finds a page.</summary>
    /// <returns>The page; null where it has to be put together. It is shared: nobody may change it.</returns>
    internal ListEntriesResponse? Find(Key key)
    {
        lock (_lock)
        {
            if (!_pages.TryGetValue(key, out LinkedListNode<Page>? node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Response;
        }
    }

    /// <summary>Keeps a page. One that is larger than all the room is not kept.</summary>
    internal void Keep(Key key, ListEntriesResponse response)
    {
        int size = response.CalculateSize();
        lock (_lock)
        {
            if (size > maxBytes || _pages.ContainsKey(key))
            {
                return;
            }

            while (Bytes + size > maxBytes)
            {
                Page oldest = _byUse.Last!.Value;
                _byUse.RemoveLast();
                _pages.Remove(oldest.Key);
                Bytes -= oldest.Size;
            }

            _pages[key] = _byUse.AddFirst(new Page(key, response, size));
            Bytes += size;
        }
    }

    /// <summary>What a page is of.</summary>
    /// <param name="Market">The market's name.</param>
    /// <param name="First">The index of its first entry.</param>
    /// <param name="Limit">The most entries asked for.</param>
    /// <param name="IsMember">Whether a member reads.</param>
    internal readonly record struct Key(string Market, ulong First, int Limit, bool IsMember);

    private sealed record Page(Key Key, ListEntriesResponse Response, int Size);
}
