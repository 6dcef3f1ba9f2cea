namespace Candor.Hosting.Storage;

/// <summary>A stream that is behind what was signed of it.</summary>
/// <param name="Stream">Its name.</param>
/// <param name="Signed">Its high-water mark.</param>
/// <param name="Found">Where it ends in the database; null where it is not there.</param>
internal sealed record LostStream(string Stream, StreamHead Signed, StreamHead? Found)
{
    /// <summary>How many events are lost; all that were signed where those that are there are others.</summary>
    internal long Events => Found is { } found && found.Version < Signed.Version
        ? Signed.Version - found.Version
        : Signed.Version;
}
