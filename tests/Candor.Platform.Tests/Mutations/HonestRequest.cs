using Candor.Commitments.Tests.Mutations.Shared;
using Candor.Server.Testing;
using Candor.V1;
using Google.Protobuf;

namespace Candor.Platform.Tests.Mutations;

/// <summary>A request that would be taken, and its mutations.</summary>
internal interface IHonestRequest
{
    string Method { get; }

    byte[] Bytes { get; }

    /// <summary>Draws a mutation that says something else than the request and than another that would be
    /// taken.</summary>
    Mutation<byte[]>? Draw(Random random);
}

/// <inheritdoc/>
internal sealed class HonestRequest<T>(string method, T honest, T other) : IHonestRequest
    where T : class, IMessage<T>, new()
{
    // Fields that nobody knows say nothing.
    private static readonly MessageParser<T> s_parser =
        new MessageParser<T>(() => new T()).WithDiscardUnknownFields(true);

    private readonly byte[] _other = other.ToByteArray();
    private readonly Envelope _envelope =
        (Envelope)honest.Descriptor.FindFieldByName("envelope").Accessor.GetValue(honest);

    public string Method { get; } = $"candor.v1.{method}";

    public byte[] Bytes { get; } = honest.ToByteArray();

    public Mutation<byte[]>? Draw(Random random)
    {
        Mutation<byte[]>? mutation = random.Next(6) == 0
            ? OfSignature(random)
            : ProtobufMutations.Draw(random, Bytes, _other);
        return mutation is null || Says(mutation.Value, honest) || Says(mutation.Value, other) ? null : mutation;
    }

    internal static bool Says(byte[] bytes, T message)
    {
        try
        {
            return s_parser.ParseFrom(bytes).Equals(message);
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    private Mutation<byte[]>? OfSignature(Random random)
    {
        T mutated = honest.Clone();
        var envelope = (Envelope)mutated.Descriptor.FindFieldByName("envelope").Accessor.GetValue(mutated);
        if (SignatureMutations.Draw(random, _envelope.Signatures[0].Sig.Span) is not { } signature)
        {
            return null;
        }

        envelope.Signatures[0].Sig = ByteString.CopyFrom(signature.Value);
        return new Mutation<byte[]>(mutated.ToByteArray(), signature.What);
    }
}

/// <summary>A request whose payload is mutated before it is signed, so that the market itself has to refuse
/// it.</summary>
internal interface ISignedRequest
{
    string Method { get; }

    byte[] Payload { get; }

    /// <summary>The request with these bytes for its payload, signed.</summary>
    byte[] Sign(byte[] payload);

    /// <summary>Draws a payload that says something else. Another request id alone makes another honest
    /// request.</summary>
    Mutation<byte[]>? Draw(Random random);
}

/// <inheritdoc/>
internal sealed class SignedRequest<TPayload>(string method, Company company, TPayload honest, TPayload other)
    : ISignedRequest
    where TPayload : class, IMessage<TPayload>, new()
{
    private const string RequestId = "request_id";

    private static readonly MessageParser<TPayload> s_parser =
        new MessageParser<TPayload>(() => new TPayload()).WithDiscardUnknownFields(true);

    private readonly byte[] _other = other.ToByteArray();

    public string Method { get; } = $"candor.v1.{method}";

    public byte[] Payload { get; } = honest.ToByteArray();

    // The requests of all three calls have the same two fields under the same numbers.
    public byte[] Sign(byte[] payload) => new JoinMarketRequest
    {
        Participant = company.Name,
        Envelope = company.Key.Sign(SigningKey.TypeOf(honest), payload),
    }.ToByteArray();

    public Mutation<byte[]>? Draw(Random random) =>
        ProtobufMutations.Draw(random, Payload, _other) is { } mutation && !Says(mutation.Value) ? mutation : null;

    private bool Says(byte[] payload)
    {
        try
        {
            TPayload parsed = s_parser.ParseFrom(payload);
            var id = parsed.Descriptor.FindFieldByName(RequestId).Accessor;
            id.SetValue(parsed, id.GetValue(honest));
            return parsed.Equals(honest);
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }
}
