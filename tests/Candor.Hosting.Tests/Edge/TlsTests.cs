using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Candor.Hosting.Errors;
using Candor.Market.Signing;
using Candor.Platform;
using Candor.Server.Testing;
using Candor.V1;
using Candor.Validator;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Candor.Hosting.Tests.Edge;

/// <summary>Both programs over TLS, with a real certificate and a client that trusts it and no other.</summary>
[Trait("Category", "Slow")]
public sealed class TlsTests : IDisposable
{
    private const string Password = "secret";

    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _certificate = MakeCertificate();

    public static TheoryData<string> Ways => ["pfx", "pem", "pem with its key", "pem with an encrypted key", "kestrel"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Server_WithACertificate_ServesTls(string way)
    {
        await using WebApplication app = CandorServer.Build(
            [.. Arguments("candor.db"), .. Certificate(way)], static builder => builder.Logging.ClearProviders());
        await CandorServer.StartAsync(app);
        using GrpcChannel channel = Trusting(app);

        ListMarketsResponse list =
            await new MarketService.MarketServiceClient(channel).ListMarketsAsync(new ListMarketsRequest());

        Assert.Empty(list.Markets);
        Assert.StartsWith("https://", app.Urls.Single(), StringComparison.Ordinal);
        await app.StopAsync();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Validator_WithACertificate_ServesTls(string way)
    {
        await using WebApplication app = CandorValidator.Build(
            [.. Arguments("validator.db"), "--KeyPath", _folder.File("validator.pem"), .. Certificate(way)],
            static _ => new NoPlatform(),
            static builder => builder.Logging.ClearProviders());
        await CandorValidator.StartAsync(app);
        using GrpcChannel channel = Trusting(app);

        GetValidatorResponse shown =
            await new ValidatorService.ValidatorServiceClient(channel).GetValidatorAsync(new GetValidatorRequest());

        Assert.Equal("validator", shown.Id);
        await app.StopAsync();
    }

    [Fact]
    public void Build_HttpsWithoutACertificate_IsAmongTheFaultsOfBothPrograms()
    {
        string[] arguments = [.. Arguments("a.db"), "--MaxStreams", "0"];
        foreach (Func<WebApplication> build in (Func<WebApplication>[])
            [() => CandorServer.Build(arguments), () => CandorValidator.Build(arguments, static _ => new NoPlatform())])
        {
            var e = Assert.Throws<CandorServerException>(build);
            Assert.Contains("MaxStreams is 0", e.Message, StringComparison.Ordinal);
            Assert.Contains(
                "ListenUrls holds 'https://127.0.0.1:0' and there is no certificate; expected one with "
                + "--certificate FILE",
                e.Message,
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("wrong password")]
    [InlineData("not a certificate")]
    [InlineData("no key")]
    [InlineData("no file")]
    public void Build_CertificateOfNoUse_IsNamed(string what)
    {
        string file = _folder.File("server.crt");
        if (what == "wrong password")
        {
            File.WriteAllBytes(file, _certificate.Export(X509ContentType.Pkcs12, Password));
        }
        else if (what == "not a certificate")
        {
            File.WriteAllText(file, "hello");
        }
        else if (what == "no key")
        {
            File.WriteAllText(file, _certificate.ExportCertificatePem());
        }

        var e = Assert.Throws<CandorServerException>(() => CandorServer.Build(
            [.. Arguments("a.db"), "--certificate", file, "--certificate-password", "other"]));

        Assert.Contains($"CertificatePath '{file}' ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [InlineData("another's")]
    [InlineData("no key")]
    [InlineData("no file")]
    public void Build_KeyOfNoUse_BlamesTheKeyAndNotTheCertificate(string what)
    {
        string file = _folder.File("server.crt");
        string key = _folder.File("server.key");
        File.WriteAllText(file, _certificate.ExportCertificatePem());
        if (what != "no file")
        {
            using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            File.WriteAllText(key, what == "no key" ? "hello" : other.ExportPkcs8PrivateKeyPem());
        }

        var e = Assert.Throws<CandorServerException>(() => CandorServer.Build(
            [.. Arguments("a.db"), "--certificate", file, "--certificate-key", key]));

        Assert.Contains(
            $"CertificateKeyPath '{key}', the key of '{file}', cannot be used: ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("CertificatePath '", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_KestrelSectionThatTheFrameworkRejects_IsNamed()
    {
        await using WebApplication app = CandorServer.Build(
            [
                "--DatabasePath", _folder.File("a.db"), "--Kestrel:Endpoints:A:Url=https://127.0.0.1:0",
                $"--Kestrel:Endpoints:A:Certificate:Path={Path.Combine(AppContext.BaseDirectory, "Candor.Hosting.dll")}",
            ],
            static builder => builder.Logging.ClearProviders());

        var e = await Assert.ThrowsAsync<CandorServerException>(() => CandorServer.StartAsync(app));

        Assert.StartsWith(
            "The section Kestrel of the configuration cannot be used: ", e.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=candor.example", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private string[] Arguments(string database) =>
        ["--DatabasePath", _folder.File(database), "--ListenUrls", "https://127.0.0.1:0"];

    private string[] Certificate(string way)
    {
        string file = _folder.File("certificate");
        string keyFile = _folder.File("certificate.key");
        using ECDsa key = _certificate.GetECDsaPrivateKey()!;
        string pem = _certificate.ExportCertificatePem();
        switch (way)
        {
            case "pem":
                File.WriteAllText(file, pem);
                File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
                return ["--certificate", file, "--certificate-key", keyFile];
            case "pem with its key":
                File.WriteAllText(file, $"{key.ExportPkcs8PrivateKeyPem()}\n{pem}\n");
                return ["--CertificatePath", file];
            case "pem with an encrypted key":
                File.WriteAllText(file, pem);
                File.WriteAllText(keyFile, key.ExportEncryptedPkcs8PrivateKeyPem(
                    Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
                return ["--certificate", file, "--certificate-key", keyFile, "--certificate-password", Password];
            default:
                File.WriteAllBytes(file, _certificate.Export(X509ContentType.Pkcs12, Password));
                return way == "pfx"
                    ? ["--certificate", file, "--certificate-password", Password]
                    :
                    [
                        "--Kestrel:Certificates:Default:Path", file,
                        "--Kestrel:Certificates:Default:Password", Password,
                    ];
        }
    }

    // Ours and no other: the certificate of the options is what the program shows.
    private GrpcChannel Trusting(WebApplication app)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.Add(_certificate);
        return GrpcChannel.ForAddress(app.Urls.Single(), new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
            },
            DisposeHttpClient = true,
        });
    }

    private sealed class NoPlatform : IMarketPlatform
    {
        public Task<PlatformMarket> GetMarketAsync(string market, CancellationToken cancellationToken) =>
            throw Unreachable();

        public Task<PlatformCommitment> GetCommitmentAsync(string participant, CancellationToken cancellationToken) =>
            throw Unreachable();

        public Task<PlatformStatistics> GetStatisticsAsync(string participant, CancellationToken cancellationToken) =>
            throw Unreachable();

        public Task<ulong> DeliverAsync(string market, SignedEnvelope verdict, CancellationToken cancellationToken) =>
            throw Unreachable();

        private static MarketPlatformException Unreachable() =>
            new(ErrorReason.PlatformUnavailable, "There is no platform.");
    }
}
