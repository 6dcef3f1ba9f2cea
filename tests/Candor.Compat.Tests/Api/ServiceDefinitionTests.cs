using Grpc.Core;

namespace Candor.Compat.Tests.Api;

public sealed class ServiceDefinitionTests
{
    private static readonly UnaryServerMethod<string, string> Handler = (request, _) => Task.FromResult(request);

    [Fact]
    public void AddMethod_SameNameTwice_IsRefusedByName()
    {
        ServerServiceDefinition.Builder builder = ServerServiceDefinition.CreateBuilder()
            .AddMethod(Named("Say"), Handler);

        ArgumentException e = Assert.Throws<ArgumentException>(() => builder.AddMethod(Named("Say"), Handler));

        Assert.Contains("/test.Text/Say was added before", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddMethod_BaseBinder_TakesNone()
    {
        ServiceBinderBase binder = new();
        Method<string, string> method = Named("Say");

        Assert.Contains(
            "does not take /test.Text/Say",
            Assert.Throws<NotSupportedException>(() => binder.AddMethod(method, Handler)).Message,
            StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(
            () => binder.AddMethod(method, (ClientStreamingServerMethod<string, string>?)null));
        Assert.Throws<NotSupportedException>(
            () => binder.AddMethod(method, (ServerStreamingServerMethod<string, string>?)null));
        Assert.Throws<NotSupportedException>(
            () => binder.AddMethod(method, (DuplexStreamingServerMethod<string, string>?)null));
    }

    [Fact]
    public void BindServiceMethodAttribute_GeneratedService_NamesItsBinder()
    {
        BindServiceMethodAttribute attribute = Assert.IsType<BindServiceMethodAttribute>(
            Attribute.GetCustomAttribute(typeof(Protos.Echo.EchoBase), typeof(BindServiceMethodAttribute)));

        Assert.Equal(typeof(Protos.Echo), attribute.BindType);
        Assert.Equal("BindService", attribute.BindMethodName);
    }

    [Fact]
    public void UserState_ContextThatKeepsNone_IsRefused()
    {
        BareContext context = new();

        NotSupportedException e = Assert.Throws<NotSupportedException>(() => context.UserState);

        Assert.Contains("BareContext keeps no user state", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerCallContext_TestDouble_PublicMembersForward()
    {
        BareContext context = new() { Status = Status.DefaultCancelled, WriteOptions = WriteOptions.Default };

        await context.WriteResponseHeadersAsync(Metadata.Empty);

        Assert.Equal(("m", "h", "p"), (context.Method, context.Host, context.Peer));
        Assert.Equal(DateTime.UnixEpoch, context.Deadline);
        Assert.Equal("r", context.RequestHeaders.GetValue("which"));
        Assert.Equal("t", context.ResponseTrailers.GetValue("which"));
        Assert.Equal(StatusCode.Cancelled, context.Status.StatusCode);
        Assert.Same(WriteOptions.Default, context.WriteOptions);
        Assert.True(context.CancellationToken.IsCancellationRequested);
        Assert.False(context.AuthContext.IsPeerAuthenticated);
        Assert.Same(Metadata.Empty, context.Sent);
        Assert.Same(
            ContextPropagationOptions.Default,
            Assert.Throws<PropagationAsked>(
                () => context.CreatePropagationToken(ContextPropagationOptions.Default)).Options);
        Assert.Null(Assert.Throws<PropagationAsked>(() => context.CreatePropagationToken()).Options);
    }

    private static Method<string, string> Named(string name) => new(
        MethodType.Unary, "test.Text", name, Marshallers.StringMarshaller, Marshallers.StringMarshaller);

    private sealed class PropagationAsked(ContextPropagationOptions? options) : Exception
    {
        public ContextPropagationOptions? Options { get; } = options;
    }

    private sealed class BareContext : ServerCallContext
    {
        public Metadata? Sent { get; private set; }

        protected override string MethodCore => "m";

        protected override string HostCore => "h";

        protected override string PeerCore => "p";

        protected override DateTime DeadlineCore => DateTime.UnixEpoch;

        protected override Metadata RequestHeadersCore { get; } = new() { { "which", "r" } };

        protected override CancellationToken CancellationTokenCore => new(canceled: true);

        protected override Metadata ResponseTrailersCore { get; } = new() { { "which", "t" } };

        protected override Status StatusCore { get; set; }

        protected override WriteOptions? WriteOptionsCore { get; set; }

        protected override AuthContext AuthContextCore { get; } = new(null, []);

        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
            throw new PropagationAsked(options);

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
        {
            Sent = responseHeaders;
            return Task.CompletedTask;
        }
    }
}
