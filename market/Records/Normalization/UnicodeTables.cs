using System.Buffers;
using System.Buffers.Text;

namespace Candor.Market.Records.Normalization;

/// <summary>What normalisation asks of the Unicode Character Database, version
/// <see cref="TextNormalization.UnicodeVersion"/>. Immutable and thread-safe.</summary>
internal sealed partial class UnicodeTables
{
    // Ranges and rows, each sorted by its first code point.
    private readonly int[] _assignedFrom;
    private readonly int[] _assignedTo;
    private readonly int[] _classFrom;
    private readonly int[] _classTo;
    private readonly byte[] _classes;
    private readonly int[] _decomposed;
    private readonly (int First, int Second)[] _parts;
    private readonly int[] _folded;
    private readonly int[][] _folds;

    // First and second in one number, sorted, beside what they compose to.
    private readonly long[] _pairs;
    private readonly int[] _composites;

    private UnicodeTables()
    {
        byte[] packed = Unpacked();
        var reader = new Reader(packed);
        int count = reader.Next();
        (_assignedFrom, _assignedTo) = (new int[count], new int[count]);
        for (int i = 0, end = 0; i < count; i++)
        {
            _assignedFrom[i] = end + reader.Next();
            _assignedTo[i] = _assignedFrom[i] + reader.Next();
            end = _assignedTo[i] + 1;
        }

        count = reader.Next();
        (_classFrom, _classTo, _classes) = (new int[count], new int[count], new byte[count]);
        for (int i = 0, end = 0; i < count; i++)
        {
            _classFrom[i] = end + reader.Next();
            _classTo[i] = _classFrom[i] + reader.Next();
            _classes[i] = (byte)reader.Next();
            end = _classTo[i] + 1;
        }

        (_decomposed, _parts, _pairs, _composites) = ReadPairs(ref reader);
        count = reader.Next();
        (_folded, _folds) = (new int[count], new int[count][]);
        for (int i = 0, end = 0; i < count; i++)
        {
            _folded[i] = end + reader.Next();
            end = _folded[i] + 1;
            _folds[i] = new int[reader.Next()];
            for (int j = 0; j < _folds[i].Length; j++)
            {
                int zigzag = reader.Next();
                _folds[i][j] = _folded[i] + ((zigzag >> 1) ^ -(zigzag & 1));
            }
        }
    }

    internal static UnicodeTables Shared { get; } = new();

    /// <summary>The packed tables, whose digest is frozen.</summary>
    internal static byte[] Unpacked()
    {
        byte[] bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(Packed.Length)];
        OperationStatus status = Base64.DecodeFromUtf8(Packed, bytes, out _, out int written);
        return status == OperationStatus.Done
            ? bytes[..written]
            : throw new System.Diagnostics.UnreachableException("The tables are not base64.");
    }

    /// <summary>Whether a code point is that of a character: of no unassigned one, and of no noncharacter.</summary>
    internal bool IsAssigned(int c) => c <= _assignedTo[0] || IsIn(_assignedFrom, _assignedTo, c) >= 0;

    /// <summary>Canonical_Combining_Class; 0 for all but combining marks.</summary>
    internal int CombiningClass(int c) =>
        c >= _classFrom[0] && IsIn(_classFrom, _classTo, c) is var i and >= 0 ? _classes[i] : 0;

    /// <summary>One step of a canonical decomposition, Hangul excepted.</summary>
    /// <param name="c">The code point.</param>
    /// <param name="first">What it begins with.</param>
    /// <param name="second">What follows; 0 where nothing does.</param>
    /// <returns>Whether it has one.</returns>
    internal bool TryDecompose(int c, out int first, out int second)
    {
        int i = c < _decomposed[0] ? -1 : Array.BinarySearch(_decomposed, c);
        (first, second) = i < 0 ? default : _parts[i];
        return i >= 0;
    }

    /// <summary>The character that two compose to; null where there is none.</summary>
    internal int? Composite(int first, int second) =>
        Array.BinarySearch(_pairs, PairOf(first, second)) is var i and >= 0 ? _composites[i] : null;

    /// <summary>Full case folding (toCasefold).</summary>
    internal List<int> Fold(List<int> text)
    {
        var result = new List<int>(text.Count);
        foreach (int c in text)
        {
            int i = c < _folded[0] ? -1 : Array.BinarySearch(_folded, c);
            if (i < 0)
            {
                result.Add(c);
            }
            else
            {
                result.AddRange(_folds[i]);
            }
        }

        return result;
    }

    private static (int[] From, (int First, int Second)[] Parts, long[] Pairs, int[] Composites) ReadPairs(
        ref Reader reader)
    {
        int count = reader.Next();
        int[] from = new int[count];
        var parts = new (int First, int Second)[count];
        var composites = new SortedDictionary<long, int>();
        for (int i = 0, end = 0; i < count; i++)
        {
            from[i] = end + reader.Next();
            end = from[i] + 1;
            int first = reader.Next();
            int second = reader.Next();
            parts[i] = (first, second >> 1);
            if ((second & 1) == 0)
            {
                composites.Add(PairOf(first, second >> 1), from[i]);
            }
        }

        return (from, parts, [.. composites.Keys], [.. composites.Values]);
    }

    private static long PairOf(int first, int second) => ((long)first << 32) | (uint)second;

    private static int IsIn(int[] from, int[] to, int c)
    {
        int i = Array.BinarySearch(from, c);
        i = i < 0 ? ~i - 1 : i;
        return i >= 0 && c <= to[i] ? i : -1;
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        internal int Next()
        {
            int value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte next = _rest[0];
                _rest = _rest[1..];
                value |= (next & 127) << shift;
                if (next < 128)
                {
                    return value;
                }
            }
        }
    }
}
