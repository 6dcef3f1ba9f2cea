using System.Security.Cryptography.X509Certificates;
using Candor.Compat.Tests.Protos;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Candor.Compat.Tests.Transport;

/// <summary>A real Kestrel server on a free loopback port, and channels to it.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly List<GrpcChannel> channels = [];

    private EchoServer(WebApplication app)
    {
        this.app = app;
    }

    public EchoProbe Probe => app.Services.GetRequiredService<EchoProbe>();

    public string Address => app.Urls.Single();

    /// <summary>Starts a server.</summary>
    /// <param name="configure">Changes the options of its gRPC services.</param>
    /// <param name="certificate">Its certificate; without one it speaks HTTP/2 in clear text.</param>
    /// <param name="requireClientCertificate">Whether clients must show a certificate, any one.</param>
    /// <param name="map">Maps other services than <see cref="EchoService"/>.</param>
    public static async Task<EchoServer> StartAsync(
        Action<GrpcServiceOptions>? configure = null,
        X509Certificate2? certificate = null,
        bool requireClientCertificate = false,
        Action<WebApplication>? map = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(options =>
        {
            // A handler that fails by mistake says how, in the test that it fails.
            options.EnableDetailedErrors = true;
            configure?.Invoke(options);
        });
        builder.Services.AddSingleton<EchoProbe>();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
            {
                listen.UseHttps(certificate, https =>
                {
                    https.AllowAnyClientCertificate();
                    https.ClientCertificateMode = requireClientCertificate
                        ? ClientCertificateMode.RequireCertificate
                        : ClientCertificateMode.NoCertificate;
                });
            }
        }));
        WebApplication app = builder.Build();
        (map ?? (target => target.MapGrpcService<EchoService>()))(app);
        await app.StartAsync();
        return new EchoServer(app);
    }

    public GrpcChannel Channel(GrpcChannelOptions? options = null)
    {
        GrpcChannel channel = GrpcChannel.ForAddress(Address, options ?? new GrpcChannelOptions());
        channels.Add(channel);
        return channel;
    }

    /// <summary>What a function makes of the context of each call of Say, taken while the call runs.</summary>
    public List<T> Watch<T>(Func<ServerCallContext, T> look)
    {
        List<T> seen = [];
        Probe.OnSay = context => seen.Add(look(context));
        return seen;
    }

    public Echo.EchoClient Client(GrpcChannelOptions? options = null) => new(Channel(options));

    public async ValueTask DisposeAsync()
    {
        foreach (GrpcChannel channel in channels)
        {
            channel.Dispose();
        }

        await app.DisposeAsync();
    }
}
