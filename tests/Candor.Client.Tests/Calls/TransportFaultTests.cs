using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Candor.Client.Tests.Calls;

/// <summary>Calls to addresses where no Candor server answers: the error names the address and what it met
/// there.</summary>
public sealed class TransportFaultTests
{
    [Fact]
    public async Task Call_SilentPort_FailsWithinTheTimeOfACall()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        await AssertFaultAsync(
            $"http://{silent.LocalEndpoint}",
            "nothing answered within 0.3 seconds, the time given to a call; expected a Candor server",
            TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task Call_TlsToASilentPort_FailsWithinTheTimeOfACall()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        await AssertFaultAsync(
            $"https://{silent.LocalEndpoint}", "; expected a Candor server", TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task Call_TlsToPlaintext_SaysThatNoTlsIsSpoken()
    {
        await using WebApplication server = await StartAsync(HttpProtocols.Http2, certificate: null);

        await AssertFaultAsync(
            AddressOf(server, "https"), "what answers there does not complete a TLS handshake", s_ample);
    }

    [Fact]
    public async Task Call_PlaintextToTls_SuggestsHttps()
    {
        using X509Certificate2 certificate = Certificate("127.0.0.1");
        await using WebApplication server = await StartAsync(HttpProtocols.Http2, certificate);

        await AssertFaultAsync(AddressOf(server, "http"), "or https:// for one with a certificate", s_ample);
    }

    [Fact]
    public async Task Call_CertificateOfAnother_SaysWhoseWasExpected()
    {
        using X509Certificate2 certificate = Certificate("elsewhere");
        await using WebApplication server = await StartAsync(HttpProtocols.Http2, certificate);

        await AssertFaultAsync(
            AddressOf(server, "https"),
            "the server's certificate does not hold (RemoteCertificateNameMismatch, RemoteCertificateChainErrors); "
            + "expected one for '127.0.0.1' by an authority that this machine trusts",
            s_ample);
    }

    [Fact]
    public async Task Call_Http1Server_SaysThatNoHttp2IsSpoken()
    {
        await using WebApplication server = await StartAsync(HttpProtocols.Http1, certificate: null);

        await AssertFaultAsync(
            AddressOf(server, "http"), "what answers there does not speak HTTP/2 without TLS", s_ample);
    }

    [Fact]
    public async Task Call_WebServerOfHttp2_SaysThatItIsNoCandorServer()
    {
        await using WebApplication server = await StartAsync(HttpProtocols.Http2, certificate: null);

        await AssertFaultAsync(
            AddressOf(server, "http"), "what answers there is not a Candor server (Bad gRPC response.", s_ample);
    }

    [Fact]
    public Task Call_UnknownName_SaysThatItCannotBeResolved() =>
        AssertFaultAsync("http://nohost.invalid:5080", "the name 'nohost.invalid' cannot be resolved (", s_ample);

    [Fact]
    public Task Call_NobodyListens_SaysThatThereIsNoConnection() =>
        AssertFaultAsync("http://127.0.0.1:1", "no connection (", s_ample);

    [Fact]
    public async Task Call_ProxyWithoutHttp2_SaysThatAProxyIsInTheWay()
    {
        await using WebApplication proxy = await StartAsync(HttpProtocols.Http1, certificate: null);
        using var handler = new HttpClientHandler { Proxy = new WebProxy(AddressOf(proxy, "http")) };

        await AssertFaultAsync("http://127.0.0.1:1", "no_proxy to name 127.0.0.1", s_ample, handler);
        await AssertFaultAsync("https://127.0.0.1:1", "no_proxy to name 127.0.0.1", s_ample, handler);
    }

    private static readonly TimeSpan s_ample = TimeSpan.FromSeconds(30);

    private static async Task AssertFaultAsync(
        string address, string expected, TimeSpan callTimeout, HttpMessageHandler? handler = null)
    {
        using var client = new CandorClient(new CandorClientOptions
        {
            Address = new Uri(address),
            CallTimeout = callTimeout,
            MaxAttempts = 1,
            HttpHandler = handler,
        });

        CandorException fault = await Assert.ThrowsAsync<CandorException>(
            () => client.GetMarketAsync("hospitals"));

        Assert.StartsWith($"{address}: GetMarket: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<WebApplication> StartAsync(HttpProtocols protocols, X509Certificate2? certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, port =>
        {
            port.Protocols = protocols;
            if (certificate is not null)
            {
                port.UseHttps(certificate);
            }
        }));
        WebApplication server = builder.Build();
        await server.StartAsync();
        return server;
    }

    private static string AddressOf(WebApplication server, string scheme) =>
        $"{scheme}://127.0.0.1:{new Uri(server.Urls.Single()).Port}";

    private static X509Certificate2 Certificate(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 made = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
