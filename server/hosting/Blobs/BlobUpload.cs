using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Candor.Hosting.Blobs;

/// <summary>A blob that is being uploaded. Nobody else uploads it until this is disposed, and nobody reads it until it is
/// completed. Thread-safe: calls take turns.</summary>
/// <remarks>After a crash an upload goes on from its mark, up to which the content was forced to the disk. What is in the
/// file behind it is cut off: a file may have grown before its bytes were written.</remarks>
internal sealed class BlobUpload : IAsyncDisposable
{
    /// <summary>How much content may wait to be forced to the disk, and is sent again after a crash.</summary>
    internal const int UnmarkedBytes = 8 << 20;

    private readonly BlobStore _store;
    private readonly FileStream? _file;
    private readonly string _path;
    private readonly string _owner;
    private readonly BlobSeal _seal = new();
    private readonly SemaphoreSlim _turn = new(1);
    private long _mark;
    private bool _isClosed;
    private volatile bool _isDeleted;

    private BlobUpload(BlobStore store, BlobName name, string path, long length, string owner, FileStream? file)
    {
        _store = store;
        _path = path;
        _owner = owner;
        _file = file;
        Name = name;
        Length = length;
    }

    /// <summary>The blob.</summary>
    internal BlobName Name { get; }

    /// <summary>Bytes of its content.</summary>
    internal long Length { get; }

    /// <summary>How many of them have come: where the next ones belong.</summary>
    internal long Received { get; private set; }

    /// <summary>Whether the whole blob is there, and readers find it.</summary>
    internal bool IsWhole { get; private set; }

    /// <summary>The answer to an upload of a blob that is there.</summary>
    internal static BlobUpload OfWhole(BlobStore store, BlobName name, string path, long length, string owner) =>
        new(store, name, path, length, owner, file: null) { Received = length, IsWhole = true };

    /// <summary>Opens a part, or begins one.</summary>
    /// <exception cref="BlobStoreException">It cannot be written, or was begun with another length or owner.</exception>
    internal static BlobUpload OfPart(BlobStore store, BlobFolder folder, BlobName name, long length, string owner)
    {
        string path = folder.PartOf(name);
        FileStream file = folder.OpenPart(name);
        try
        {
            var upload = new BlobUpload(store, name, path, length, owner, file);
            upload.Open();
            return upload;
        }
        catch (Exception e) when (BlobStoreException.IsOfSystem(e))
        {
            file.Dispose();
            throw BlobStoreException.Explain(e, path, "written");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads what came before a restart, which the seal has to take.</summary>
    internal async Task LoadAsync(CancellationToken cancellationToken)
    {
        await foreach (ReadOnlyMemory<byte> chunk in ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            _seal.Append(chunk.Span);
        }
    }

    /// <summary>Appends content.</summary>
    /// <param name="bytes">The bytes, any number of them.</param>
    /// <param name="offset">Where the sender says that they belong; expected is <see cref="Received"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Completes when they are in the file; within <see cref="UnmarkedBytes"/> they are forced to the disk.</returns>
    /// <exception cref="BlobStoreException"><see cref="BlobFault.WrongOffset"/>, <see cref="BlobFault.TooLong"/>,
    /// <see cref="BlobFault.Deleted"/>, or the disk's fault. Nothing of the bytes counts then.</exception>
    internal Task AppendAsync(ReadOnlyMemory<byte> bytes, long offset, CancellationToken cancellationToken) =>
        InTurnAsync(
            async () =>
            {
                if (offset != Received)
                {
                    throw BlobStoreException.OfNumbers(
                        BlobFault.WrongOffset,
                        offset,
                        Received,
                        $"Bytes of the blob '{Name}' are for offset {offset}; expected {Received}, as many as have come.");
                }

                if (bytes.Length > Length - Received)
                {
                    throw BlobStoreException.OfNumbers(
                        BlobFault.TooLong,
                        Received + bytes.Length,
                        Length,
                        $"The blob '{Name}' would have {Received + bytes.Length} bytes; expected {Length}, as announced.");
                }

                if (bytes.IsEmpty)
                {
                    return;
                }

                await RandomAccess.WriteAsync(
                    _file!.SafeFileHandle, bytes, BlobHeader.Bytes + Received, cancellationToken).ConfigureAwait(false);
                _seal.Append(bytes.Span);
                Received += bytes.Length;
                if (Received - _mark >= UnmarkedBytes)
                {
                    Mark();
                }
            },
            cancellationToken);

    /// <summary>Reads what has come, so that the caller compares it with the digest that names the blob before it
    /// completes the upload: bytes that others than their owner's took for this blob would stay in its place.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Chunks of at most 1 MiB, each good until the next is asked for.</returns>
    /// <exception cref="BlobStoreException">The file cannot be read.</exception>
    internal async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (IsWhole)
        {
            await foreach (ReadOnlyMemory<byte> chunk in _store.ReadAsync(Name, 0, cancellationToken).ConfigureAwait(false))
            {
                yield return chunk;
            }

            yield break;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(BlobSeal.ChunkBytes);
        try
        {
            for (long offset = 0; offset < Received;)
            {
                int wanted = (int)Math.Min(BlobSeal.ChunkBytes, Received - offset);
                int read = 0;
                await InTurnAsync(
                    async () => read = await RandomAccess.ReadAsync(
                        _file!.SafeFileHandle, buffer.AsMemory(0, wanted), BlobHeader.Bytes + offset, cancellationToken)
                        .ConfigureAwait(false),
                    cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    throw BlobFolder.Damaged(_path, $"it ends after {offset} bytes of content", $"{Received}");
                }

                yield return buffer.AsMemory(0, read);
                offset += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Completes the upload: seals the file, forces it to the disk and moves it to its name. Only then is the blob
    /// there. Where it is there already, nothing happens.</summary>
    /// <param name="cancellationToken">Stops waiting for a call under way.</param>
    /// <returns>Completes when it is on the disk.</returns>
    /// <exception cref="BlobStoreException"><see cref="BlobFault.Incomplete"/>, <see cref="BlobFault.Deleted"/>, or the
    /// disk's fault: dispose this then, and resume.</exception>
    internal async Task CompleteAsync(CancellationToken cancellationToken = default)
    {
        if (!IsWhole)
        {
            await InTurnAsync(SealAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes what has come, as where it is not what was signed.</summary>
    internal void Discard()
    {
        if (!IsWhole)
        {
            _store.DeletePart(this);
        }
    }

    /// <summary>Says that the blob was deleted: nothing is written to it any more.</summary>
    internal void MarkDeleted() => _isDeleted = true;

    /// <summary>Whether the blob was deleted.</summary>
    internal bool IsDeleted => _isDeleted;

    /// <summary>Leaves the upload; what has come stays, and can be resumed.</summary>
    /// <returns>Completes when the file is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            try
            {
                if (_file is not null && !IsWhole && !_isDeleted && Received > _mark)
                {
                    Mark();
                }
            }
            catch (Exception e) when (BlobStoreException.IsOfSystem(e) || e is ObjectDisposedException)
            {
                // Without a mark these bytes are sent again, and the upload that resumes meets the fault if it lasts.
            }

            _file?.Dispose();
            _seal.Dispose();
            _store.End(this);
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Open()
    {
        BlobHeader? header = BlobFolder.ReadHeader(_file!);
        if (header is null || _file!.Length < BlobHeader.Bytes + header.Mark)
        {
            // A crash came before the header was on the disk, or the file is damaged. Nothing is lost: whoever resumes
            // sends again what has not come.
            _file!.SetLength(0);
            RandomAccess.Write(_file.SafeFileHandle, new BlobHeader(Length, 0, _owner).Encode(), 0);
            return;
        }

        if (header.Owner != _owner)
        {
            throw new BlobStoreException(
                BlobFault.OtherOwner,
                $"The upload of the blob '{Name}' was begun by '{header.Owner}'; expected the same, found '{_owner}'.");
        }

        if (header.Length != Length)
        {
            throw BlobStoreException.OfNumbers(
                BlobFault.OtherLength,
                Length,
                header.Length,
                $"The blob '{Name}' is announced with {Length} bytes; expected {header.Length}, as when it was begun.");
        }

        _file.SetLength(BlobHeader.Bytes + header.Mark);
        Received = _mark = header.Mark;
    }

    private async Task SealAsync()
    {
        if (Received != Length)
        {
            throw BlobStoreException.OfNumbers(
                BlobFault.Incomplete,
                Received,
                Length,
                $"The blob '{Name}' has {Received} bytes; expected {Length}, as announced, before it is completed.");
        }

        byte[] seal = _seal.End(Name, new BlobHeader(Length, Length, _owner).Encode());
        await RandomAccess.WriteAsync(_file!.SafeFileHandle, seal, BlobHeader.Bytes + Length).ConfigureAwait(false);
        Mark();
        _file.Flush(flushToDisk: true);
        await _file.DisposeAsync().ConfigureAwait(false);
        _store.Keep(this);
        IsWhole = true;
    }

    // The mark is written when what it vouches for is on the disk, and not before.
    private void Mark()
    {
        _file!.Flush(flushToDisk: true);
        Span<byte> mark = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(mark, Received);
        RandomAccess.Write(_file.SafeFileHandle, mark, BlobHeader.MarkOffset);
        _mark = Received;
    }

    private async Task InTurnAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_isDeleted)
            {
                throw new BlobStoreException(
                    BlobFault.Deleted, $"The blob '{Name}' was deleted while it was uploaded; expected it to be kept.");
            }

            await work().ConfigureAwait(false);
        }
        catch (Exception e) when (BlobStoreException.IsOfSystem(e))
        {
            throw BlobStoreException.Explain(e, _path, "used");
        }
        finally
        {
            _turn.Release();
        }
    }
}
