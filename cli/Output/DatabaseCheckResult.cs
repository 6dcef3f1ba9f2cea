using Candor.Platform.Databases;

namespace Candor.Cli.Output;

/// <summary>What <c>candor database check --json</c> prints.</summary>
/// <param name="Holds">Whether everything is what was written.</param>
/// <param name="Databases">What was looked at.</param>
/// <param name="Findings">What is not what was written.</param>
internal sealed record DatabaseCheckResult(
    bool Holds, IReadOnlyList<DatabaseLooked> Databases, IReadOnlyList<DatabaseFound> Findings)
{
    /// <summary>The result of checks.</summary>
    /// <param name="reports">A check of each database.</param>
    internal static DatabaseCheckResult Of(IReadOnlyList<DatabaseReport> reports) => new(
        reports.All(static report => report.Findings.Count == 0),
        [.. reports.Select(static report => new DatabaseLooked(
            report.Places.Database,
            report.Role,
            report.Signer,
            report.Streams,
            report.Events,
            report.Answers,
            report.Marks,
            report.Blobs,
            report.Bytes,
            report.UnknownBulk))],
        [.. reports.SelectMany(static report => report.Findings.Select(finding => new DatabaseFound(
            report.Places.Database, NameOf(finding.Part), finding.Name, finding.Found)))]);

    /// <summary>A part's name for people and scripts.</summary>
    /// <param name="part">The part.</param>
    internal static string NameOf(DatabasePart part) => part switch
    {
        DatabasePart.Stream => "market",
        DatabasePart.Answer => "answer",
        DatabasePart.Marks => "marks",
        DatabasePart.Key => "key",
        DatabasePart.Blob => "blob",
        _ => "file",
    };
}

/// <summary>What was looked at of one database.</summary>
/// <param name="Database">Its file.</param>
/// <param name="Role">What it is for: server or validator.</param>
/// <param name="Signer">The public key that signs for it: a log key, or a key id.</param>
/// <param name="Markets">How many markets; of a validator, audits and overlap checks.</param>
/// <param name="Events">How many events they have.</param>
/// <param name="Answers">How many stored answers.</param>
/// <param name="Marks">How many have a high-water mark.</param>
/// <param name="Blobs">How many whole blobs.</param>
/// <param name="Bytes">How many bytes all of these have.</param>
/// <param name="UnknownBulk">The markets of which there is bulk that the database does not know.</param>
internal sealed record DatabaseLooked(
    string Database,
    string Role,
    string? Signer,
    long Markets,
    long Events,
    long Answers,
    long Marks,
    long Blobs,
    long Bytes,
    IReadOnlyList<string> UnknownBulk);

/// <summary>Something that is not what was written.</summary>
/// <param name="Database">The database that it is of.</param>
/// <param name="Part">Of what kind: file, market, answer, marks, key or blob.</param>
/// <param name="Name">Which.</param>
/// <param name="Found">What was found.</param>
internal sealed record DatabaseFound(string Database, string Part, string Name, string Found);
