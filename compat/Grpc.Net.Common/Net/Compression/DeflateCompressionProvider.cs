using System.IO.Compression;

namespace Grpc.Net.Compression;

/// <summary>Compresses messages with the deflate format (RFC 1951). Safe for concurrent use.</summary>
public class DeflateCompressionProvider : ICompressionProvider
{
    private readonly CompressionLevel defaultLevel;

    /// <summary>Creates a provider.</summary>
    /// <param name="defaultCompressionLevel">How hard to try where the call does not say.</param>
    public DeflateCompressionProvider(CompressionLevel defaultCompressionLevel)
    {
        defaultLevel = defaultCompressionLevel;
    }

    /// <inheritdoc/>
    public string EncodingName => "deflate";

    /// <inheritdoc/>
    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new DeflateStream(stream, compressionLevel ?? defaultLevel, leaveOpen: true);

    /// <inheritdoc/>
    public Stream CreateDecompressionStream(Stream stream) =>
        new DeflateStream(stream, CompressionMode.Decompress, leaveOpen: true);
}
