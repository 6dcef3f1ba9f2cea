using System.Buffers;
using System.Runtime.CompilerServices;

namespace Candor.Hosting.Blobs;

/// <summary>A blob that is being uploaded. Nobody else uploads it until this is disposed, and nobody reads it until it is
/// completed. Thread-safe: calls take turns.</summary>
internal sealed class BlobUpload : IAsyncDisposable
{
    /// <summary>How much content may wait to be forced to the disk, and is sent again after a crash.</summary>
    internal const int UnmarkedBytes = 8 << 20;

    private readonly BlobWrites _writes;
    private readonly BlobPart? _part;
    private readonly string _path;
    private readonly SemaphoreSlim _turn = new(1);
    private bool _isClosed;
    private volatile bool _isDeleted;

    /// <summary>Makes the upload of a part, or with none the answer to an upload of a blob that is there.</summary>
    internal BlobUpload(BlobWrites writes, BlobName name, string path, long length, string owner, BlobPart? part)
    {
        _writes = writes;
        _part = part;
        _path = path;
        Name = name;
        Length = length;
        Owner = owner;
        IsWhole = part is null;
    }

    /// <summary>The blob.</summary>
    internal BlobName Name { get; }

    /// <summary>Whose room it takes.</summary>
    internal string Owner { get; }

    /// <summary>What it may have of the store.</summary>
    internal BlobShare Share { get; init; } = new();

    /// <summary>Bytes of its content.</summary>
    internal long Length { get; }

    /// <summary>How many of them have come: where the next ones belong.</summary>
    internal long Received => IsWhole ? Length : _part!.Received;

    /// <summary>Whether the whole blob is there, and readers find it.</summary>
    internal bool IsWhole { get; private set; }

    /// <summary>Reads what came before a restart, which the seal has to take.</summary>
    internal async Task LoadAsync(CancellationToken cancellationToken)
    {
        await foreach (ReadOnlyMemory<byte> chunk in ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            _part!.Take(chunk.Span);
        }
    }

    /// <summary>Appends content.</summary>
    /// <param name="bytes">The bytes, any number of them.</param>
    /// <param name="offset">Where the sender says that they belong; expected is <see cref="Received"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Completes when they are in the file; they are forced to the disk every
    /// <see cref="UnmarkedBytes"/>, and when the upload is left.</returns>
    /// <exception cref="BlobStoreException"><see cref="BlobFault.WrongOffset"/>, <see cref="BlobFault.TooLong"/>, <see cref="BlobFault.OverBudget"/>,
    /// <see cref="BlobFault.Deleted"/>, or the disk's fault. Nothing of the bytes counts then, unless
    /// <see cref="Received"/> says so.</exception>
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

                _writes.Grow(this, Received + bytes.Length);
                await _part!.AppendAsync(bytes, cancellationToken).ConfigureAwait(false);
                if (_part.Unmarked >= UnmarkedBytes)
                {
                    _part.Mark();
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
            await foreach (ReadOnlyMemory<byte> chunk in _writes.ReadAsync(Name, cancellationToken).ConfigureAwait(false))
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
                    async () => read = await _part!.ReadAsync(buffer.AsMemory(0, wanted), offset, cancellationToken)
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
            _writes.DeletePart(this);
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
                if (!IsWhole && !_isDeleted && _part is { IsBroken: false, Unmarked: > 0 })
                {
                    _part.Mark();
                }
            }
            catch (Exception e) when (BlobStoreException.IsOfSystem(e))
            {
                // Without a mark these bytes are sent again, and the upload that resumes meets the fault if it lasts.
            }

            _part?.Dispose();
            _writes.End(this);
        }
        finally
        {
            _turn.Release();
        }
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

        await _part!.SealAsync(() => _writes.Keep(this)).ConfigureAwait(false);
        IsWhole = true;
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

            if (_part is { IsBroken: true })
            {
                throw new BlobStoreException(
                    BlobFault.Failed,
                    $"The disk failed under the upload of the blob '{Name}'; expected a new call to resume it.");
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
