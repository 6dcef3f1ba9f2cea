using System.IO.Compression;
using Candor.Compat.Tests.Protos;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;

namespace Candor.Compat.Tests.Transport;

public sealed class CompressionTests
{
    // The header by which a caller asks the official client to compress its requests.
    private const string RequestEncoding = "grpc-internal-encoding-request";

    private static readonly string LongText = string.Concat(Enumerable.Repeat("compress me ", 10_000));

    public static TheoryData<string> Encodings => ["gzip", "deflate"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Unary_BothSidesCompress_TextComesBackThroughBothProviders(string encoding)
    {
        CountingProvider onServer = new(Create(encoding));
        CountingProvider onClient = new(Create(encoding));
        await using EchoServer server = await StartAsync(onServer, encoding);
        Echo.EchoClient client = server.Client(new GrpcChannelOptions { CompressionProviders = [onClient] });

        EchoReply reply = await client.SayAsync(
            new EchoRequest { Text = LongText }, [new Metadata.Entry(RequestEncoding, encoding)]);

        Assert.Equal(LongText, reply.Text);
        Assert.Equal((1, 1), (onClient.Compressed, onClient.Decompressed));
        Assert.Equal((1, 1), (onServer.Compressed, onServer.Decompressed));
    }

    [Fact]
    public async Task Duplex_BothSidesCompress_EveryMessageIsCompressed()
    {
        CountingProvider onServer = new(Create("gzip"));
        CountingProvider onClient = new(Create("gzip"));
        await using EchoServer server = await StartAsync(onServer, "gzip");
        Echo.EchoClient client = server.Client(new GrpcChannelOptions { CompressionProviders = [onClient] });
        using AsyncDuplexStreamingCall<EchoRequest, EchoReply> call =
            client.Talk([new Metadata.Entry(RequestEncoding, "gzip")]);

        for (int i = 0; i < 3; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = LongText });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal(LongText, call.ResponseStream.Current.Text);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
        Assert.Equal((3, 3), (onClient.Compressed, onClient.Decompressed));
        Assert.Equal((3, 3), (onServer.Compressed, onServer.Decompressed));
    }

    [Fact]
    public async Task Unary_WriteOptionsSayNoCompress_RequestIsSentAsItIs()
    {
        CountingProvider onServer = new(Create("gzip"));
        CountingProvider onClient = new(Create("gzip"));
        await using EchoServer server = await StartAsync(onServer, "gzip");
        Echo.EchoClient client = server.Client(new GrpcChannelOptions { CompressionProviders = [onClient] });
        CallOptions options = new CallOptions([new Metadata.Entry(RequestEncoding, "gzip")])
            .WithWriteOptions(new WriteOptions(WriteFlags.NoCompress));

        EchoReply reply = await client.SayAsync(new EchoRequest { Text = LongText }, options);

        Assert.Equal(LongText, reply.Text);
        Assert.Equal(0, onClient.Compressed);
        Assert.Equal(1, onServer.Compressed);
    }

    [Fact]
    public async Task Unary_EncodingUnknownToTheServer_IsUnimplemented()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        CountingProvider odd = new(Create("gzip"), "odd");
        Echo.EchoClient client = server.Client(new GrpcChannelOptions { CompressionProviders = [odd] });

        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await client.SayAsync(
            new EchoRequest { Text = LongText }, [new Metadata.Entry(RequestEncoding, "odd")]));

        Assert.Equal(StatusCode.Unimplemented, e.StatusCode);
        Assert.Contains("odd", e.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Provider_LongText_ShrinksAndComesBack(string encoding)
    {
        ICompressionProvider provider = Create(encoding);
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(LongText);
        using MemoryStream compressed = new();
        using (Stream stream = provider.CreateCompressionStream(compressed, compressionLevel: null))
        {
            stream.Write(bytes);
        }

        compressed.Position = 0;
        using MemoryStream decompressed = new();
        using (Stream stream = provider.CreateDecompressionStream(compressed))
        {
            stream.CopyTo(decompressed);
        }

        Assert.Equal(encoding, provider.EncodingName);
        Assert.InRange(compressed.Length, 1, bytes.Length / 10);
        Assert.Equal(bytes, decompressed.ToArray());
    }

    [Fact]
    public void Provider_LevelGiven_OverridesTheDefault()
    {
        GzipCompressionProvider provider = new(CompressionLevel.Optimal);
        using MemoryStream compressed = new();
        using (Stream stream = provider.CreateCompressionStream(compressed, CompressionLevel.NoCompression))
        {
            stream.Write(new byte[10_000]);
        }

        Assert.True(compressed.Length > 10_000, $"{compressed.Length} bytes are compressed.");
    }

    private static ICompressionProvider Create(string encoding) => encoding == "gzip"
        ? new GzipCompressionProvider(CompressionLevel.Fastest)
        : new DeflateCompressionProvider(CompressionLevel.Fastest);

    private static Task<EchoServer> StartAsync(CountingProvider provider, string encoding) =>
        EchoServer.StartAsync(options =>
        {
            options.CompressionProviders = [provider];
            options.ResponseCompressionAlgorithm = encoding;
        });

    /// <summary>
    /// Counts the messages that pass through a provider: what shows that a message was compressed at all.
    /// </summary>
    private sealed class CountingProvider(ICompressionProvider provider, string? name = null) : ICompressionProvider
    {
        public string EncodingName { get; } = name ?? provider.EncodingName;

        public int Compressed { get; private set; }

        public int Decompressed { get; private set; }

        public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel)
        {
            Compressed++;
            return provider.CreateCompressionStream(stream, compressionLevel);
        }

        public Stream CreateDecompressionStream(Stream stream)
        {
            Decompressed++;
            return provider.CreateDecompressionStream(stream);
        }
    }
}
