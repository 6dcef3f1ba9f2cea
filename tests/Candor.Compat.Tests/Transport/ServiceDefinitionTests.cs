using Grpc.Core;
using Microsoft.AspNetCore.Builder;

namespace Candor.Compat.Tests.Transport;

public sealed class ServiceDefinitionTests
{
    [Fact]
    public async Task ServerServiceDefinition_EveryKindOfMethod_IsBoundByTheOfficialServer()
    {
        ServerServiceDefinition definition = ServerServiceDefinition.CreateBuilder()
            .AddMethod(Named(MethodType.Unary), UnaryAsync)
            .AddMethod(
                Named(MethodType.ClientStreaming),
                async (requests, _) => string.Concat(await requests.ReadAllAsync().ToListAsync()))
            .AddMethod(
                Named(MethodType.ServerStreaming),
                ServerStreamingAsync)
            .AddMethod(
                Named(MethodType.DuplexStreaming),
                async (requests, responses, _) =>
                {
                    await foreach (string request in requests.ReadAllAsync())
                    {
                        await responses.WriteAsync($"duplex {request}");
                    }
                })
            .Build();
        await using EchoServer server = await EchoServer.StartAsync(map: app => app.MapGrpcService(definition));
        CallInvoker invoker = server.Channel().CreateCallInvoker();

        using AsyncUnaryCall<string> unary = invoker.AsyncUnaryCall(Named(MethodType.Unary), null, default, "a");
        using AsyncServerStreamingCall<string> streamed =
            invoker.AsyncServerStreamingCall(Named(MethodType.ServerStreaming), null, default, "a");
        using AsyncClientStreamingCall<string, string> gathered =
            invoker.AsyncClientStreamingCall(Named(MethodType.ClientStreaming), null, default);
        await gathered.RequestStream.WriteAsync("a");
        await gathered.RequestStream.WriteAsync("b");
        await gathered.RequestStream.CompleteAsync();
        using AsyncDuplexStreamingCall<string, string> duplex =
            invoker.AsyncDuplexStreamingCall(Named(MethodType.DuplexStreaming), null, default);
        await duplex.RequestStream.WriteAsync("a");
        await duplex.RequestStream.CompleteAsync();

        Assert.Equal("unary a", await unary);
        Assert.Equal("ab", await gathered);
        Assert.Equal(["server a"], await streamed.ResponseStream.ReadAllAsync().ToListAsync());
        Assert.Equal(["duplex a"], await duplex.ResponseStream.ReadAllAsync().ToListAsync());
    }

    // Methods and not lambdas: the builder's overloads differ only in the types of their handlers' parameters.
    private static Task<string> UnaryAsync(string request, ServerCallContext context) =>
        Task.FromResult($"unary {request}");

    private static Task ServerStreamingAsync(
        string request, IServerStreamWriter<string> responses, ServerCallContext context) =>
        responses.WriteAsync($"server {request}");

    private static Method<string, string> Named(MethodType type) => new(
        type, "test.Text", type.ToString(), Marshallers.StringMarshaller, Marshallers.StringMarshaller);
}
