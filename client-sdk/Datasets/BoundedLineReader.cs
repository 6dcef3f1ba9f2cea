namespace Candor.Client.Datasets;

/// <summary>Reads lines of bytes, each ended by a newline, from a file that nobody vouches for: a line may not be longer
/// than a limit.</summary>
internal sealed class BoundedLineReader(Stream stream, int maxLineBytes)
{
    private const int FirstBuffer = 1 << 16;

    private byte[] _buffer = new byte[FirstBuffer];
    private int _start;
    private int _end;

    /// <summary>What became of a reading.</summary>
    internal enum Result
    {
        /// <summary>There is a line.</summary>
        Line,

        /// <summary>The file is at its end.</summary>
        End,

        /// <summary>The file ends within a line, which is what there is of it.</summary>
        Unended,

        /// <summary>The line is longer than the limit.</summary>
        TooLong,
    }

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line without its newline, until the next reading; empty where there is none.</param>
    /// <returns>Whether there is one, or why not.</returns>
    internal Result Read(out ReadOnlyMemory<byte> line)
    {
        line = default;
        int searched = 0;
        while (true)
        {
            int newline = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                line = _buffer.AsMemory(_start, searched + newline);
                _start += searched + newline + 1;
                return line.Length > maxLineBytes ? Result.TooLong : Result.Line;
            }

            searched = _end - _start;
            if (searched > maxLineBytes)
            {
                return Result.TooLong;
            }

            if (!Fill())
            {
                line = _buffer.AsMemory(_start, searched);
                return searched == 0 ? Result.End : Result.Unended;
            }
        }
    }

    // Room is made by moving what is left to the front, or where the line fills the whole buffer by doubling it.
    private bool Fill()
    {
        if (_end == _buffer.Length)
        {
            byte[] target = _start == 0 ? new byte[_buffer.Length * 2] : _buffer;
            _buffer.AsSpan(_start, _end - _start).CopyTo(target);
            (_buffer, _start, _end) = (target, 0, _end - _start);
        }

        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
