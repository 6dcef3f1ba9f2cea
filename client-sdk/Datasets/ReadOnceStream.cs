namespace Candor.Client.Datasets;

/// <summary>A pipe, a device or a foreign stream, whose first bytes are looked at before they are read. Reading it stops
/// when it is told to, even where whoever writes to it says nothing.</summary>
/// <param name="source">What is read; it stays open.</param>
/// <param name="cancellationToken">Stops the waiting.</param>
internal sealed class ReadOnceStream(Stream source, CancellationToken cancellationToken) : Stream
{
    // A reading that was left behind may still write here, and nobody else's buffer is touched by it.
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The next bytes, which stay unread.</summary>
    /// <param name="count">How many; fewer at the end.</param>
    internal ReadOnlySpan<byte> Peek(int count)
    {
        while (_end - _start < count && Fill())
        {
        }

        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
            Fill();
        }

        int length = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, length).CopyTo(buffer);
        _start += length;
        return length;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool Fill()
    {
        int end = _end;
        int read = DatasetFile.WaitFor(() => source.Read(_buffer, end, _buffer.Length - end), cancellationToken);
        _end += read;
        return read > 0;
    }
}
