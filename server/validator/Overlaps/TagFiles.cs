using System.Buffers.Binary;
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
    /// <summary>The file of a commitment's tags.</summary>
    /// <param name="name">The commitment's audit.</param>
    /// <returns>Its path.</returns>
    internal string TagsOf(AuditName name) => Path.Combine(
        FolderOf(name.Participant.Market), $"{name.CommitmentEvent.ToString(CultureInfo.InvariantCulture)}.tags");

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

    /// <summary>Writes positions.</summary>
    /// <param name="path">Where to; a file that is there is replaced.</param>
    /// <param name="positions">The positions.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>Completes when they are on the disk.</returns>
    internal static async Task WritePositionsAsync(
        string path, IReadOnlyList<ulong> positions, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[positions.Count * sizeof(ulong)];
        for (int i = 0; i < positions.Count; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), positions[i]);
        }

        using Draft draft = Begin(path);
        await draft.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        draft.Keep();
    }

    /// <summary>Reads positions.</summary>
    /// <param name="path">Where they are.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The positions.</returns>
    internal static async Task<ulong[]> ReadPositionsAsync(string path, CancellationToken cancellationToken)
    {
        byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        ulong[] positions = new ulong[bytes.Length / sizeof(ulong)];
        for (int i = 0; i < positions.Length; i++)
        {
            positions[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)));
        }

        return positions;
    }

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
