using System.Security.Cryptography;
using Candor.Hosting;
using Candor.Hosting.Blobs;
using Candor.Hosting.Storage;
using Candor.Hosting.Storage.Marks;
using Candor.Hosting.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Candor.Platform.Databases;

/// <summary>Copies a database with everything that a server needs to go on from it, while a server uses it. The copy is
/// whole and checked, or not there.</summary>
/// <remarks>
/// The order makes the copy one that opens, whatever is written meanwhile. Marks come before their database, since a mark
/// that is ahead of its database refuses it. A hosted validator comes before its server: what the validator has audited,
/// its server has in its log. Bulk comes last: the log names a blob only once it is on the disk.
/// </remarks>
internal sealed class DatabaseBackup
{
    private readonly IReadOnlyList<DatabasePlaces> _sources;
    private readonly string _folder;
    private readonly Action<string> _progress;
    private readonly List<DatabaseFinding> _findings = [];
    private int _blobs;

    private DatabaseBackup(IReadOnlyList<DatabasePlaces> sources, string folder, Action<string> progress) =>
        (_sources, _folder, _progress) = (sources, folder, progress);

    /// <summary>Makes a copy.</summary>
    /// <param name="sources">The database, and the hosted validator's after it.</param>
    /// <param name="options">Where the copy goes, and what is in it.</param>
    /// <param name="progress">Told what is done next.</param>
    /// <param name="cancellationToken">Stops copying; nothing is left of the copy then.</param>
    /// <returns>What is in the copy, and what is damaged in it; with damage there is a copy only where the options say
    /// so.</returns>
    /// <exception cref="StoreOpenException">A database cannot be read.</exception>
    /// <exception cref="StoreUnavailableException">A database cannot be copied.</exception>
    /// <exception cref="CandorServerException">Something is where the copy goes, or the database has no marks.</exception>
    /// <exception cref="IOException">The copy cannot be written.</exception>
    internal static async Task<BackupReport> RunAsync(
        IReadOnlyList<DatabasePlaces> sources,
        BackupOptions options,
        Action<string> progress,
        CancellationToken cancellationToken)
    {
        string folder = Path.GetFullPath(options.Folder);
        Require(folder, sources);
        string beside = $"{folder}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.new";
        try
        {
            PrivateFile.MakeFolder(beside);
            var backup = new DatabaseBackup(sources, beside, progress);
            await backup.CopyAsync(options.WithKeys, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<DatabaseReport> reports = await backup.CheckAsync(options.WithKeys, cancellationToken)
                .ConfigureAwait(false);
            bool isKept = options.KeepDamaged || backup._findings.Count == 0;
            if (isKept)
            {
                FolderSync.Flush(beside);
                Directory.Move(beside, folder);
                FolderSync.Flush(Path.GetDirectoryName(folder)!);
            }

            return new BackupReport(folder, isKept, backup._blobs, reports, backup._findings);
        }
        catch (BlobStoreException e)
        {
            throw new CandorServerException(e.Message, e);
        }
        finally
        {
            if (Directory.Exists(beside))
            {
                Directory.Delete(beside, recursive: true);
            }
        }
    }

    private static void Require(string folder, IReadOnlyList<DatabasePlaces> sources)
    {
        if (Path.Exists(folder))
        {
            throw new CandorServerException(
                $"'{folder}' is there already; expected the name of a new folder, since a copy never overwrites another.");
        }

        if (Path.GetDirectoryName(folder) is not { } parent || !Directory.Exists(parent))
        {
            throw new CandorServerException(
                $"'{folder}' cannot be made: its folder '{Path.GetDirectoryName(folder)}' does not exist.");
        }

        foreach (DatabasePlaces source in sources)
        {
            if ((folder + Path.DirectorySeparatorChar).StartsWith(
                source.Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw new CandorServerException($"'{folder}' lies in '{source.Folder}', which is copied; expected another place.");
            }
        }
    }

    private async Task CopyAsync(bool withKeys, CancellationToken cancellationToken)
    {
        foreach (DatabasePlaces source in _sources.Reverse())
        {
            cancellationToken.ThrowIfCancellationRequested();
            DatabasePlaces copy = InCopy(source);
            HighWaterMarks marks = ReadMarks(source);
            _progress($"copying {source.Database}");
            using (SqliteArchive archive = SqliteArchive.Open(source.Database))
            {
                archive.CopyTo(copy.Database);
            }

            marks.CopyTo(copy.Marks);
            if (withKeys)
            {
                PrivateFile.Create(copy.Key, await File.ReadAllTextAsync(source.Key, cancellationToken).ConfigureAwait(false));
            }

            await CopyFolderAsync(source, copy, cancellationToken).ConfigureAwait(false);
        }
    }

    private static HighWaterMarks ReadMarks(DatabasePlaces source)
    {
        if (!File.Exists(source.Marks))
        {
            throw new CandorServerException(
                $"The database '{source.Database}' has no high-water marks in '{source.Marks}'; a copy without them would not "
                + $"open. Expected the file beside its {source.KeyName}.");
        }

        return HighWaterMarks.TryRead(source.Marks, out HighWaterMarks? marks, out string? fault)
            ? marks
            : throw new CandorServerException(
                $"The high-water marks '{source.Marks}' cannot be copied: the file {fault}.");
    }

    private async Task CopyFolderAsync(DatabasePlaces source, DatabasePlaces copy, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(source.Folder))
        {
            return;
        }

        _progress($"copying {source.Folder}");
        if (source.Role == StoreRole.Platform)
        {
            var limits = new BlobLimits(long.MaxValue, long.MaxValue, long.MaxValue);
            BlobStore store = BlobStore.OpenFolder(source.Folder, limits, NullLogger.Instance);
            BlobCopy copied = await BlobCopy.ToAsync(store, copy.Folder, cancellationToken).ConfigureAwait(false);
            _blobs = copied.Copied;
            _findings.AddRange(copied.Faults.Select(fault =>
                new DatabaseFinding(DatabasePart.Blob, source.Folder, fault.Message)));
        }
        else
        {
            FolderCopy.Run(source.Folder, copy.Folder, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<DatabaseReport>> CheckAsync(bool withKeys, CancellationToken cancellationToken)
    {
        var reports = new List<DatabaseReport>();
        foreach (DatabasePlaces source in _sources)
        {
            DatabasePlaces copy = InCopy(source);
            DatabaseReport report = await DatabaseCheck.RunAsync(
                withKeys ? copy : copy with { Key = source.Key }, what => _progress($"checking {what}"), cancellationToken)
                .ConfigureAwait(false);
            _findings.AddRange(report.Findings);
            reports.Add(report);

            // Looking at it left a write-ahead log and its index, both of them empty.
            SqliteArchive.Settle(copy.Database);
        }

        return reports;
    }

    // In the copy everything has its usual name, wherever options have put it: a server finds all of it by the database's.
    private DatabasePlaces InCopy(DatabasePlaces source)
    {
        string database = Path.Combine(_folder, Path.GetFileName(source.Database));
        string key = source.Role == StoreRole.Platform
            ? $"{database}.log-key"
            : source == _sources[0] ? Path.Combine(_folder, Path.GetFileName(source.Key)) : $"{database}-key";
        return new DatabasePlaces(
            database, source.Role, key, $"{key}.marks", database + (source.Role == StoreRole.Platform ? ".blobs" : ".tags"));
    }
}

/// <summary>What a copy is to be.</summary>
/// <param name="Folder">Where it goes; nothing is there.</param>
/// <param name="WithKeys">Whether the secret keys are in it.</param>
/// <param name="KeepDamaged">Whether a copy is kept in which something is damaged.</param>
internal sealed record BackupOptions(string Folder, bool WithKeys, bool KeepDamaged);

/// <summary>What was copied.</summary>
/// <param name="Folder">Where the copy is.</param>
/// <param name="IsKept">Whether there is one.</param>
/// <param name="Blobs">How many blobs it has.</param>
/// <param name="Reports">What a check of the copy found, of each database.</param>
/// <param name="Findings">What is damaged in it, or missing.</param>
internal sealed record BackupReport(
    string Folder,
    bool IsKept,
    int Blobs,
    IReadOnlyList<DatabaseReport> Reports,
    IReadOnlyList<DatabaseFinding> Findings);
