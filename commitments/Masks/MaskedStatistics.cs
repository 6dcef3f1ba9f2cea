using System.Diagnostics.CodeAnalysis;
using Candor.Commitments.Contributions;
using Candor.Commitments.Group;

namespace Candor.Commitments.Masks;

/// <summary>
/// A contributor's statistics under its masks, modulo ℓ: y = x + masks of the coordinates, z = r + masks of the
/// blindings. Alone they say nothing; in the sum over a list the masks of its pairs vanish.
/// </summary>
/// <remarks>Holds 64 bytes a coordinate. Immutable; safe for use from many threads.</remarks>
public sealed class MaskedStatistics
{
    private readonly byte[] _values;
    private readonly byte[] _blindings;

    private MaskedStatistics(StatisticsShape shape, byte[] values, byte[] blindings)
    {
        Shape = shape;
        _values = values;
        _blindings = blindings;
        ValuesDigest = VectorDigest.Of("masked-values"u8, values);
        BlindingsDigest = VectorDigest.Of("masked-blindings"u8, blindings);
    }

    /// <summary>How many coordinates there are.</summary>
    public StatisticsShape Shape { get; }

    /// <summary>The 32 bytes that stand for y in signed messages.</summary>
    public ReadOnlyMemory<byte> ValuesDigest { get; }

    /// <summary>The 32 bytes that stand for z in signed messages.</summary>
    public ReadOnlyMemory<byte> BlindingsDigest { get; }

    /// <summary>y, 32 bytes a coordinate.</summary>
    public ReadOnlyMemory<byte> Values => _values;

    /// <summary>z, 32 bytes a coordinate.</summary>
    public ReadOnlyMemory<byte> Blindings => _blindings;

    /// <summary>Reads what a contributor sent. Compare the digests with those that it signed.</summary>
    /// <param name="shape">How many coordinates there are.</param>
    /// <param name="values">y, untrusted.</param>
    /// <param name="blindings">z, untrusted.</param>
    /// <param name="masked">The vectors, or null.</param>
    /// <param name="failure">
    /// <see cref="ProofFailure.None"/>; <see cref="ProofFailure.WrongLength"/> when a vector has another number of
    /// scalars; <see cref="ProofFailure.NonCanonicalScalar"/> when 32 bytes are no integer below ℓ.
    /// </param>
    public static bool TryParse(
        StatisticsShape shape,
        ReadOnlySpan<byte> values,
        ReadOnlySpan<byte> blindings,
        [NotNullWhen(true)] out MaskedStatistics? masked,
        out ProofFailure failure)
    {
        ArgumentNullException.ThrowIfNull(shape);
        int size = shape.Coordinates * Scalar.Size;
        failure = values.Length != size || blindings.Length != size ? ProofFailure.WrongLength
            : AreScalars(values) && AreScalars(blindings) ? ProofFailure.None
            : ProofFailure.NonCanonicalScalar;
        masked = failure == ProofFailure.None ? new(shape, values.ToArray(), blindings.ToArray()) : null;
        return masked is not null;
    }

    /// <summary>The vectors of scalars.</summary>
    internal static MaskedStatistics Of(
        StatisticsShape shape, ReadOnlySpan<Scalar> values, ReadOnlySpan<Scalar> blindings) =>
        new(shape, ToBytes(values), ToBytes(blindings));

    /// <summary>A coordinate of y.</summary>
    internal Scalar Value(int i) => Element(_values, i);

    /// <summary>A coordinate of z.</summary>
    internal Scalar Blinding(int i) => Element(_blindings, i);

    private static bool AreScalars(ReadOnlySpan<byte> bytes)
    {
        for (; !bytes.IsEmpty; bytes = bytes[Scalar.Size..])
        {
            if (!Scalar.TryParse(bytes[..Scalar.Size], out _))
            {
                return false;
            }
        }

        return true;
    }

    private static Scalar Element(byte[] bytes, int i)
    {
        _ = Scalar.TryParse(bytes.AsSpan(i * Scalar.Size, Scalar.Size), out Scalar scalar);
        return scalar;
    }

    private static byte[] ToBytes(ReadOnlySpan<Scalar> scalars)
    {
        byte[] bytes = new byte[scalars.Length * Scalar.Size];
        for (int i = 0; i < scalars.Length; i++)
        {
            scalars[i].WriteBytes(bytes.AsSpan(i * Scalar.Size));
        }

        return bytes;
    }
}
