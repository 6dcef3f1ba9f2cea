using System.Collections.Concurrent;
using Candor.Client.Keys;
using Candor.Client.Participation;

namespace Candor.Client.Contributions;

/// <summary>Which sets of records were contributed to which markets: in this process and, where participations have receipts,
/// in the folder <c>candor-contributed</c> beside them, one private file for each, so that participants that share a folder
/// never write the same one. Thread-safe.</summary>
internal sealed class ContributedDatasets
{
    /// <summary>The folder beside the receipts.</summary>
    internal const string Folder = "candor-contributed";

    private const int MarketDigits = 32;

    private readonly ConcurrentDictionary<string, string> _inProcess = new(StringComparer.Ordinal);

    /// <summary>Keeps that a market gets a set of records, before anything is sent that binds to it.</summary>
    /// <param name="participant">Whose they are, and the market.</param>
    /// <param name="digest">What stands for the set (<see cref="OwnRecords.SumAll"/>), 32 bytes.</param>
    /// <param name="receipt">The receipt's path; null where there is none.</param>
    /// <param name="again">Whether another market may have had them.</param>
    /// <exception cref="CandorException">Another has (<c>CONTRIBUTED_BEFORE</c>): nothing is kept.</exception>
    /// <exception cref="ReceiptException">The folder cannot be read or written.</exception>
    internal void Keep(VerifiedParticipant participant, ReadOnlyMemory<byte> digest, string? receipt, bool again)
    {
        string name = NameOf(participant, digest);
        if (!again && FindOther(name, FolderOf(receipt)) is { } other)
        {
            throw new CandorException(
                "CONTRIBUTED_BEFORE",
                $"These records were contributed to {other} before, and not to {participant.Market.Name}: whoever runs both "
                + "platforms, or one of both, could subtract the two sums, which may differ by little else than these records. "
                + "Expected other records, or ParticipationOptions.ContributeAgain (--again). Nothing was sent.");
        }

        _inProcess[name] = participant.Market.Name;
        if (FolderOf(receipt) is { } folder)
        {
            Guarded(folder, () =>
            {
                Create(folder);
                PrivateFile.Write(
                    Path.Combine(folder, name), writer => writer.WriteLine(participant.Market.Name), overwrite: true);
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

    private string? FindOther(string name, string? folder)
    {
        string records = name[..^MarketDigits];
        if (_inProcess.FirstOrDefault(pair => IsOther(pair.Key)) is { Value: { } market })
        {
            return market;
        }

        string? found = null;
        if (folder is not null && Directory.Exists(folder))
        {
            Guarded(folder, () => found = Directory.EnumerateFiles(folder, records + "*")
                .Where(file => IsOther(Path.GetFileName(file)))
                .Select(static file => File.ReadLines(file).FirstOrDefault() ?? "another market")
                .FirstOrDefault());
        }

        return found;

        bool IsOther(string kept) =>
            kept.Length == name.Length && kept != name && kept.StartsWith(records, StringComparison.Ordinal);
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
}
