using System.Security.Cryptography;
using Candor.Commitments.Group;

namespace Candor.Commitments.ProofTranscripts;

/// <summary>
/// What a prover does with a challenge of zero, which would take the secret, or what is to be shown, out of an equation.
/// It comes up once in 2^252 draws; a verifier refuses the proof.
/// </summary>
internal static class ProofChallenge
{
    /// <summary>The challenge, if it is not zero.</summary>
    /// <exception cref="CryptographicException">It is zero: the proof must be made anew, with fresh nonces.</exception>
    internal static Scalar RequireNonZero(in Scalar challenge) => !challenge.IsZero
        ? challenge
        : throw new CryptographicException("A challenge of the proof is zero. Make the proof again.");
}
