using System.Security.Cryptography;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.EqualityProofs;

/// <summary>
/// One proof for a whole batch that K and every D_i are the same secret multiple of B and C_i: the batched DLEQ proof
/// of RFC 9497 section 2.2, 64 bytes: c, s.
/// </summary>
internal static class EqualityProof
{
    /// <summary>Bytes of a proof.</summary>
    internal const int Size = 2 * Scalar.Size;

    /// <summary>GenerateProof with a given nonce r, which must be secret, uniform and used once.</summary>
    /// <remarks>The secrets k and r meet no branch and no index; the weights and the C_i are public.</remarks>
    /// <exception cref="CryptographicException">A weight or the challenge is zero: prove again.</exception>
    internal static byte[] Prove(EqualityStatement statement, in Scalar secretKey, in Scalar nonce)
    {
        // ComputeCompositesFast: Z = k·M.
        Scalar[] weights = EqualityWeights.Derive(statement);
        foreach (ref readonly Scalar weight in weights.AsSpan())
        {
            _ = ProofChallenge.RequireNonZero(weight);
        }

        RistrettoPoint m = MultiscalarMultiplication.Sum([], [], weights, statement.Bases);
        RistrettoPoint z = SecretMultiplication.Multiply(secretKey, m);
        RistrettoPoint t2 = PedersenGenerators.Value.Multiply(nonce);
        RistrettoPoint t3 = SecretMultiplication.Multiply(nonce, m);
        Scalar c = ProofChallenge.RequireNonZero(EqualityWeights.Challenge(statement, m, z, t2, t3));
        Scalar s = nonce - (c * secretKey);
        return [.. c.ToArray(), .. s.ToArray()];
    }

    /// <summary>VerifyProof.</summary>
    /// <returns>
    /// <see cref="ProofFailure.WrongLength"/>, <see cref="ProofFailure.NonCanonicalScalar"/>,
    /// <see cref="ProofFailure.EquationFails"/>, or <see cref="ProofFailure.None"/>.
    /// </returns>
    internal static ProofFailure Verify(EqualityStatement statement, ReadOnlySpan<byte> proof)
    {
        if (proof.Length != Size)
        {
            return ProofFailure.WrongLength;
        }

        if (!Scalar.TryParse(proof[..Scalar.Size], out Scalar c) ||
            !Scalar.TryParse(proof[Scalar.Size..], out Scalar s))
        {
            return ProofFailure.NonCanonicalScalar;
        }

        return Verify(statement, EqualityWeights.Derive(statement), c, s);
    }

    /// <summary>The verdict under given weights: one of zero would leave its pair unproved.</summary>
    /// <exception cref="ArgumentException">The statement has no images: a verifier decodes them.</exception>
    internal static ProofFailure Verify(
        EqualityStatement statement, ReadOnlySpan<Scalar> weights, in Scalar c, in Scalar s)
    {
        if (statement.Images is null)
        {
            throw new ArgumentException("The statement has no images; a verifier decodes them.", nameof(statement));
        }

        if (c.IsZero || weights.Contains(Scalar.Zero))
        {
            return ProofFailure.EquationFails;
        }

        RistrettoPoint m = MultiscalarMultiplication.Sum([], [], weights, statement.Bases);
        RistrettoPoint z = MultiscalarMultiplication.Sum([], [], weights, statement.Images);
        RistrettoPoint t2 = MultiscalarMultiplication.Sum(
            [s], [PedersenGenerators.Value], [c], [statement.PublicKey.Point]);
        RistrettoPoint t3 = MultiscalarMultiplication.Sum([], [], [s, c], [m, z]);
        return EqualityWeights.Challenge(statement, m, z, t2, t3) == c
            ? ProofFailure.None
            : ProofFailure.EquationFails;
    }
}
