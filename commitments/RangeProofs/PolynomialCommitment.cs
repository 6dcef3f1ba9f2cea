using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.RangeProofs;

/// <summary>The coefficients of l(X) = L0 + L1·X and r(X) = R0 + R1·X.</summary>
internal sealed record PolynomialVectors(Scalar[] L0, Scalar[] L1, Scalar[] R0, Scalar[] R1);

/// <summary>
/// The blindings α of A, ρ of S, Σ z^(2+j)·γ_j of the commitments, τ_1 of T_1 and τ_2 of T_2.
/// </summary>
internal readonly record struct PolynomialBlindings(
    Scalar Alpha, Scalar Rho, Scalar Constant, Scalar Tau1, Scalar Tau2);

/// <summary>The second step: t(X) is committed to, and the verifier has said where to evaluate it.</summary>
internal sealed class PolynomialCommitment : IDisposable
{
    private readonly RangeShape _shape;
    private readonly Scalar _y;
    private readonly byte[] _points;
    private readonly PolynomialVectors _vectors;
    private readonly PolynomialBlindings _blindings;
    private readonly Scalar _t0;
    private readonly Scalar _t1;
    private readonly Scalar _t2;
    private readonly Scalar _x;

    private PolynomialCommitment(
        MerlinTranscript transcript,
        RangeShape shape,
        in Scalar y,
        byte[] a,
        byte[] s,
        PolynomialVectors vectors,
        in PolynomialBlindings blindings)
    {
        _shape = shape;
        _y = y;
        _vectors = vectors;
        _blindings = blindings;
        _t0 = ScalarVectors.InnerProduct(vectors.L0, vectors.R0);
        _t1 = ScalarVectors.InnerProduct(vectors.L0, vectors.R1) + ScalarVectors.InnerProduct(vectors.L1, vectors.R0);
        _t2 = ScalarVectors.InnerProduct(vectors.L1, vectors.R1);
        byte[] t1 = PedersenGenerators.Commit(_t1, blindings.Tau1).ToArray();
        byte[] t2 = PedersenGenerators.Commit(_t2, blindings.Tau2).ToArray();
        _points = [.. a, .. s, .. t1, .. t2];
        _x = RangeProofTranscript.AppendPolynomial(transcript, t1, t2);
    }

    /// <summary>Appends T_1 and T_2, takes x.</summary>
    internal static PolynomialCommitment Create(
        MerlinTranscript transcript,
        RangeShape shape,
        in Scalar y,
        byte[] a,
        byte[] s,
        PolynomialVectors vectors,
        in PolynomialBlindings blindings) => new(transcript, shape, y, a, s, vectors, blindings);

    /// <summary>The third step: l, r and t at x, with the blindings that open the commitments there.</summary>
    internal PolynomialEvaluation Evaluate() => new()
    {
        Shape = _shape,
        Y = _y,
        Points = _points,
        Tx = _t0 + (_x * (_t1 + (_x * _t2))),
        TxBlinding = _blindings.Constant + (_x * (_blindings.Tau1 + (_x * _blindings.Tau2))),
        EBlinding = _blindings.Alpha + (_x * _blindings.Rho),
        L = At(_vectors.L0, _vectors.L1),
        R = At(_vectors.R0, _vectors.R1),
    };

    /// <summary>Overwrites the secrets.</summary>
    public void Dispose() => RangeProver.Erase(_vectors.L0, _vectors.L1, _vectors.R0, _vectors.R1);

    private Scalar[] At(Scalar[] constant, Scalar[] linear)
    {
        var values = new Scalar[constant.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = constant[i] + (linear[i] * _x);
        }

        return values;
    }
}
