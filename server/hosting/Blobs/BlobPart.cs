using System.Buffers.Binary;

namespace Candor.Hosting.Blobs;

/// <summary>The file of an upload that has not ended: header, and content as far as it has come. Not thread-safe:
/// <see cref="BlobUpload"/> makes its calls take turns.</summary>
/// <remarks>After a crash it goes on from its mark, up to which the content was forced to the disk. What is in the file
/// behind that is cut off: a file may have grown before its bytes were written. After a failed flush nothing is marked any
/// more, since the system may have dropped the bytes and call the next flush a success.</remarks>
internal sealed class BlobPart : IDisposable
{
    private readonly BlobDisk _disk;
    private readonly FileStream _file;
    private readonly BlobName _name;
    private readonly BlobHeader _whole;
    private readonly BlobSeal _seal = new();
    private long _mark;

    private BlobPart(BlobDisk disk, FileStream file, BlobName name, BlobHeader whole)
    {
        _disk = disk;
        _file = file;
        _name = name;
        _whole = whole;
    }

    /// <summary>Bytes of content that have come.</summary>
    internal long Received { get; private set; }

    /// <summary>Bytes of them that are not marked yet.</summary>
    internal long Unmarked => Received - _mark;

    /// <summary>Whether flushing or sealing failed: only a new call, from the mark on, goes on.</summary>
    internal bool IsBroken { get; private set; }

    /// <summary>Opens a part, or begins one.</summary>
    /// <param name="disk">How it gets on the disk.</param>
    /// <param name="folder">Where it is.</param>
    /// <param name="name">The blob.</param>
    /// <param name="length">Bytes of its content.</param>
    /// <param name="owner">Whose room it takes.</param>
    /// <returns>The part, whose content is yet to be given to <see cref="Take"/>.</returns>
    /// <exception cref="BlobStoreException">It cannot be written, or was begun with another length or owner.</exception>
    internal static BlobPart Open(BlobDisk disk, BlobFolder folder, BlobName name, long length, string owner)
    {
        FileStream file = folder.OpenPart(name);
        try
        {
            var part = new BlobPart(disk, file, name, new BlobHeader(length, length, owner));
            part.Resume();
            return part;
        }
        catch (Exception e) when (BlobStoreException.IsOfSystem(e))
        {
            file.Dispose();
            throw BlobStoreException.Explain(e, folder.PartOf(name), "written");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Takes content that was in the file before it was opened into the hashes.</summary>
    /// <param name="content">The next of it.</param>
    internal void Take(ReadOnlySpan<byte> content) => _seal.Append(content);

    /// <summary>Writes the next content. Where writing fails, nothing of it counts, and it may be tried again.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task AppendAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await _disk.WriteAsync(_file, content, BlobHeader.Bytes + Received, cancellationToken).ConfigureAwait(false);
        _seal.Append(content.Span);
        Received += content.Length;
    }

    /// <summary>Reads content that has come.</summary>
    /// <param name="buffer">Where it goes.</param>
    /// <param name="offset">From where on.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many bytes were read.</returns>
    internal ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken) =>
        RandomAccess.ReadAsync(_file.SafeFileHandle, buffer, BlobHeader.Bytes + offset, cancellationToken);

    /// <summary>Forces what has come to the disk, and only then writes the mark that vouches for it.</summary>
    internal void Mark()
    {
        try
        {
            _disk.Flush(_file);
            Span<byte> mark = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(mark, Received);
            _disk.Write(_file, mark, BlobHeader.MarkOffset);
            _mark = Received;
        }
        catch
        {
            IsBroken = true;
            throw;
        }
    }

    /// <summary>Seals the file, forces it to the disk, closes it and hands it over.</summary>
    /// <param name="keep">Moves it to its name.</param>
    internal async Task SealAsync(Action keep)
    {
        try
        {
            byte[] seal = _seal.End(_name, _whole.Encode());
            await _disk.WriteAsync(_file, seal, BlobHeader.Bytes + Received, CancellationToken.None).ConfigureAwait(false);
            Mark();
            _disk.Flush(_file);
            await _file.DisposeAsync().ConfigureAwait(false);
            keep();
        }
        catch
        {
            IsBroken = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _seal.Dispose();
    }

    private void Resume()
    {
        BlobHeader? header = BlobFolder.ReadHeader(_file);
        if (header is null || header.MarkIn(_file.Length) is null)
        {
            // A crash came before the header was on the disk, or the file is damaged. Nothing is lost: whoever resumes
            // sends again what has not come.
            _file.SetLength(0);
            _disk.Write(_file, (_whole with { Mark = 0 }).Encode(), 0);
            return;
        }

        if (header.Owner != _whole.Owner)
        {
            throw new BlobStoreException(
                BlobFault.OtherOwner,
                $"The upload of the blob '{_name}' was begun by '{header.Owner}'; expected the same, found '{_whole.Owner}'.");
        }

        if (header.Length != _whole.Length)
        {
            throw BlobStoreException.OfNumbers(
                BlobFault.OtherLength,
                _whole.Length,
                header.Length,
                $"The blob '{_name}' is announced with {_whole.Length} bytes; expected {header.Length}, as when it was begun.");
        }

        _file.SetLength(BlobHeader.Bytes + header.Mark);
        Received = _mark = header.Mark;
    }
}
