using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Candor.Commitments.Group;

namespace Candor.Commitments.RangeProofs;

/// <summary>
/// What the prover of a range knows: the values and the blindings of their commitments, copied here and overwritten at
/// the end.
/// </summary>
internal sealed class RangeWitness : IDisposable
{
    private readonly ulong[] _values;
    private readonly SecretScalars _blindings;

    /// <summary>A witness for a shape.</summary>
    /// <exception cref="ArgumentException">There is not one value and one blinding per party.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is 2^n or more.</exception>
    internal RangeWitness(RangeShape shape, ReadOnlySpan<ulong> values, ReadOnlySpan<Scalar> blindings)
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
        _values = GC.AllocateArray<ulong>(values.Length, pinned: true);
        values.CopyTo(_values);
        _blindings = new(blindings.Length);
        blindings.CopyTo(_blindings.Span);
    }

    /// <summary>Bits and parties.</summary>
    internal RangeShape Shape { get; }

    /// <summary>m values.</summary>
    /// <exception cref="ObjectDisposedException">The witness was erased.</exception>
    internal ReadOnlySpan<ulong> Values
    {
        get
        {
            ObjectDisposedException.ThrowIf(_blindings.AreErased, this);
            return _values;
        }
    }

    /// <summary>m blindings.</summary>
    /// <exception cref="ObjectDisposedException">The witness was erased.</exception>
    internal ReadOnlySpan<Scalar> Blindings => _blindings.Span;

    /// <summary>Whether bit i of all values laid end to end is one.</summary>
    internal ulong Bit(int i) => (Values[i / Shape.Bits] >> (i % Shape.Bits)) & 1;

    /// <summary>LE64 of each value, then each blinding: what the prover's randomness is rekeyed with.</summary>
    internal byte[] ToSecretBytes()
    {
        byte[] bytes = GC.AllocateArray<byte>(Values.Length * (sizeof(ulong) + Scalar.Size), pinned: true);
        Span<byte> rest = bytes;
        foreach (ulong value in Values)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(rest, value);
            rest = rest[sizeof(ulong)..];
        }

        foreach (ref readonly Scalar blinding in Blindings)
        {
            blinding.WriteBytes(rest);
            rest = rest[Scalar.Size..];
        }

        return bytes;
    }

    /// <summary>Overwrites values and blindings.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_values.AsSpan()));
        _blindings.Dispose();
    }
}
