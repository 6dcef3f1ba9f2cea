namespace Candor.Hosting.Storage.Sqlite;

/// <summary>The row of a stream.</summary>
/// <param name="Name">The stream's name.</param>
/// <param name="Version">The number of its last event.</param>
/// <param name="Due">When it is due, in milliseconds since 1970; null for never.</param>
/// <param name="Summary">What a list shows of it.</param>
/// <param name="Root">The root over its events, 32 bytes.</param>
/// <param name="Checksum">What <see cref="RowChecksum"/> gave when the row was written.</param>
internal sealed record StreamRow(string Name, long Version, long? Due, byte[] Summary, byte[] Root, byte[] Checksum)
{
    /// <summary>Whether the row is what was written.</summary>
    internal bool IsIntact => RowChecksum.Of(Name, Version, Due, Summary, Root).AsSpan().SequenceEqual(Checksum);

    /// <summary>Where the stream ends.</summary>
    internal StreamHead Head => new(Version, Root);
}
