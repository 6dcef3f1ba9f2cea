using System.Text.Json.Nodes;
using Candor.Market.Events;
using Candor.Server.Testing;
using Candor.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Candor.Platform.Tests.Training;

/// <summary>Everything that one member receives, over all its calls, taken apart into named fields: messages of calls, the
/// entries of the log in them, and the signed payloads in those.</summary>
internal sealed class ReceivedBytes : Interceptor
{
    private readonly Lock _lock = new();
    private readonly List<(string Field, string Value)> _fields = [];

    /// <summary>Each field with its value, in the order in which they came; the field says its call and its message.</summary>
    internal IReadOnlyList<(string Field, string Value)> Fields
    {
        get
        {
            lock (_lock)
            {
                return [.. _fields];
            }
        }
    }

    /// <summary>A channel whose answers are kept here.</summary>
    internal ChannelBase On(ChannelBase channel) => new Tapped(channel, this);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        AsyncUnaryCall<TResponse> call = continuation(request, context);
        return new AsyncUnaryCall<TResponse>(
            KeepAsync(context.Method.Name, call.ResponseAsync),
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            call.Dispose);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        AsyncServerStreamingCall<TResponse> call = continuation(request, context);
        return new AsyncServerStreamingCall<TResponse>(
            new Stream<TResponse>(this, context.Method.Name, call.ResponseStream),
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            call.Dispose);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        AsyncClientStreamingCall<TRequest, TResponse> call = continuation(context);
        return new AsyncClientStreamingCall<TRequest, TResponse>(
            call.RequestStream,
            KeepAsync(context.Method.Name, call.ResponseAsync),
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            call.Dispose);
    }

    private async Task<T> KeepAsync<T>(string method, Task<T> answer)
    {
        try
        {
            T response = await answer;
            Keep(method, response);
            return response;
        }
        catch (RpcException e)
        {
            Keep(method, e);
            throw;
        }
    }

    private void Keep(string method, object? answer)
    {
        lock (_lock)
        {
            Add(method, (IMessage)answer!);
        }
    }

    private void Keep(string method, RpcException refused)
    {
        lock (_lock)
        {
            Add($"{method}.status", refused.StatusCode.ToString());
            Add($"{method}.error", RichError.From(refused).Message);
            foreach (Metadata.Entry trailer in refused.Trailers.Where(static one => one.Key != "date"))
            {
                Add($"{method}.{trailer.Key}", trailer.IsBinary ? Convert.ToBase64String(trailer.ValueBytes) : trailer.Value);
            }
        }
    }

    private void Add(string field, string value) => _fields.Add((field, value));

    private void Add(string path, IMessage message)
    {
        if (message is Envelope envelope)
        {
            Add(path, envelope.PayloadType, envelope.Payload.ToByteArray());
            Add($"{path}.signatures", JsonFormatter.Default.Format(envelope));
            return;
        }

        foreach (FieldDescriptor field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            string name = $"{path}.{field.Name}";
            object? value = field.Accessor.GetValue(message);
            if (field.IsRepeated)
            {
                var items = (System.Collections.IList)value;
                Add($"{name}.count", $"{items.Count}");
                foreach (object item in items)
                {
                    Add(name, field, item);
                }
            }
            else if (value is not null && (!field.HasPresence || field.Accessor.HasValue(message)))
            {
                Add(name, field, value);
            }
        }
    }

    private void Add(string name, FieldDescriptor field, object value)
    {
        if (value is IMessage inner)
        {
            Add(name, inner);
        }
        else if (value is ByteString { IsEmpty: false } entry && field.Name == "entry")
        {
            Add(EventCodec.Decode(entry.Span).GetType().Name, JsonNode.Parse(entry.Span));
        }
        else
        {
            Add(name, value is ByteString bytes ? bytes.ToBase64() : $"{value}");
        }
    }

    private void Add(string path, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject signed when signed.ContainsKey("payloadType"):
                Add(path, (string)signed["payloadType"]!, Convert.FromBase64String((string)signed["payload"]!));
                Add($"{path}.keyId", signed["keyId"]!.ToJsonString());
                Add($"{path}.signature", signed["signature"]!.ToJsonString());
                break;
            case JsonObject fields:
                foreach ((string name, JsonNode? value) in fields)
                {
                    Add($"{path}.{name}", value);
                }

                break;
            case JsonArray items:
                Add($"{path}.count", $"{items.Count}");
                foreach (JsonNode? item in items)
                {
                    Add(path, item);
                }

                break;
            default:
                Add(path, node?.ToString() ?? "null");
                break;
        }
    }

    // `application/vnd.candor.v1.<message>+protobuf`
    private void Add(string path, string payloadType, byte[] payload)
    {
        Add($"{path}.payloadType", payloadType);
        string name = payloadType.Split('.', '+')[^2];
        MessageDescriptor type = PayloadsReflection.Descriptor.MessageTypes.Single(one => one.Name == name);
        Add(name, type.Parser.ParseFrom(payload));
    }

    private sealed class Tapped(ChannelBase channel, ReceivedBytes kept) : ChannelBase(channel.Target)
    {
        public override CallInvoker CreateCallInvoker() => channel.CreateCallInvoker().Intercept(kept);
    }

    private sealed class Stream<T>(ReceivedBytes kept, string method, IAsyncStreamReader<T> inner) : IAsyncStreamReader<T>
    {
        public T Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            try
            {
                bool has = await inner.MoveNext(cancellationToken);
                if (has)
                {
                    kept.Keep(method, inner.Current);
                }

                return has;
            }
            catch (RpcException e)
            {
                kept.Keep(method, e);
                throw;
            }
        }
    }
}
