using Google.Protobuf;

namespace Candor.Wire.Signing;

/// <summary>The payload types of signed messages: <c>application/vnd.candor.v1.{message}+protobuf</c>.</summary>
public static class PayloadType
{
    /// <summary>The type of a message.</summary>
    /// <typeparam name="TPayload">The message.</typeparam>
    /// <returns>Such as <c>application/vnd.candor.v1.JoinMarketPayload+protobuf</c>.</returns>
    public static string Of<TPayload>()
        where TPayload : class, IMessage<TPayload>, new() => Cache<TPayload>.Value;

    /// <summary>The type of a message that is at hand.</summary>
    /// <param name="payload">The message.</param>
    /// <returns>Such as <c>application/vnd.candor.v1.JoinMarketPayload+protobuf</c>.</returns>
    public static string Of(IMessage payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return $"application/vnd.candor.v1.{payload.Descriptor.Name}+protobuf";
    }

    private static class Cache<TPayload>
        where TPayload : class, IMessage<TPayload>, new()
    {
        internal static readonly string Value = Of(new TPayload());
    }
}
