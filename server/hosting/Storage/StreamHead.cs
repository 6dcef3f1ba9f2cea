namespace Candor.Hosting.Storage;

/// <summary>Where a stream ends.</summary>
/// <param name="Version">The number of its last event; 0 where it has none.</param>
/// <param name="Root">The root of the tree (RFC 6962) over its encoded events, 32 bytes.</param>
internal readonly record struct StreamHead(long Version, ReadOnlyMemory<byte> Root)
{
    /// <summary>Whether it is the same end.</summary>
    /// <param name="other">The other end.</param>
    public bool Equals(StreamHead other) => Version == other.Version && Root.Span.SequenceEqual(other.Root.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => Version.GetHashCode();
}
