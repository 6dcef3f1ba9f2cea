using Grpc.Core;

namespace Candor.Compat.Tests.Api;

public sealed class CredentialsTests
{
    private static readonly AsyncAuthInterceptor Interceptor = (_, _) => Task.CompletedTask;
    private static readonly CallCredentials Call = CallCredentials.FromInterceptor(Interceptor);

    [Fact]
    public void Insecure_Configured_SaysSo()
    {
        Assert.Equal([("insecure", null, null, null)], Configure(ChannelCredentials.Insecure));
        Assert.Same(ChannelCredentials.Insecure, ChannelCredentials.Insecure);
    }

    [Fact]
    public void SecureSsl_Configured_HasNoParameters()
    {
        Assert.Equal([("ssl", null, null, null)], Configure(ChannelCredentials.SecureSsl));
        Assert.Equal([("ssl", null, null, null)], Configure(new SslCredentials()));
    }

    [Fact]
    public void Ssl_Configured_HandsOverItsParameters()
    {
        KeyCertificatePair pair = new("chain", "key");
        VerifyPeerCallback callback = _ => true;
        SslCredentials credentials = new("roots", pair, callback);

        Assert.Equal([("ssl", "roots", pair, callback)], Configure(credentials));
        Assert.Equal("roots", credentials.RootCertificates);
        Assert.Same(pair, credentials.KeyCertificatePair);
        Assert.Equal(("chain", "key"), (pair.CertificateChain, pair.PrivateKey));
        Assert.Equal([("ssl", "roots", pair, null)], Configure(new SslCredentials("roots", pair)));
        Assert.Equal([("ssl", "roots", null, null)], Configure(new SslCredentials("roots")));
    }

    [Fact]
    public void Create_SecureChannel_HandsOverBoth()
    {
        SslCredentials ssl = new();

        Assert.Equal([("composite", ssl, Call, null)], Configure(ChannelCredentials.Create(ssl, Call)));
    }

    [Fact]
    public void Create_InsecureChannel_IsRefused()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(
            () => ChannelCredentials.Create(ChannelCredentials.Insecure, Call));

        Assert.Contains("only be added to secure channel credentials", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_ChannelThatIsACombination_IsRefused()
    {
        ChannelCredentials combination = ChannelCredentials.Create(new SslCredentials(), Call);

        Assert.Equal(
            "channelCredentials",
            Assert.Throws<ArgumentException>(() => ChannelCredentials.Create(combination, Call)).ParamName);
    }

    [Fact]
    public void Create_Null_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => ChannelCredentials.Create(null!, Call));
        Assert.Throws<ArgumentNullException>(() => ChannelCredentials.Create(new SslCredentials(), null!));
        Assert.Throws<ArgumentNullException>(() => CallCredentials.FromInterceptor(null!));
        Assert.Throws<ArgumentNullException>(() => new KeyCertificatePair(null!, "key"));
        Assert.Throws<ArgumentNullException>(() => new KeyCertificatePair("chain", null!));
    }

    [Fact]
    public void Compose_TwoOrMore_HandsOverInOrder()
    {
        CallCredentials other = CallCredentials.FromInterceptor(Interceptor);
        CallCredentials[] parts = [Call, other];
        CallCredentials combination = CallCredentials.Compose(parts);
        parts[0] = other;
        RecordingCallConfigurator configurator = new();
        object state = new();

        combination.InternalPopulateConfiguration(configurator, state);
        Call.InternalPopulateConfiguration(configurator, null);

        Assert.Equal([Call, other], configurator.Composed);
        Assert.Same(Interceptor, configurator.Interceptor);
        Assert.Equal([state, null], configurator.States);
    }

    [Fact]
    public void Compose_FewerThanTwo_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => CallCredentials.Compose());
        ArgumentException e = Assert.Throws<ArgumentException>(() => CallCredentials.Compose(Call));

        Assert.Contains("two or more credentials, not 1", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AuthInterceptorContext_Null_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => new AuthInterceptorContext(null!, "m"));
        Assert.Throws<ArgumentNullException>(() => new AuthInterceptorContext("s", null!));
        Assert.Equal(CancellationToken.None, new AuthInterceptorContext("s", "m").CancellationToken);
    }

    [Fact]
    public void AuthContext_NoIdentity_IsNotAuthenticated()
    {
        AuthContext context = new(null, new Dictionary<string, List<AuthProperty>>
        {
            ["n"] = [AuthProperty.Create("n", [0xC3, 0xA4])],
        });

        Assert.False(context.IsPeerAuthenticated);
        Assert.Empty(context.PeerIdentity);
        Assert.Equal("ä", Assert.Single(context.Properties).Value);
        Assert.Empty(context.FindPropertiesByName("other"));
    }

    [Fact]
    public void AuthProperty_Bytes_AreCopiedInAndOut()
    {
        byte[] given = [1, 2];
        AuthProperty property = AuthProperty.Create("n", given);

        given[0] = 9;
        property.ValueBytes[1] = 9;

        Assert.Equal("n", property.Name);
        Assert.Equal([1, 2], property.ValueBytes);
    }

    private static List<(string Kind, object? First, object? Second, object? Third)> Configure(
        ChannelCredentials credentials)
    {
        RecordingChannelConfigurator configurator = new();
        object state = new();
        credentials.InternalPopulateConfiguration(configurator, state);
        Assert.Same(state, configurator.State);
        return configurator.Calls;
    }

    private sealed class RecordingChannelConfigurator : ChannelCredentialsConfiguratorBase
    {
        public List<(string Kind, object? First, object? Second, object? Third)> Calls { get; } = [];

        public object? State { get; private set; }

        public override void SetInsecureCredentials(object state) => Add(state, ("insecure", null, null, null));

        public override void SetSslCredentials(
            object state,
            string? rootCertificates,
            KeyCertificatePair? keyCertificatePair,
            VerifyPeerCallback? verifyPeerCallback) =>
            Add(state, ("ssl", rootCertificates, keyCertificatePair, verifyPeerCallback));

        public override void SetCompositeCredentials(
            object state, ChannelCredentials channelCredentials, CallCredentials callCredentials) =>
            Add(state, ("composite", channelCredentials, callCredentials, null));

        private void Add(object state, (string Kind, object? First, object? Second, object? Third) call)
        {
            State = state;
            Calls.Add(call);
        }
    }

    private sealed class RecordingCallConfigurator : CallCredentialsConfiguratorBase
    {
        public List<object?> States { get; } = [];

        public IReadOnlyList<CallCredentials> Composed { get; private set; } = [];

        public AsyncAuthInterceptor? Interceptor { get; private set; }

        public override void SetCompositeCredentials(object? state, IReadOnlyList<CallCredentials> credentials)
        {
            States.Add(state);
            Composed = credentials;
        }

        public override void SetAsyncAuthInterceptorCredentials(object? state, AsyncAuthInterceptor interceptor)
        {
            States.Add(state);
            Interceptor = interceptor;
        }
    }
}
