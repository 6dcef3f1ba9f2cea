namespace Candor.Client.Datasets;

/// <summary>The line of each record, four bytes a record, in blocks so that growing copies nothing.</summary>
internal sealed class LineIndex
{
    private const int BlockSize = 16_384;

    private readonly List<uint[]> _blocks = [];

    /// <summary>Records so far.</summary>
    internal long Count { get; private set; }

    /// <summary>The line of the record at a position.</summary>
    internal long this[long record] => _blocks[(int)(record / BlockSize)][record % BlockSize];

    /// <summary>Adds a record.</summary>
    /// <returns>False where the line has no room in four bytes.</returns>
    internal bool TryAdd(long line)
    {
        if (line > uint.MaxValue)
        {
            return false;
        }

        if (Count % BlockSize == 0)
        {
            _blocks.Add(new uint[BlockSize]);
        }

        _blocks[^1][Count++ % BlockSize] = (uint)line;
        return true;
    }
}
