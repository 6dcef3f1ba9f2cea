using Candor.Commitments.Group;

namespace Candor.Commitments;

/// <summary>
/// A Pedersen commitment C = t·B + r·B̃ to a data size t under a blinding r: it hides t perfectly and binds it under
/// the discrete logarithm assumption. It is held decoded. A commitment that was parsed is never the identity.
/// </summary>
/// <remarks><c>default</c> is not a commitment: its members throw <see cref="InvalidOperationException"/>.</remarks>
public readonly struct Commitment : IEquatable<Commitment>
{
    /// <summary>Bytes of an encoding.</summary>
    public const int Size = RistrettoPoint.Size;

    private readonly byte[]? _bytes;
    private readonly RistrettoPoint _point;

    internal Commitment(in RistrettoPoint point)
    {
        _point = point;
        _bytes = point.ToArray();
    }

    private Commitment(in RistrettoPoint point, byte[] bytes)
    {
        _point = point;
        _bytes = bytes;
    }

    /// <summary>The element.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>.</exception>
    internal RistrettoPoint Point => _bytes is null ? throw Uninitialised() : _point;

    /// <summary>The encoding, without a copy.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>.</exception>
    internal ReadOnlySpan<byte> Bytes => _bytes ?? throw Uninitialised();

    /// <summary>Equality of the encodings.</summary>
    public static bool operator ==(Commitment left, Commitment right) => left.Equals(right);

    /// <summary>Inequality of the encodings.</summary>
    public static bool operator !=(Commitment left, Commitment right) => !left.Equals(right);

    /// <summary>Reads a canonical ristretto255 encoding that is not the identity's.</summary>
    /// <param name="bytes">32 bytes.</param>
    /// <param name="c">The commitment, or <c>default</c>.</param>
    /// <param name="failure">
    /// <see cref="ProofFailure.WrongLength"/>, <see cref="ProofFailure.IdentityPoint"/>,
    /// <see cref="ProofFailure.NonCanonicalPoint"/>, or <see cref="ProofFailure.None"/>.
    /// </param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Commitment c, out ProofFailure failure)
    {
        failure = PointEncoding.TryParse(bytes, out RistrettoPoint point).ToProofFailure();
        c = failure == ProofFailure.None ? new(point, bytes.ToArray()) : default;
        return failure == ProofFailure.None;
    }

    /// <summary>
    /// C - records·B, a commitment to t - records under the same blinding: what is left of this commitment when so many
    /// of its records are credited to someone else. It needs no secret. Whoever holds the opening reduces it in the
    /// same way (<see cref="CommitmentOpening.Less"/>).
    /// </summary>
    /// <param name="records">Records to take off, in units of the market.</param>
    /// <returns>
    /// A commitment in its own right. Nobody can see here whether t is at least <paramref name="records"/>. If it is
    /// not, the result commits to an integer just below ℓ, and no proof of a report against it verifies. It is the
    /// identity when the blinding is zero and <paramref name="records"/> is t: it then serves every statement like any
    /// other, but <see cref="TryParse"/> rejects its encoding.
    /// </returns>
    /// <exception cref="InvalidOperationException">This is <c>default</c>.</exception>
    public Commitment Less(ulong records) => new(PointLess(records));

    /// <summary>The element of <see cref="Less"/>, without its encoding.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>.</exception>
    internal RistrettoPoint PointLess(ulong records)
    {
        // The number of records is public, so the time of the multiplication may depend on it.
        RistrettoPoint point = Point;
        return point - MultiscalarMultiplication.Sum([records], [PedersenGenerators.Value], [], []);
    }

    /// <summary>A copy of the 32 bytes.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>.</exception>
    public byte[] ToArray() => Bytes.ToArray();

    /// <summary>Writes the 32 bytes; false when fewer are free.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>.</exception>
    public bool TryWriteBytes(Span<byte> destination) => Bytes.TryCopyTo(destination);

    /// <inheritdoc/>
    public bool Equals(Commitment other) => _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Commitment other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <summary>64 lower-case hexadecimal digits; empty for <c>default</c>.</summary>
    public override string ToString() => _bytes is null ? string.Empty : Convert.ToHexStringLower(_bytes);

    private static InvalidOperationException Uninitialised() => new("This is the default value, not a commitment.");
}
