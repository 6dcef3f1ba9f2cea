using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Candor.Compat.Tests.Protos;
using Grpc.Core;
using Grpc.Net.Client;

namespace Candor.Compat.Tests.Transport;

public sealed class CredentialTests
{
    [Fact]
    public async Task CallCredentials_OnChannelOverTls_AreSentWithEveryCall()
    {
        using X509Certificate2 certificate = SelfSigned("localhost");
        await using EchoServer server = await EchoServer.StartAsync(certificate: certificate);
        List<AuthInterceptorContext> asked = [];
        CallCredentials credentials = CallCredentials.FromInterceptor((context, metadata) =>
        {
            asked.Add(context);
            metadata.Add("echo-token", "secret");
            return Task.CompletedTask;
        });
        Echo.EchoClient client = server.Client(new GrpcChannelOptions
        {
            HttpHandler = TrustingOnly(certificate),
            Credentials = ChannelCredentials.Create(new SslCredentials(), credentials),
        });

        using AsyncUnaryCall<EchoReply> call = client.SayAsync(new EchoRequest());
        await call;

        Assert.Equal("secret", call.GetTrailers().GetValue("echo-token"));
        AuthInterceptorContext context = Assert.Single(asked);
        Assert.Equal("Say", context.MethodName);
        Assert.StartsWith("https://", context.ServiceUrl, StringComparison.Ordinal);
        Assert.EndsWith("/candor.compat.test.v1.Echo", context.ServiceUrl, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallCredentials_Composed_AddInOrderBeforeTheChannels()
    {
        using X509Certificate2 certificate = SelfSigned("localhost");
        await using EchoServer server = await EchoServer.StartAsync(certificate: certificate);
        Echo.EchoClient client = server.Client(new GrpcChannelOptions
        {
            HttpHandler = TrustingOnly(certificate),
            Credentials = ChannelCredentials.Create(ChannelCredentials.SecureSsl, Adding("channel")),
        });
        CallOptions options = new(credentials: CallCredentials.Compose(Adding("first"), Adding("second")));

        using AsyncUnaryCall<EchoReply> call = client.SayAsync(new EchoRequest(), options);
        await call;

        Assert.Equal("first, second, channel", call.GetTrailers().GetValue("echo-token"));
    }

    [Fact]
    public async Task CallCredentials_OnInsecureChannel_AreHeldBackUnlessForced()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        CallOptions options = new(credentials: Adding("secret"));
        Echo.EchoClient careful = server.Client(new GrpcChannelOptions { Credentials = ChannelCredentials.Insecure });
        Echo.EchoClient forced = server.Client(new GrpcChannelOptions
        {
            Credentials = ChannelCredentials.Insecure,
            UnsafeUseInsecureChannelCallCredentials = true,
        });

        using AsyncUnaryCall<EchoReply> heldBack = careful.SayAsync(new EchoRequest(), options);
        await heldBack;
        using AsyncUnaryCall<EchoReply> sent = forced.SayAsync(new EchoRequest(), options);
        await sent;

        Assert.Null(heldBack.GetTrailers().Get("echo-token"));
        Assert.Equal("secret", sent.GetTrailers().GetValue("echo-token"));
    }

    [Fact]
    public async Task Tls_CertificateNotTrusted_FailsBeforeTheHandler()
    {
        using X509Certificate2 certificate = SelfSigned("localhost");
        await using EchoServer server = await EchoServer.StartAsync(certificate: certificate);
        Echo.EchoClient client = server.Client(new GrpcChannelOptions { Credentials = ChannelCredentials.SecureSsl });

        List<string> seen = server.Watch(context => context.Method);
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await client.SayAsync(new EchoRequest()));

        // The official client reports a failed handshake as INTERNAL.
        Assert.Equal(StatusCode.Internal, e.StatusCode);
        Assert.IsType<AuthenticationException>(e.Status.DebugException?.InnerException);
        Assert.Empty(seen);
    }

    [Fact]
    public async Task AuthContext_ClientCertificate_NamesThePeer()
    {
        using X509Certificate2 certificate = SelfSigned("localhost");
        using X509Certificate2 clientCertificate = SelfSigned("hospital-a");
        await using EchoServer server = await EchoServer.StartAsync(
            certificate: certificate, requireClientCertificate: true);
        SocketsHttpHandler handler = TrustingOnly(certificate);
        handler.SslOptions.ClientCertificates = [clientCertificate];

        List<AuthContext> seen = server.Watch(context => context.AuthContext);
        await server.Client(new GrpcChannelOptions { HttpHandler = handler }).SayAsync(new EchoRequest());

        AuthContext context = Assert.Single(seen);
        Assert.True(context.IsPeerAuthenticated);
        Assert.Equal("x509_subject_alternative_name", context.PeerIdentityPropertyName);
        Assert.Equal("hospital-a", Assert.Single(context.PeerIdentity).Value);
        Assert.Equal("hospital-a", Assert.Single(context.FindPropertiesByName("x509_common_name")).Value);
    }

    [Fact]
    public void Channel_SslCredentialsWithRoots_AreRefusedByTheOfficialClient()
    {
        GrpcChannelOptions options = new() { Credentials = new SslCredentials("PEM") };

        Assert.Throws<InvalidOperationException>(() => GrpcChannel.ForAddress("https://localhost", options));
    }

    private static CallCredentials Adding(string value) => CallCredentials.FromInterceptor((_, metadata) =>
    {
        metadata.Add("echo-token", value);
        return Task.CompletedTask;
    });

    private static SocketsHttpHandler TrustingOnly(X509Certificate2 certificate) => new()
    {
        SslOptions =
        {
            RemoteCertificateValidationCallback = (_, presented, _, _) =>
                presented is not null && presented.GetRawCertData().AsSpan().SequenceEqual(certificate.RawData),
        },
    };

    private static X509Certificate2 SelfSigned(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
