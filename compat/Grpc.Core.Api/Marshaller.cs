namespace Grpc.Core;

/// <summary>
/// Turns messages of one type into bytes and back. Immutable; safe for concurrent use if its functions are.
/// </summary>
/// <typeparam name="T">The message.</typeparam>
public class Marshaller<T>
{
    /// <summary>Creates a marshaller from functions over arrays.</summary>
    /// <param name="serializer">A message to its bytes.</param>
    /// <param name="deserializer">Bytes to their message.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public Marshaller(Func<T, byte[]> serializer, Func<byte[], T> deserializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(deserializer);
        Serializer = serializer;
        Deserializer = deserializer;
        ContextualSerializer = (message, context) => context.Complete(serializer(message));
        ContextualDeserializer = context => deserializer(context.PayloadAsNewBuffer());
    }

    /// <summary>Creates a marshaller from functions over contexts, which can avoid copying the payload.</summary>
    /// <param name="serializer">Writes a message into a context and completes it.</param>
    /// <param name="deserializer">Reads a message from a context.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public Marshaller(Action<T, SerializationContext> serializer, Func<DeserializationContext, T> deserializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(deserializer);
        ContextualSerializer = serializer;
        ContextualDeserializer = deserializer;
        Serializer = _ => throw NoArrayForm();
        Deserializer = _ => throw NoArrayForm();
    }

    /// <summary>
    /// A message to its bytes. Throws <see cref="NotSupportedException"/> in a marshaller made over contexts.
    /// </summary>
    public Func<T, byte[]> Serializer { get; }

    /// <summary>
    /// Bytes to their message. Throws <see cref="NotSupportedException"/> in a marshaller made over contexts.
    /// </summary>
    public Func<byte[], T> Deserializer { get; }

    /// <summary>Writes a message into a context and completes it; the transport uses this one.</summary>
    public Action<T, SerializationContext> ContextualSerializer { get; }

    /// <summary>Reads a message from a context; the transport uses this one.</summary>
    public Func<DeserializationContext, T> ContextualDeserializer { get; }

    private static NotSupportedException NoArrayForm() =>
        new("This marshaller was made over contexts: use its contextual functions.");
}
