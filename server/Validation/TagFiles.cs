using System.Globalization;

namespace Candor.Server.Validation;

/// <summary>The tags of commitments whose records are to be compared: one file each, 32 bytes a record, in a folder next
/// to the validator's database. A file is complete or not there.</summary>
/// <param name="root">The folder, made when it is first needed.</param>
internal sealed class TagFiles(string root)
{
    /// <summary>Begins to write the tags of a commitment.</summary>
    /// <param name="name">The commitment's audit.</param>
    /// <returns>The draft; removed when it is disposed, unless it was kept.</returns>
    internal Draft Begin(AuditName name) => new(PathOf(name));

    /// <summary>Reads the tags of a commitment.</summary>
    /// <param name="name">The commitment's audit.</param>
    /// <returns>The file, open for reading.</returns>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    internal FileStream Open(AuditName name) => new(
        PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, useAsync: true);

    /// <summary>Removes everything of a market.</summary>
    /// <param name="market">The market's name.</param>
    internal void Remove(string market)
    {
        string folder = FolderOf(market);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Ids are lower-case letters, digits and hyphens: they are names of files everywhere.
    private string FolderOf(string market) => Path.Combine(root, market["markets/".Length..]);

    private string PathOf(AuditName name) => Path.Combine(
        FolderOf(name.Participant.Market),
        name.Participant.Id,
        name.CommitmentEvent.ToString(CultureInfo.InvariantCulture) + ".tags");

    /// <summary>A file that is being written.</summary>
    internal sealed class Draft : IDisposable
    {
        private readonly string _path;
        private readonly string _draftPath;
        private readonly FileStream _file;

        internal Draft(string path)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            _path = path;
            _draftPath = $"{path}.{Guid.NewGuid():N}.new";
            _file = new FileStream(_draftPath, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, useAsync: true);
        }

        /// <summary>Appends bytes.</summary>
        /// <param name="bytes">The bytes.</param>
        /// <param name="cancellationToken">Stops writing.</param>
        /// <returns>Completes when they are written.</returns>
        internal ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
            _file.WriteAsync(bytes, cancellationToken);

        /// <summary>Puts the file in its place, on the disk.</summary>
        internal void Keep()
        {
            _file.Flush(flushToDisk: true);
            _file.Dispose();
            File.Move(_draftPath, _path, overwrite: true);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            _file.Dispose();
            File.Delete(_draftPath);
        }
    }
}
