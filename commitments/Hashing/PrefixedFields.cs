using System.Buffers;
using System.Buffers.Binary;

namespace Candor.Commitments.Hashing;

/// <summary>
/// Fields one after the other, each as LE32 of its length and its bytes, so that no two lists of fields have the same
/// bytes.
/// </summary>
internal sealed class PrefixedFields
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Fields that begin with a label of the protocol.</summary>
    internal PrefixedFields(ReadOnlySpan<byte> label) => Add(label);

    /// <summary>Appends a field.</summary>
    internal PrefixedFields Add(ReadOnlySpan<byte> field)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)field.Length);
        _bytes.Write(length);
        _bytes.Write(field);
        return this;
    }

    /// <summary>Appends an integer as a field of eight little-endian bytes.</summary>
    internal PrefixedFields Add(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Add(bytes);
    }

    /// <summary>The bytes of all fields.</summary>
    internal byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}
