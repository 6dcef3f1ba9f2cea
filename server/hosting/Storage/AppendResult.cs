namespace Candor.Hosting.Storage;

/// <summary>What became of an append.</summary>
internal abstract record AppendResult
{
    private AppendResult()
    {
    }

    /// <summary>Everything is on disk, and the stream's high-water mark is too.</summary>
    /// <param name="Version">The number of the stream's last event now. It is beyond this append's own where others to the
    /// same stream came to the disk together with it.</param>
    internal sealed record Appended(long Version) : AppendResult;

    /// <summary>The stream has another version than expected; nothing is stored.</summary>
    internal sealed record VersionConflict : AppendResult;

    /// <summary>The request id has an answer already; nothing is stored.</summary>
    /// <param name="Existing">The record, whose body may be another one.</param>
    internal sealed record DuplicateRequest(RequestRecord Existing) : AppendResult;

    /// <summary>More appends wait than the queue holds; nothing is stored.</summary>
    internal sealed record Overloaded : AppendResult;

    /// <summary>The database cannot be written. Nothing is acknowledged; after a failed sync the events may still
    /// turn up once the database opens again, which shows as a <see cref="VersionConflict"/>.</summary>
    /// <param name="Cause">Why, in one line.</param>
    internal sealed record Unavailable(string Cause) : AppendResult;
}
