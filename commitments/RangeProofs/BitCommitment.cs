using System.Security.Cryptography;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.RangeProofs;

/// <summary>
/// The first step: A commits to the bits a_L and a_R = a_L - 1, S to as many random scalars s_L and s_R; then the
/// verifier gives y and z.
/// </summary>
internal sealed class BitCommitment : IDisposable
{
    private readonly RangeWitness _witness;
    private readonly SecretScalars _alpha;

    // ρ, then s_L, then s_R: the scalars of S, in the order of its bases.
    private readonly SecretScalars _ofS;
    private readonly byte[] _a;
    private readonly byte[] _s;
    private Scalar _y;
    private Scalar _z;

    private BitCommitment(RangeWitness witness, ProofTranscriptRandomness randomness)
    {
        _witness = witness;
        BulletproofGenerators generators = BulletproofGenerators.For(witness.Shape);
        _alpha = randomness.NextScalars(1);
        _ofS = randomness.NextScalars(1 + (2 * witness.Shape.Length));
        _a = CommitBits(generators).ToArray();
        _s = SecretMultiplication.Sum(_ofS.Span, generators.All.AsSpan(1)).ToArray();
    }

    private Span<Scalar> SL => _ofS.Span.Slice(1, _witness.Shape.Length);

    private Span<Scalar> SR => _ofS.Span[(1 + _witness.Shape.Length)..];

    /// <summary>Draws the blindings, appends A and S, takes y and z.</summary>
    /// <exception cref="CryptographicException">A challenge is zero.</exception>
    internal static BitCommitment Create(
        MerlinTranscript transcript, RangeWitness witness, ProofTranscriptRandomness randomness)
    {
        var step = new BitCommitment(witness, randomness);
        try
        {
            (Scalar y, Scalar z) = RangeProofTranscript.AppendBits(transcript, step._a, step._s);
            step._y = ProofChallenge.RequireNonZero(y);
            step._z = ProofChallenge.RequireNonZero(z);
            return step;
        }
        catch
        {
            step.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The second step. l(X) = a_L - z + s_L·X, and r(X) = y^i·(a_R + z + s_R·X) + z^(2+j)·2^(i mod n); T_1 and T_2
    /// commit to the coefficients of t(X) = ⟨l(X), r(X)⟩; then the verifier gives x.
    /// </summary>
    /// <exception cref="CryptographicException">x is zero.</exception>
    internal PolynomialCommitment CommitPolynomial(MerlinTranscript transcript, ProofTranscriptRandomness randomness)
    {
        RangeShape shape = _witness.Shape;
        var secrets = new PolynomialSecrets(shape.Length);
        Span<Scalar> l0 = secrets.L0;
        Span<Scalar> r0 = secrets.R0;
        Span<Scalar> r1 = secrets.R1;
        Span<Scalar> sR = SR;
        SL.CopyTo(secrets.L1);
        Scalar powerOfY = Scalar.One;
        Scalar offset = Scalar.Zero;
        for (int i = 0; i < shape.Length; i++)
        {
            int bit = i % shape.Bits;
            offset = bit == 0 ? ScalarVectors.Power(_z, 2 + (i / shape.Bits)) : offset + offset;
            Scalar aL = _witness.Bit(i);
            l0[i] = aL - _z;
            r0[i] = (powerOfY * (aL - Scalar.One + _z)) + offset;
            r1[i] = powerOfY * sR[i];
            powerOfY *= _y;
        }

        // Σ z^(2+j)·γ_j: the blinding that the commitments V bring into t(x).
        ref Scalar constantBlinding = ref secrets.ConstantBlinding;
        Scalar powerOfZ = _z * _z;
        foreach (ref readonly Scalar gamma in _witness.Blindings)
        {
            constantBlinding += powerOfZ * gamma;
            powerOfZ *= _z;
        }

        secrets.Alpha = _alpha[0];
        secrets.Rho = _ofS[0];
        secrets.Tau1 = randomness.NextScalar();
        secrets.Tau2 = randomness.NextScalar();
        return PolynomialCommitment.Create(transcript, shape, _y, _a, _s, secrets);
    }

    /// <summary>Overwrites the secrets.</summary>
    public void Dispose()
    {
        _alpha.Dispose();
        _ofS.Dispose();
    }

    // α·B̃ + Σ (a_L·G_i + (a_L - 1)·H_i): a bit of one adds G_i, a bit of zero takes H_i away, chosen under a mask.
    private RistrettoPoint CommitBits(BulletproofGenerators generators)
    {
        RistrettoPoint sum = PedersenGenerators.Blinding.Multiply(_alpha[0]);
        for (int i = 0; i < generators.G.Length; i++)
        {
            ulong mask = 0UL - _witness.Bit(i);
            ref readonly AffinePoint h = ref generators.H[i].Affine;
            ref readonly AffinePoint g = ref generators.G[i].Affine;
            RistrettoPoint.Add(sum, AffinePoint.Select(mask, -h, g), out sum);
        }

        return sum;
    }
}
