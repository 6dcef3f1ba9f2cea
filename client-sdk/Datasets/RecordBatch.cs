using System.Buffers;

namespace Candor.Client.Datasets;

/// <summary>Some records on their way from the reader of a file to who tags them.</summary>
internal sealed class RecordBatch
{
    private const int MaxRecords = 1_024;
    private const int MaxBytes = 1 << 20;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<int> _ends = [];

    /// <summary>Whether the next record belongs into another batch.</summary>
    internal bool IsFull => _ends.Count == MaxRecords || _bytes.WrittenCount >= MaxBytes;

    /// <summary>The records.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> Records
    {
        get
        {
            int start = 0;
            foreach (int end in _ends)
            {
                yield return _bytes.WrittenMemory[start..end];
                start = end;
            }
        }
    }

    /// <summary>Copies a record.</summary>
    internal void Add(ReadOnlySpan<byte> record)
    {
        _bytes.Write(record);
        _ends.Add(_bytes.WrittenCount);
    }
}
