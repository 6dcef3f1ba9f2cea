using System.Security.Cryptography;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.RangeProofs;

/// <summary>The second step: t(X) is committed to, and the verifier has said where to evaluate it.</summary>
internal sealed class PolynomialCommitment : IDisposable
{
    private readonly RangeShape _shape;
    private readonly Scalar _y;
    private readonly byte[] _points;
    private readonly PolynomialSecrets _secrets;
    private readonly Scalar _x;

    private PolynomialCommitment(
        MerlinTranscript transcript,
        RangeShape shape,
        in Scalar y,
        byte[] a,
        byte[] s,
        PolynomialSecrets secrets)
    {
        _shape = shape;
        _y = y;
        _secrets = secrets;
        secrets.T0 = ScalarVectors.InnerProduct(secrets.L0, secrets.R0);
        secrets.T1 = ScalarVectors.InnerProduct(secrets.L0, secrets.R1)
            + ScalarVectors.InnerProduct(secrets.L1, secrets.R0);
        secrets.T2 = ScalarVectors.InnerProduct(secrets.L1, secrets.R1);
        byte[] t1 = PedersenGenerators.Commit(secrets.T1, secrets.Tau1).ToArray();
        byte[] t2 = PedersenGenerators.Commit(secrets.T2, secrets.Tau2).ToArray();
        _points = [.. a, .. s, .. t1, .. t2];
        _x = ProofChallenge.RequireNonZero(RangeProofTranscript.AppendPolynomial(transcript, t1, t2));
    }

    /// <summary>Appends T_1 and T_2, takes x. The secrets are overwritten with this step, also where it fails.</summary>
    /// <exception cref="CryptographicException">x is zero.</exception>
    internal static PolynomialCommitment Create(
        MerlinTranscript transcript,
        RangeShape shape,
        in Scalar y,
        byte[] a,
        byte[] s,
        PolynomialSecrets secrets)
    {
        try
        {
            return new(transcript, shape, y, a, s, secrets);
        }
        catch
        {
            secrets.Dispose();
            throw;
        }
    }

    /// <summary>The third step: l, r and t at x, with the blindings that open the commitments there.</summary>
    internal PolynomialEvaluation Evaluate() => new()
    {
        Shape = _shape,
        Y = _y,
        Points = _points,
        Tx = _secrets.T0 + (_x * (_secrets.T1 + (_x * _secrets.T2))),
        TxBlinding = _secrets.ConstantBlinding + (_x * (_secrets.Tau1 + (_x * _secrets.Tau2))),
        EBlinding = _secrets.Alpha + (_x * _secrets.Rho),
        L = At(_secrets.L0, _secrets.L1),
        R = At(_secrets.R0, _secrets.R1),
    };

    /// <summary>Overwrites the secrets.</summary>
    public void Dispose() => _secrets.Dispose();

    private Scalar[] At(ReadOnlySpan<Scalar> constant, ReadOnlySpan<Scalar> linear)
    {
        var values = new Scalar[constant.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = constant[i] + (linear[i] * _x);
        }

        return values;
    }
}
