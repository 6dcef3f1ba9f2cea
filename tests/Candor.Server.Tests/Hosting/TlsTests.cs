using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Candor.Platform;
using Candor.Server.Testing;
using Candor.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Candor.Server.Tests.Hosting;

public sealed class TlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Start_HttpsWithACertificateOfTheConfiguration_ServesTls()
    {
        using X509Certificate2 certificate = MakeCertificate();
        string file = _folder.File("server.pfx");
        await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pkcs12, "secret"));
        await using WebApplication app = CandorServer.Build(
            [
                "--DatabasePath", _folder.File("candor.db"), "--ListenUrls", "https://127.0.0.1:0",
                "--Kestrel:Certificates:Default:Path", file, "--Kestrel:Certificates:Default:Password", "secret",
            ],
            builder => builder.Logging.ClearProviders());
        await CandorServer.StartAsync(app);
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                // Ours and no other: the certificate of the configuration is what the server shows.
                RemoteCertificateValidationCallback = (_, remote, _, _) =>
                    remote?.GetCertHashString(HashAlgorithmName.SHA256)
                    == certificate.GetCertHashString(HashAlgorithmName.SHA256),
            },
        };
        using var channel = GrpcChannel.ForAddress(
            app.Urls.Single(), new GrpcChannelOptions { HttpHandler = handler });

        ListMarketsResponse list =
            await new MarketService.MarketServiceClient(channel).ListMarketsAsync(new ListMarketsRequest());

        Assert.Empty(list.Markets);
        Assert.StartsWith("https://", app.Urls.Single(), StringComparison.Ordinal);
        await app.StopAsync();
    }

    public void Dispose() => _folder.Dispose();

    private static X509Certificate2 MakeCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
