using System.Globalization;
using Candor.Hosting.Storage;
using Candor.Wire.Names;

namespace Candor.Validator.Overlaps;

/// <summary>What overlap checks need to keep: the tags of commitments, 32 bytes a record, the double tags of answers
/// until they are counted, and the positions of shared records; in a folder next to the validator's database, one a
/// market, removed when the market is over. A file is complete or not there.</summary>
/// <param name="root">The folder, made when it is first needed.</param>
internal sealed class TagFiles(string root)
{
    private const int CopiedBytes = 1 << 18;

    /// <summary>The file of a commitment's tags.</summary>
    /// <param name="name">The commitment's audit.</param>
    /// <returns>Its path.</returns>
    internal string TagsOf(AuditName name) => Path.Combine(
        FolderOf(name.Participant.Market), $"{name.CommitmentEvent.ToString(CultureInfo.InvariantCulture)}.tags");

    /// <summary>Keeps the tags of a commitment for another one to the same dataset.</summary>
    /// <param name="kept">The audit of the commitment whose tags are here.</param>
    /// <param name="renewed">The audit of the other.</param>
    /// <param name="cancellationToken">Stops copying; nothing is left of it then.</param>
    /// <returns>Whether the tags are still here.</returns>
    internal async Task<bool> TryCopyAsync(AuditName kept, AuditName renewed, CancellationToken cancellationToken)
    {
        if (!File.Exists(TagsOf(kept)))
        {
            return false;
        }

        FileStream tags = Open(TagsOf(kept));
        await using (tags.ConfigureAwait(false))
        {
            using Draft draft = Begin(TagsOf(renewed));
            byte[] buffer = new byte[CopiedBytes];
            int read;
            while ((read = await tags.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                await draft.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

            draft.Keep();
        }

        return true;
    }

    /// <summary>The file of one side's double tags.</summary>
    /// <param name="name">The overlap check.</param>
    /// <param name="participant">Whose answer they are.</param>
    /// <returns>Its path.</returns>
    internal string DoubleTagsOf(OverlapName name, string participant) =>
        $"{SharedOf(name)}.{participant}.double";

    /// <summary>The file of the positions of an overlap check's shared records, in the order of the later one's
    /// tags.</summary>
    /// <param name="name">The overlap check.</param>
    /// <returns>Its path.</returns>
    internal string SharedOf(OverlapName name) => Path.Combine(
        FolderOf(name.Market),
        string.Create(
            CultureInfo.InvariantCulture, $"{name.EarlierCommitmentEvent}-{name.LaterCommitmentEvent}.shared"));

    /// <summary>Begins to write a file.</summary>
    /// <param name="path">Where it will be.</param>
    /// <returns>The draft; removed when it is disposed, unless it was kept.</returns>
    internal static Draft Begin(string path) => new(path);

    /// <summary>Opens a file to be read from its beginning.</summary>
    /// <param name="path">The file; it may be removed meanwhile.</param>
    /// <returns>The file.</returns>
    internal static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, useAsync: true);

    /// <summary>The markets of which something is kept.</summary>
    /// <returns>Their names.</returns>
    internal IReadOnlyList<string> ListMarkets() => Directory.Exists(root)
        ? [.. Directory.GetDirectories(root).Select(folder => $"markets/{Path.GetFileName(folder)}")]
        : [];

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

    /// <summary>A file that is being written.</summary>
    internal sealed class Draft : IDisposable
    {
        private readonly string _path;
        private readonly string _draftPath;
        private readonly FileStream _file;

        internal Draft(string path)
        {
            PrivateFile.MakeFolder(Path.GetDirectoryName(path)!);
            _path = path;
            _draftPath = $"{path}.{Guid.NewGuid():N}.new";
            _file = PrivateFile.Open(_draftPath, FileMode.CreateNew, FileAccess.Write, FileOptions.Asynchronous);
        }

        /// <summary>Appends bytes.</summary>
        /// <param name="bytes">The bytes.</param>
        /// <param name="cancellationToken">Stops writing.</param>
        /// <returns>Completes when they are written.</returns>
        internal ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
            _file.WriteAsync(bytes, cancellationToken);

        /// <summary>Appends bytes, on the caller's thread.</summary>
        /// <param name="bytes">The bytes.</param>
        internal void Write(ReadOnlySpan<byte> bytes) => _file.Write(bytes);

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
