using System.Buffers.Binary;
using System.Text;

namespace Candor.Releases.Tests.Frozen;

/// <summary>The top-level fields of a protobuf message, read by the wire format alone: frozen bytes are looked at
/// without any type that a newer version may have changed.</summary>
/// <param name="Fields">Number and value of each field in its order: a number as its varint, the rest as its
/// bytes.</param>
internal sealed record WireMessage(IReadOnlyList<(int Number, ulong Value, byte[] Bytes)> Fields)
{
    /// <summary>Reads a message.</summary>
    internal static WireMessage Of(byte[] message)
    {
        var fields = new List<(int, ulong, byte[])>();
        ReadOnlySpan<byte> rest = message;
        while (!rest.IsEmpty)
        {
            fields.Add(Next(ref rest));
        }

        return new WireMessage(fields);
    }

    /// <summary>The bytes of a message without those of one field.</summary>
    internal static byte[] Without(byte[] message, int field)
    {
        var kept = new List<byte>();
        ReadOnlySpan<byte> rest = message;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> before = rest;
            if (Next(ref rest).Number != field)
            {
                kept.AddRange(before[..^rest.Length]);
            }
        }

        return [.. kept];
    }

    /// <summary>The bytes of a field of up to 127 bytes, to be put behind a message.</summary>
    internal static byte[] Field(int number, byte[] value) => [(byte)((number << 3) | 2), (byte)value.Length, .. value];

    /// <summary>A number; 0 where the field is not there.</summary>
    internal ulong Number(int field) => Fields.LastOrDefault(f => f.Number == field).Value;

    /// <summary>All values of a field of bytes, texts or messages.</summary>
    internal IEnumerable<byte[]> All(int field) => Fields.Where(f => f.Number == field).Select(f => f.Bytes);

    /// <summary>Bytes; empty where the field is not there.</summary>
    internal byte[] Bytes(int field) => All(field).LastOrDefault() ?? [];

    /// <summary>A text; empty where the field is not there.</summary>
    internal string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    /// <summary>A message within this one.</summary>
    internal WireMessage Message(int field) => Of(Bytes(field));

    private static (int Number, ulong Value, byte[] Bytes) Next(ref ReadOnlySpan<byte> rest)
    {
        ulong tag = Varint(ref rest);
        int number = (int)(tag >> 3);
        switch (tag & 7)
        {
            case 0:
                return (number, Varint(ref rest), []);
            case 1:
                ReadOnlySpan<byte> eight = rest[..8];
                rest = rest[8..];
                return (number, BinaryPrimitives.ReadUInt64LittleEndian(eight), eight.ToArray());
            case 2:
                int length = (int)Varint(ref rest);
                ReadOnlySpan<byte> bytes = rest[..length];
                rest = rest[length..];
                return (number, 0, bytes.ToArray());
            default:
                throw new FormatException($"Field {number} has wire type {tag & 7}.");
        }
    }

    private static ulong Varint(ref ReadOnlySpan<byte> rest)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = rest[0];
            rest = rest[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
