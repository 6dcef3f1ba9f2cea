using Candor.Hosting.Blobs;

namespace Candor.Hosting.Tests.Blobs;

/// <summary>A disk that fails at one of its calls, or from it on. What it was to write is half written then; and what it was
/// to flush is lost, as a system that reports such a fault once may have dropped it.</summary>
internal sealed class FaultyDisk : BlobDisk
{
    /// <summary>ENOSPC.</summary>
    internal const int Full = 28;

    /// <summary>EIO.</summary>
    internal const int Broken = 5;

    private readonly List<(long Offset, int Length)> _unflushed = [];
    private int _failing;
    private int _error;
    private bool _lasts;

    /// <summary>How many calls there were since it was armed.</summary>
    internal int Calls { get; private set; }

    /// <summary>Lets a call fail.</summary>
    /// <param name="call">Which one from now on, from 1.</param>
    /// <param name="error">What the system says.</param>
    /// <param name="lasts">Whether all calls after it fail as well.</param>
    internal void Arm(int call, int error, bool lasts = false)
    {
        (Calls, _failing, _error, _lasts) = (0, call, error, lasts);
        _unflushed.Clear();
    }

    /// <summary>Lets no call fail any more.</summary>
    internal void Heal() => Arm(int.MaxValue, 0);

    internal override async ValueTask WriteAsync(
        FileStream file, ReadOnlyMemory<byte> bytes, long offset, CancellationToken cancellationToken)
    {
        bool fails = Fails();
        await base.WriteAsync(file, fails ? bytes[..(bytes.Length / 2)] : bytes, offset, cancellationToken);
        _unflushed.Add((offset, bytes.Length));
        Throw(fails);
    }

    internal override void Write(FileStream file, ReadOnlySpan<byte> bytes, long offset)
    {
        bool fails = Fails();
        base.Write(file, fails ? bytes[..(bytes.Length / 2)] : bytes, offset);
        _unflushed.Add((offset, bytes.Length));
        Throw(fails);
    }

    internal override void Flush(FileStream file)
    {
        if (Fails())
        {
            foreach ((long offset, int length) in _unflushed)
            {
                RandomAccess.Write(file.SafeFileHandle, new byte[length], offset);
            }

            _unflushed.Clear();
            Throw(fails: true);
        }

        base.Flush(file);
        _unflushed.Clear();
    }

    internal override void Move(string from, string to)
    {
        Throw(Fails());
        base.Move(from, to);
    }

    internal override void FlushFolder(string folder)
    {
        Throw(Fails());
        base.FlushFolder(folder);
    }

    private bool Fails() => ++Calls == _failing || (_lasts && Calls > _failing);

    private void Throw(bool fails)
    {
        if (fails)
        {
            throw new IOException("The disk fails.", _error);
        }
    }
}
