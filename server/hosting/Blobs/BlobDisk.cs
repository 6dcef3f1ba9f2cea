using Candor.Hosting.Storage;

namespace Candor.Hosting.Blobs;

/// <summary>The calls to the system by which a blob comes to be on the disk, in one place: tests let each of them fail, since
/// what a full or failing disk leaves behind is what the rest of the store is careful about. Thread-safe.</summary>
internal class BlobDisk
{
    /// <summary>The system's own calls.</summary>
    internal static BlobDisk System { get; } = new();

    /// <summary>Writes bytes.</summary>
    /// <param name="file">Where.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="offset">From where on.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Completes when the system has them, which is not yet the disk.</returns>
    /// <exception cref="IOException">Not all of them were written; some may have been.</exception>
    internal virtual ValueTask WriteAsync(
        FileStream file, ReadOnlyMemory<byte> bytes, long offset, CancellationToken cancellationToken) =>
        RandomAccess.WriteAsync(file.SafeFileHandle, bytes, offset, cancellationToken);

    /// <summary>Writes a few bytes.</summary>
    /// <param name="file">Where.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="offset">From where on.</param>
    /// <exception cref="IOException">Not all of them were written; some may have been.</exception>
    internal virtual void Write(FileStream file, ReadOnlySpan<byte> bytes, long offset) =>
        RandomAccess.Write(file.SafeFileHandle, bytes, offset);

    /// <summary>Forces a file's bytes to the disk.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="IOException">The system cannot; it may have dropped the bytes.</exception>
    internal virtual void Flush(FileStream file) => file.Flush(flushToDisk: true);

    /// <summary>Moves a file to another name.</summary>
    /// <param name="from">Its path.</param>
    /// <param name="to">Its path afterwards; a file that is there is replaced.</param>
    /// <exception cref="IOException">The system cannot.</exception>
    internal virtual void Move(string from, string to) => File.Move(from, to, overwrite: true);

    /// <summary>Forces the names in a folder to the disk.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">The system cannot.</exception>
    internal virtual void FlushFolder(string folder) => FolderSync.Flush(folder);
}
