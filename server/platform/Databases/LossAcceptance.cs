using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Candor.Commitments.Logs;
using Candor.Hosting;
using Candor.Hosting.Storage;
using Candor.Hosting.Storage.Marks;
using Candor.Hosting.Storage.Sqlite;
using Candor.Platform.Keys;

namespace Candor.Platform.Databases;

/// <summary>Lets a server go on from a database that is behind what was signed of it. What the old key signed stays the one
/// history under that key: the server gets a new key, so that everybody who holds it to the old one hears of the loss, and a
/// statement that both keys have signed says what was lost.</summary>
/// <remarks>One transaction binds the database to the new key and the new marks. They lie beside the old ones before it, and take
/// their places after it; where a crash comes between, running it again ends it.</remarks>
internal static class LossAcceptance
{
    /// <summary>The first line of a statement.</summary>
    internal const string Statement = "candor-log-key-lost/1";

    private const string Next = ".next";

    /// <summary>Accepts a loss.</summary>
    /// <param name="places">The server's database; no server runs.</param>
    /// <param name="confirmed">How many events are lost, as whoever accepts it has read; null where nobody has.</param>
    /// <param name="time">The clock.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="CandorServerException">The number is another, nothing is lost, or the old key cannot be read.</exception>
    /// <exception cref="StoreOpenException">The database cannot be used, or a server uses it.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be written.</exception>
    /// <exception cref="IOException">The key or the marks cannot be written.</exception>
    internal static AcceptedLoss Run(DatabasePlaces places, long? confirmed, TimeProvider time)
    {
        if (places.Role != StoreRole.Platform)
        {
            throw new CandorServerException(
                $"'{places.Database}' is a validator's; expected a server's, whose log key signs histories. A validator that lost "
                + "audits is one with another key: markets that name it take no verdict of it any more.");
        }

        if (Finish(places) is { } finished)
        {
            return finished;
        }

        using SqliteLoss loss = SqliteLoss.Open(places.Database, places.Role, places.Marks);
        long lost = loss.Lost.Sum(static one => one.Events);
        if (lost == 0)
        {
            throw new CandorServerException(
                $"The database '{places.Database}' is not behind what was signed of it; expected one that a server does not start "
                + "on for that.");
        }

        if (confirmed != lost)
        {
            throw new CandorServerException(
                $"The database '{places.Database}' has lost {lost} signed events: "
                + $"{string.Join("; ", loss.Lost.Select(SqliteMarks.Describe))}. Found "
                + $"{(confirmed is { } said ? $"--lost {said}" : "no --lost")}, expected --lost {lost} from whoever accepts that.");
        }

        if (!NoteSigner.TryParse(ReadKey(places.Key), out NoteSigner? old) || old.Key.ToString() != loss.Signer)
        {
            throw new CandorServerException(
                $"The log key '{places.Key}' is not {loss.Signer}, which signed what was lost; expected that one, since it says so "
                + "to everybody.");
        }

        byte[] secret = RandomNumberGenerator.GetBytes(NoteSigner.SecretKeySize);
        using (old)
        using (var next = new NoteSigner(old.Key.Name, secret))
        {
            CryptographicOperations.ZeroMemory(secret);
            string statement = Path.GetFullPath($"{places.Key}.lost-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");
            PrivateFile.Create(statement, Sign(loss.Lost, old, next, time.GetUtcNow()));
            PrivateFile.Replace(places.Key + Next, $"{next.ExportSecret()}\n");
            FolderSync.Flush(Path.GetDirectoryName(statement)!);
            loss.Accept(next.Key.ToString(), places.Marks + Next);
            Move(places.Key);
            Move(places.Marks);
            return new AcceptedLoss(lost, old.Key.ToString(), next.Key.ToString(), statement);
        }
    }

    // After the transaction the database names the key that waits beside the old one.
    private static AcceptedLoss? Finish(DatabasePlaces places)
    {
        using SqliteArchive archive = SqliteArchive.Open(places.Database);
        bool keyWaits = File.Exists(places.Key + Next)
            && LogKeyFile.Read(places.Key + Next).LogKey.ToString() == archive.Signer;
        bool marksWait = File.Exists(places.Marks + Next)
            && HighWaterMarks.TryRead(places.Marks + Next, out HighWaterMarks? marks, out _) && marks.Id == archive.MarksId;
        if (!keyWaits && !marksWait)
        {
            return null;
        }

        if (keyWaits)
        {
            Move(places.Key);
        }

        if (marksWait)
        {
            Move(places.Marks);
        }

        return new AcceptedLoss(0, null, archive.Signer!, null);
    }

    private static void Move(string path)
    {
        File.Move(path + Next, path, overwrite: true);
        FolderSync.Flush(Path.GetDirectoryName(path)!);
    }

    private static string ReadKey(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CandorServerException($"The log key '{path}' cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    // A C2SP note with two signatures: the old key vouches for the new one, and the new one for the statement.
    private static string Sign(IReadOnlyList<LostStream> lost, NoteSigner old, NoteSigner next, DateTimeOffset now)
    {
        var text = new StringBuilder($"{Statement}\n{old.Key}\n{next.Key}\n")
            .Append(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}\n");
        foreach (LostStream one in lost)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{one.Stream} {one.Signed.Version} {Convert.ToBase64String(one.Signed.Root.Span)} {one.Found?.Version ?? 0}\n");
        }

        string body = text.ToString();
        string first = Encoding.UTF8.GetString(old.Sign(body));
        string second = Encoding.UTF8.GetString(next.Sign(body));
        return first + second[(body.Length + 1)..];
    }
}

/// <summary>A loss that was accepted.</summary>
/// <param name="Events">How many signed events are lost; 0 where an earlier run had accepted them.</param>
/// <param name="OldKey">The public key that signed them; null where an earlier run had accepted them.</param>
/// <param name="NewKey">The public key that signs from now on.</param>
/// <param name="Statement">The file with the statement that both have signed; null where an earlier run wrote it.</param>
internal sealed record AcceptedLoss(long Events, string? OldKey, string NewKey, string? Statement);
