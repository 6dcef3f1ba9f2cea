using System.Collections.Concurrent;
using Candor.Client.Keys;
using Candor.Client.Participation;

namespace Candor.Client.Contributions;

/// <summary>Which sets of records were contributed to which markets: in this process and, where participations have receipts,
/// in the folder <c>candor-contributed</c> beside them, one private file for each, so that participants that share a folder
/// never write the same one. Who can read it can test whether it has a record that he knows. Thread-safe.</summary>
internal sealed class ContributedDatasets
{
    /// <summary>The folder beside the receipts.</summary>
    internal const string Folder = "candor-contributed";

    private const int MarketDigits = 32;

    private readonly ConcurrentDictionary<string, Contributed> _inProcess = new(StringComparer.Ordinal);

    /// <summary>Keeps that a market gets a set of records, before anything is sent that binds to it.</summary>
    /// <param name="participant">Whose they are, and the market.</param>
    /// <param name="set">The records.</param>
    /// <param name="receipt">The receipt's path; null where there is none.</param>
    /// <param name="again">Whether another market may have had them.</param>
    /// <exception cref="CandorException">Another has had half of them or more, or half of what it had is among them
    /// (<c>CONTRIBUTED_BEFORE</c>): nothing is kept.</exception>
    /// <exception cref="ReceiptException">The folder cannot be read or written, or a file in it is damaged.</exception>
    internal void Keep(VerifiedParticipant participant, RecordSet set, string? receipt, bool again)
    {
        string name = NameOf(participant, set.Digest);
        var own = new Contributed(participant.Market.Name, set.Sample());
        if (!again && FindOther(name, own.Records!, FolderOf(receipt)) is { } other)
        {
            throw new CandorException(
                "CONTRIBUTED_BEFORE",
                $"{CountOf(own.Records!, other)} of these {own.Records!.Count} records were contributed to {other.Market} before, "
                + $"and not to {participant.Market.Name}: whoever runs both platforms, or one of both, could subtract the two sums, "
                + "which may differ by few other records. Expected other records, or ParticipationOptions.ContributeAgain "
                + "(--again). Nothing was sent.");
        }

        _inProcess[name] = own;
        if (FolderOf(receipt) is { } folder)
        {
            Guarded(folder, () =>
            {
                Create(folder);
                PrivateFile.Write(
                    Path.Combine(folder, name),
                    writer =>
                    {
                        writer.WriteLine(own.Market);
                        writer.WriteLine(own.Records!.Encode());
                    },
                    overwrite: true);
            });
        }
    }

    /// <summary>Forgets it again, where nothing of the records got into a sum.</summary>
    internal void Forget(VerifiedParticipant participant, ReadOnlyMemory<byte> digest, string? receipt)
    {
        string name = NameOf(participant, digest);
        _inProcess.TryRemove(name, out _);
        if (FolderOf(receipt) is { } folder && Directory.Exists(folder))
        {
            Guarded(folder, () => File.Delete(Path.Combine(folder, name)));
        }
    }

    private Contributed? FindOther(string name, RecordSample records, string? folder)
    {
        if (_inProcess.FirstOrDefault(pair => IsOther(pair.Key, pair.Value)) is { Value: { } market })
        {
            return market;
        }

        Contributed? found = null;
        if (folder is not null && Directory.Exists(folder))
        {
            Guarded(folder, () => found = Directory.EnumerateFiles(folder)
                .Where(file => IsOfOther(Path.GetFileName(file)))
                .Select(file => (Name: Path.GetFileName(file), Content: Read(file)))
                .Where(file => IsOther(file.Name, file.Content))
                .Select(static file => file.Content)
                .FirstOrDefault());
        }

        return found;

        bool IsOfOther(string kept) =>
            kept.Length == name.Length && !kept.EndsWith(name[^MarketDigits..], StringComparison.Ordinal);

        bool IsOther(string kept, Contributed content) =>
            IsOfOther(kept)
            && (kept.StartsWith(name[..^MarketDigits], StringComparison.Ordinal)
                || content.Records?.CompareWith(records).IsHalf == true);
    }

    // Before it had a second line, a file told by its name alone which set it stands for.
    private static Contributed Read(string file)
    {
        string[] lines = File.ReadAllLines(file);
        RecordSample? records = null;
        return lines.Length < 2 || RecordSample.TryDecode(lines[1], out records)
            ? new Contributed(lines.Length == 0 ? "another market" : lines[0], records)
            : throw new ReceiptException(
                ReceiptFault.Damaged,
                $"'{file}' is damaged, or of a newer version: line 2 says which records went into {lines[0]}. Expected it as it "
                + "was written, or a newer Candor. Nothing was sent.");
    }

    private static string CountOf(RecordSample records, Contributed other)
    {
        long shared = other.Records?.CompareWith(records).Shared ?? records.Count;
        return records.Halvings == 0 && other.Records is null or { Halvings: 0 } ? $"{shared}" : $"About {shared}";
    }

    private static string NameOf(VerifiedParticipant participant, ReadOnlyMemory<byte> digest) =>
        $"{Convert.ToHexStringLower(digest.Span)}-"
        + Convert.ToHexStringLower(participant.Market.DefinitionDigest.Span)[..MarketDigits];

    private static string? FolderOf(string? receipt) => receipt is null
        ? null
        : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(receipt)) ?? ".", Folder);

    private static void Create(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void Guarded(string folder, Action access)
    {
        try
        {
            access();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReceiptException(
                ReceiptFault.Unwritable,
                $"What was contributed cannot be kept in '{folder}': {e.Message} Expected a folder beside the receipts that its "
                + "owner can read and write.",
                e);
        }
    }

    // Records is null where a version that kept none wrote it.
    private sealed record Contributed(string Market, RecordSample? Records);
}
