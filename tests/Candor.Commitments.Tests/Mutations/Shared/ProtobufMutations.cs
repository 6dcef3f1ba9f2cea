namespace Candor.Commitments.Tests.Mutations.Shared;

/// <summary>Mutations of a protobuf message that know its fields: dropped, doubled, swapped, renumbered, of another
/// wire type, with another value, taken from another message; at any depth. Schemas are not needed for that.</summary>
internal static class ProtobufMutations
{
    private const int Varint = 0;
    private const int LengthDelimited = 2;

    /// <summary>Draws a mutation.</summary>
    /// <param name="random">Where from.</param>
    /// <param name="honest">The encoded message.</param>
    /// <param name="other">Another valid message of the same type.</param>
    /// <returns>The mutation; null where the bytes came out as they were.</returns>
    internal static Mutation<byte[]>? Draw(Random random, byte[] honest, byte[] other)
    {
        if (random.Next(3) == 0 || Split(honest) is not { Count: > 0 } fields)
        {
            return ByteMutations.Draw(random, honest, other);
        }

        int i = random.Next(fields.Count);
        int j = random.Next(fields.Count);
        Field field = fields[i];
        List<Field> mutated = [.. fields];
        string what;
        switch (random.Next(12))
        {
            case 0:
                mutated.RemoveAt(i);
                what = "dropped";
                break;
            case 1:
                mutated.Insert(j, field);
                what = $"once more before field {fields[j].Number}";
                break;
            case 2:
                (mutated[i], mutated[j]) = (
                    field with { Number = fields[j].Number }, fields[j] with { Number = field.Number });
                what = $"and field {fields[j].Number} with each other's values";
                break;
            case 3:
                mutated[i] = field with { Number = 1 + random.Next(12) };
                what = $"renumbered {mutated[i].Number}";
                break;
            case 4:
                mutated[i] = field with { WireType = (field.WireType + 1 + random.Next(7)) % 8 };
                what = $"as wire type {mutated[i].WireType}";
                break;
            case 5 when Split(other)?.Find(f => f.Number == field.Number) is { } replacement:
                mutated[i] = replacement;
                what = "of another message";
                break;
            default:
                if (Value(random, field, Split(other)?.Find(f => f.Number == field.Number)) is not { } value)
                {
                    return null;
                }

                mutated[i] = field with { Value = value.Value };
                what = value.What;
                break;
        }

        byte[] joined = Join(mutated);
        return joined.AsSpan().SequenceEqual(honest)
            ? null
            : new Mutation<byte[]>(joined, $"field {field.Number} {what}");
    }

    private static Mutation<byte[]>? Value(Random random, Field field, Field? other)
    {
        if (field.WireType == Varint)
        {
            Assert.True(TryReadVarint(field.Value, out ulong number, out _));
            ulong another = random.Next(4) switch
            {
                0 => number + 1,
                1 => number - 1,
                2 => number ^ (1UL << random.Next(64)),
                _ => ulong.MaxValue,
            };
            return new Mutation<byte[]>(EncodeVarint(another), $"{another} for {number}");
        }

        if (field.WireType == LengthDelimited && field.Value.Length > 0)
        {
            // What looks like a message may be a name; its bytes are mutated then, and no harm is done.
            byte[] otherValue = other?.WireType == LengthDelimited ? other.Value : field.Value;
            return random.Next(4) > 0 && Split(field.Value) is { Count: > 0 }
                ? Draw(random, field.Value, otherValue)
                : ByteMutations.Draw(random, field.Value, otherValue);
        }

        return ByteMutations.Draw(random, field.Value);
    }

    private static List<Field>? Split(ReadOnlySpan<byte> message)
    {
        List<Field> fields = [];
        while (!message.IsEmpty)
        {
            if (!TryReadVarint(message, out ulong key, out int read) || key >> 3 is 0 or > 100)
            {
                return null;
            }

            message = message[read..];
            int head = 0;
            ulong length;
            switch (key & 7)
            {
                case Varint when TryReadVarint(message, out _, out int varint):
                    length = (ulong)varint;
                    break;
                case 1:
                    length = 8;
                    break;
                case LengthDelimited when TryReadVarint(message, out length, out head):
                    break;
                case 5:
                    length = 4;
                    break;
                default:
                    return null;
            }

            if (length > (ulong)(message.Length - head))
            {
                return null;
            }

            fields.Add(new Field((int)(key >> 3), (int)(key & 7), message.Slice(head, (int)length).ToArray()));
            message = message[(head + (int)length)..];
        }

        return fields;
    }

    private static byte[] Join(List<Field> fields) =>
    [
        .. fields.SelectMany(field => (byte[])
        [
            .. EncodeVarint(((ulong)field.Number << 3) | (uint)field.WireType),
            .. field.WireType == LengthDelimited ? EncodeVarint((ulong)field.Value.Length) : [],
            .. field.Value,
        ]),
    ];

    private static bool TryReadVarint(ReadOnlySpan<byte> bytes, out ulong value, out int read)
    {
        value = 0;
        for (read = 0; read < Math.Min(10, bytes.Length); read++)
        {
            value |= (ulong)(bytes[read] & 0x7F) << (7 * read);
            if (bytes[read] < 0x80)
            {
                read++;
                return true;
            }
        }

        return false;
    }

    private static byte[] EncodeVarint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    private sealed record Field(int Number, int WireType, byte[] Value);
}
