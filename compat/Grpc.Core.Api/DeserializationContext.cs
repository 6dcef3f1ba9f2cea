using System.Buffers;

namespace Grpc.Core;

/// <summary>
/// Where a deserializer finds one message. It takes the payload once, in one of the two forms. A transport overrides
/// what it offers.
/// </summary>
public abstract class DeserializationContext
{
    /// <summary>The message's length in bytes.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>The message in a new array that belongs to the caller. Copies everything.</summary>
    /// <returns>The bytes.</returns>
    /// <exception cref="NotSupportedException">This context does not offer it.</exception>
    public virtual byte[] PayloadAsNewBuffer() => throw Unsupported(nameof(PayloadAsNewBuffer));

    /// <summary>The message as it was received, valid only until the deserializer returns. Copies nothing.</summary>
    /// <returns>The bytes.</returns>
    /// <exception cref="NotSupportedException">This context does not offer it.</exception>
    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() =>
        throw Unsupported(nameof(PayloadAsReadOnlySequence));

    private NotSupportedException Unsupported(string member) => new($"{GetType().Name} does not offer {member}.");
}
