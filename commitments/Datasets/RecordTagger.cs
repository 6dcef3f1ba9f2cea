using Candor.Commitments.Group;

namespace Candor.Commitments.Datasets;

/// <summary>
/// Tags records under one key: T = k·P, with no branch or index that depends on k. The time to hash a record depends on
/// its length.
/// </summary>
/// <remarks>An instance keeps a buffer and belongs to one thread.</remarks>
internal sealed class RecordTagger : IDisposable
{
    /// <summary>Tags that share one inversion.</summary>
    internal const int GroupSize = 64;

    private readonly RecordMap _map;
    private readonly SecretMultiplier _half;
    private readonly RistrettoPoint[] _points = new RistrettoPoint[GroupSize];

    internal RecordTagger(RecordMap map, RecordKey key)
    {
        _map = map;

        // The encoding of twice a point costs no square root, so points are multiplied by k/2.
        Scalar half = key.Secret * Scalar.FromUInt64(2).Invert();
        _half = new(half);
        SecretScalars.Erase(ref half);
    }

    /// <summary>Writes the tags of up to <see cref="GroupSize"/> records.</summary>
    internal void WriteTags(ReadOnlySpan<ReadOnlyMemory<byte>> records, Span<byte> tags)
    {
        for (int i = 0; i < records.Length; i++)
        {
            _half.Multiply(_map.Point(records[i].Span), out _points[i]);
        }

        BatchEncoding.WriteDoubles(_points.AsSpan(0, records.Length), tags);
    }

    /// <summary>Overwrites what it keeps of the key.</summary>
    public void Dispose() => _half.Dispose();
}
