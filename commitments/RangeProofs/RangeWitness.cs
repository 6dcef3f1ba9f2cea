using System.Buffers.Binary;
using Candor.Commitments.Group;

namespace Candor.Commitments.RangeProofs;

/// <summary>What the prover of a range knows: the values and the blindings of their commitments.</summary>
internal sealed class RangeWitness
{
    /// <summary>A witness for a shape.</summary>
    /// <exception cref="ArgumentException">There is not one value and one blinding per party.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is 2^n or more.</exception>
    internal RangeWitness(RangeShape shape, ulong[] values, Scalar[] blindings)
    {
        if (values.Length != shape.Parties || blindings.Length != shape.Parties)
        {
            throw new ArgumentException(
                $"There are {shape.Parties} parties, but {values.Length} values and {blindings.Length} blindings.",
                nameof(values));
        }

        foreach (ulong value in values)
        {
            if (shape.Bits < 64 && value >> shape.Bits != 0)
            {
                throw new ArgumentOutOfRangeException(nameof(values), $"A value does not fit in {shape.Bits} bits.");
            }
        }

        Shape = shape;
        Values = values;
        Blindings = blindings;
    }

    /// <summary>Bits and parties.</summary>
    internal RangeShape Shape { get; }

    /// <summary>m values.</summary>
    internal ulong[] Values { get; }

    /// <summary>m blindings.</summary>
    internal Scalar[] Blindings { get; }

    /// <summary>Whether bit i of all values laid end to end is one.</summary>
    internal ulong Bit(int i) => (Values[i / Shape.Bits] >> (i % Shape.Bits)) & 1;

    /// <summary>LE64 of each value, then each blinding: what the prover's randomness is rekeyed with.</summary>
    internal byte[] ToSecretBytes()
    {
        byte[] bytes = new byte[Values.Length * (sizeof(ulong) + Scalar.Size)];
        Span<byte> rest = bytes;
        foreach (ulong value in Values)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(rest, value);
            rest = rest[sizeof(ulong)..];
        }

        foreach (ref readonly Scalar blinding in Blindings.AsSpan())
        {
            blinding.WriteBytes(rest);
            rest = rest[Scalar.Size..];
        }

        return bytes;
    }
}
