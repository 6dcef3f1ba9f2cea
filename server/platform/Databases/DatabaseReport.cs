using Candor.Hosting.Storage;

namespace Candor.Platform.Databases;

/// <summary>What of a database is not what was written.</summary>
internal enum DatabasePart
{
    /// <summary>A page of the file, a table or an index.</summary>
    File,

    /// <summary>A market, or a stream of a validator.</summary>
    Stream,

    /// <summary>A stored answer.</summary>
    Answer,

    /// <summary>The high-water marks.</summary>
    Marks,

    /// <summary>The key that signs for it.</summary>
    Key,

    /// <summary>A blob.</summary>
    Blob,
}

/// <summary>Something that is not what was written.</summary>
/// <param name="Part">Of what kind.</param>
/// <param name="Name">Which: a stream, an answer, a file.</param>
/// <param name="Found">What was found, in words.</param>
internal sealed record DatabaseFinding(DatabasePart Part, string Name, string Found);

/// <summary>What a check looked at, and what it found.</summary>
/// <param name="Places">The database.</param>
/// <param name="Signer">The public key that signs for it; null where nothing has been signed for yet.</param>
/// <param name="Streams">How many markets, or streams of a validator.</param>
/// <param name="Events">How many events they have.</param>
/// <param name="Answers">How many stored answers.</param>
/// <param name="Marks">How many streams have a high-water mark.</param>
/// <param name="Blobs">How many whole blobs.</param>
/// <param name="Bytes">How many bytes events, answers and blobs have.</param>
/// <param name="UnknownBulk">The markets of which there is bulk that the database does not know.</param>
/// <param name="Findings">What is not what was written.</param>
internal sealed record DatabaseReport(
    DatabasePlaces Places,
    string? Signer,
    long Streams,
    long Events,
    long Answers,
    long Marks,
    long Blobs,
    long Bytes,
    IReadOnlyList<string> UnknownBulk,
    IReadOnlyList<DatabaseFinding> Findings)
{
    /// <summary>The role, in a word for people and scripts.</summary>
    internal string Role => Places.Role == StoreRole.Platform ? "server" : "validator";
}
