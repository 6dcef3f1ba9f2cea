using Candor.Hosting.Storage;
using Candor.Market.Definitions;

namespace Candor.Hosting.Blobs;

/// <summary>The files of a blob store: a folder with one folder a market. Nothing in it may be a link, which would lead out
/// of what deletion, copies and modes are about.</summary>
/// <param name="root">The folder, made when it is first needed.</param>
internal sealed class BlobFolder(string root)
{
    /// <summary>The folder of all markets.</summary>
    internal string Root { get; } = root;

    /// <summary>The folder of a market.</summary>
    /// <param name="market">Its id.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="ArgumentException">It is not the id of a market, and could lead elsewhere.</exception>
    internal string Of(string market) => ResourceId.IsValid(market)
        ? Path.Combine(Root, market)
        : throw new ArgumentException($"'{market}' is not the id of a market; expected {ResourceId.Expected}.", nameof(market));

    /// <summary>Where a whole blob is.</summary>
    /// <param name="name">The blob.</param>
    /// <returns>Its path.</returns>
    internal string WholeOf(BlobName name) => Path.Combine(Of(name.Market), name.FileName);

    /// <summary>Where a blob is of which not all has come.</summary>
    /// <param name="name">The blob.</param>
    /// <returns>Its path.</returns>
    internal string PartOf(BlobName name) => Path.Combine(Of(name.Market), name.PartName);

    /// <summary>Makes a market's folder, where it is not there.</summary>
    /// <param name="market">Its id.</param>
    /// <exception cref="BlobStoreException">It cannot be made, or something else is there.</exception>
    internal void Make(string market)
    {
        Require(Root);
        Require(Of(market));
        try
        {
            if (!Directory.Exists(Root))
            {
                PrivateFile.MakeFolder(Root);
                FolderSync.Flush(Path.GetDirectoryName(Root)!);
            }

            PrivateFile.MakeFolder(Of(market));
        }
        catch (Exception e) when (BlobStoreException.IsOfSystem(e))
        {
            throw BlobStoreException.Explain(e, Of(market), "made");
        }
    }

    /// <summary>The markets that have a folder.</summary>
    /// <returns>Their ids, in ordinal order.</returns>
    internal IReadOnlyList<string> ListMarkets()
    {
        Require(Root);
        return List(Root, static path => Directory.Exists(path) && !IsLink(path))
            .Where(ResourceId.IsValid)
            .ToList();
    }

    /// <summary>The blobs of a market, whole and in part.</summary>
    /// <param name="market">Its id.</param>
    /// <returns>Each file that is named as a blob's, in ordinal order.</returns>
    internal IReadOnlyList<BlobEntry> List(string market)
    {
        Require(Root);
        Require(Of(market));
        var entries = new List<BlobEntry>();
        foreach (string file in List(Of(market), static path => !Directory.Exists(path) && !IsLink(path)))
        {
            if (BlobName.TryParse(market, file, out BlobName? name))
            {
                bool isWhole = !file.EndsWith(BlobName.PartSuffix, StringComparison.Ordinal);
                entries.Add(new BlobEntry(name, isWhole, HeaderOf(Path.Combine(Of(market), file), isWhole)));
            }
        }

        return entries;
    }

    /// <summary>How much a market's folder holds, and when something was written there last.</summary>
    /// <param name="market">Its id.</param>
    /// <returns>Of each file that is named as a blob's; one that is deleted meanwhile does not count.</returns>
    /// <exception cref="BlobStoreException">The folder cannot be listed.</exception>
    internal MarketBulk Measure(string market)
    {
        var sum = new MarketBulk(0, 0, DateTimeOffset.MinValue);
        foreach (BlobEntry entry in List(market))
        {
            var file = new FileInfo(entry.IsWhole ? WholeOf(entry.Name) : PartOf(entry.Name));
            if (file.Exists)
            {
                var written = new DateTimeOffset(file.LastWriteTimeUtc);
                sum = new MarketBulk(
                    sum.Files + 1, sum.Bytes + file.Length, written > sum.LastWrite ? written : sum.LastWrite);
            }
        }

        return sum;
    }

    /// <summary>How far a blob has come that no call uploads.</summary>
    /// <param name="name">The blob.</param>
    /// <returns>What its part says; null where there is none, or nothing of it can be resumed.</returns>
    /// <exception cref="BlobStoreException">It cannot be read.</exception>
    internal BlobStanding? FindPart(BlobName name)
    {
        string path = PartOf(name);
        RequireFile(path);
        try
        {
            using FileStream file = OpenToRead(path);
            return ReadHeader(file) is { } header
                ? new BlobStanding(header.Owner, header.MarkIn(file.Length) ?? 0, IsWhole: false, IsUploading: false)
                : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (BlobStoreException.IsOfSystem(e))
        {
            throw BlobStoreException.Explain(e, path, "read");
        }
    }

    /// <summary>Removes the file of an upload that did not begin, as where the disk was full, if it can be.</summary>
    /// <param name="name">The blob.</param>
    internal void RemoveEmptyPart(BlobName name)
    {
        string path = PartOf(name);
        try
        {
            if (new FileInfo(path) is { Exists: true, LinkTarget: null, Length: <= BlobHeader.Bytes })
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (BlobStoreException.IsOfSystem(e))
        {
            // It holds nothing, and goes with its market.
        }
    }

    /// <summary>Opens a whole blob and checks that it can be one.</summary>
    /// <param name="name">The blob.</param>
    /// <returns>The file, with its header; null where it is not there.</returns>
    /// <exception cref="BlobStoreException">It cannot be read, or is damaged.</exception>
    internal (FileStream File, BlobHeader Header)? OpenWhole(BlobName name)
    {
        string path = WholeOf(name);
        Require(Root);
        Require(Of(name.Market));
        RequireFile(path);
        FileStream? file = null;
        try
        {
            file = OpenToRead(path);
            BlobHeader header = ReadHeader(file) ?? throw Damaged(
                path, $"its first {BlobHeader.Bytes} bytes are not a blob's header", "one that begins with 'candorb1'");
            if (file.Length != BlobSeal.FileBytesFor(header.Length) || header.Mark != header.Length)
            {
                throw Damaged(
                    path,
                    $"it has {file.Length} bytes",
                    $"{BlobSeal.FileBytesFor(header.Length)}, since it says that its content has {header.Length}");
            }

            return (file, header);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (BlobStoreException.IsOfSystem(e))
        {
            file?.Dispose();
            throw BlobStoreException.Explain(e, path, "read");
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>Opens a blob of which not all has come, making the file where it is not there.</summary>
    /// <param name="name">The blob.</param>
    /// <returns>The file, for this call alone.</returns>
    /// <exception cref="BlobStoreException">It cannot be opened.</exception>
    internal FileStream OpenPart(BlobName name)
    {
        string path = PartOf(name);
        RequireFile(path);
        try
        {
            return PrivateFile.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileOptions.Asynchronous);
        }
        catch (Exception e) when (BlobStoreException.IsOfSystem(e))
        {
            throw BlobStoreException.Explain(e, path, "written");
        }
    }

    /// <summary>Reads a file's header.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The header; null where the file does not begin with one.</returns>
    internal static BlobHeader? ReadHeader(FileStream file)
    {
        Span<byte> bytes = stackalloc byte[BlobHeader.Bytes];
        file.Position = 0;
        return BlobHeader.Decode(bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)]);
    }

    /// <summary>Says that a blob's file is not what was written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="found">What was found.</param>
    /// <param name="expected">What was expected.</param>
    /// <returns>The exception.</returns>
    internal static BlobStoreException Damaged(string path, string found, string expected) =>
        new(BlobFault.Damaged, $"'{path}' is damaged or is not this blob: {found}; expected {expected}.");

    /// <summary>Holds a path to be a folder, or nothing yet.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="BlobStoreException">Something else is there: <see cref="BlobFault.NotUsable"/>.</exception>
    internal static void Require(string path)
    {
        if (IsLink(path) || File.Exists(path))
        {
            throw new BlobStoreException(
                BlobFault.NotUsable,
                $"'{path}' is a {(IsLink(path) ? "link" : "file")}; expected a folder of its owner's alone, or nothing yet.");
        }
    }

    private static void RequireFile(string path)
    {
        if (IsLink(path) || Directory.Exists(path))
        {
            throw new BlobStoreException(
                BlobFault.NotUsable,
                $"'{path}' is a {(IsLink(path) ? "link" : "folder")}; expected a file that this server has written.");
        }
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private static FileStream OpenToRead(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, useAsync: true);

    private static IOrderedEnumerable<string> List(string folder, Func<string, bool> isWanted)
    {
        try
        {
            return (Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder) : [])
                .Where(isWanted)
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal);
        }
        catch (Exception e) when (BlobStoreException.IsOfSystem(e))
        {
            throw BlobStoreException.Explain(e, folder, "listed");
        }
    }

    // A list names what is there, damaged or being written; reading says what is wrong with it.
    private static BlobHeader? HeaderOf(string path, bool isWhole)
    {
        try
        {
            // Shared with the upload that writes it, which shares with nobody: a part under way has no header here.
            using FileStream file = OpenToRead(path);
            BlobHeader? header = ReadHeader(file);
            return header is not null && isWhole && file.Length != BlobSeal.FileBytesFor(header.Length) ? null : header;
        }
        catch (Exception e) when (BlobStoreException.IsOfSystem(e))
        {
            return null;
        }
    }
}

/// <summary>A blob's file in a list.</summary>
/// <param name="Name">The blob.</param>
/// <param name="IsWhole">Whether all of it has come.</param>
/// <param name="Header">Its owner, its length and, in part, how much of it is on the disk; null where the file does not say
/// it: it is damaged, or an upload has it open.</param>
internal sealed record BlobEntry(BlobName Name, bool IsWhole, BlobHeader? Header);
