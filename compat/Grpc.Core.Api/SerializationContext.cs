using System.Buffers;

namespace Grpc.Core;

/// <summary>
/// Where a serializer puts one message: either all bytes at once, or through a buffer writer that it then completes. A
/// transport overrides what it offers.
/// </summary>
public abstract class SerializationContext
{
    /// <summary>Takes the whole message and ends the serialization; called at most once.</summary>
    /// <param name="payload">The bytes, which belong to the context from here on.</param>
    /// <exception cref="NotSupportedException">This context does not offer it.</exception>
    public virtual void Complete(byte[] payload) => throw Unsupported(nameof(Complete));

    /// <summary>A writer for the message's bytes, to be followed by <see cref="Complete()"/>.</summary>
    /// <returns>The writer.</returns>
    /// <exception cref="NotSupportedException">This context does not offer it.</exception>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw Unsupported(nameof(GetBufferWriter));

    /// <summary>
    /// Announces the length before the writer is taken, so that nothing needs to be copied. Optional; does nothing
    /// unless overridden.
    /// </summary>
    /// <param name="payloadLength">The exact number of bytes that will be written.</param>
    public virtual void SetPayloadLength(int payloadLength)
    {
    }

    /// <summary>Ends a serialization through the buffer writer; called at most once.</summary>
    /// <exception cref="NotSupportedException">This context does not offer it.</exception>
    public virtual void Complete() => throw Unsupported(nameof(Complete));

    private NotSupportedException Unsupported(string member) => new($"{GetType().Name} does not offer {member}.");
}
