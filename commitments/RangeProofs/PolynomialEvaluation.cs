using System.Security.Cryptography;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.RangeProofs;

/// <summary>
/// The third step: what the prover may show. l and r at x are blinded by s_L and s_R, so nothing from here on is secret
/// and the inner product argument may take variable time.
/// </summary>
internal sealed record PolynomialEvaluation
{
    /// <summary>Bits and parties.</summary>
    internal required RangeShape Shape { get; init; }

    /// <summary>The challenge y.</summary>
    internal required Scalar Y { get; init; }

    /// <summary>The encodings of A, S, T_1 and T_2.</summary>
    internal required byte[] Points { get; init; }

    /// <summary>t(x).</summary>
    internal required Scalar Tx { get; init; }

    /// <summary>What opens t(x).</summary>
    internal required Scalar TxBlinding { get; init; }

    /// <summary>What opens l(x) and r(x).</summary>
    internal required Scalar EBlinding { get; init; }

    /// <summary>l(x).</summary>
    internal required Scalar[] L { get; init; }

    /// <summary>r(x).</summary>
    internal required Scalar[] R { get; init; }

    /// <summary>Appends the evaluations, runs the inner product argument and lays out the proof.</summary>
    /// <exception cref="CryptographicException">A challenge is zero.</exception>
    internal byte[] ToProof(MerlinTranscript transcript)
    {
        Scalar w = ProofChallenge.RequireNonZero(
            RangeProofTranscript.AppendEvaluation(transcript, Tx, TxBlinding, EBlinding));
        byte[] innerProduct = InnerProductProver.Prove(transcript, Shape, w, Y, L, R);
        return [.. Points, .. Tx.ToArray(), .. TxBlinding.ToArray(), .. EBlinding.ToArray(), .. innerProduct];
    }
}
