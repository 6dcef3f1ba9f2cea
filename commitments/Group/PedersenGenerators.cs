using Candor.Commitments.Hashing;

namespace Candor.Commitments.Group;

/// <summary>
/// The two bases of a Pedersen commitment, dalek's <c>PedersenGens</c>: nobody knows how they are related.
/// </summary>
internal static class PedersenGenerators
{
    /// <summary>B, the ristretto255 basepoint, which carries the value.</summary>
    internal static readonly Generator Value = new(RistrettoPoint.Basepoint);

    /// <summary>B̃, the one-way map of SHA3-512 of B's encoding, which carries the blinding.</summary>
    internal static readonly Generator Blinding =
        new(RistrettoPoint.FromUniformBytes(KeccakSponge.Sha3512(RistrettoPoint.Basepoint.ToArray())));

    /// <summary>value·B + blinding·B̃, without a secret branch or index.</summary>
    internal static RistrettoPoint Commit(in Scalar value, in Scalar blinding) =>
        Value.Multiply(value) + Blinding.Multiply(blinding);
}
