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
    private readonly Scalar[] _sL;
    private readonly Scalar[] _sR;
    private readonly Scalar _alpha;
    private readonly Scalar _rho;
    private readonly byte[] _a;
    private readonly byte[] _s;
    private Scalar _y;
    private Scalar _z;

    private BitCommitment(RangeWitness witness, ProofTranscriptRandomness randomness)
    {
        _witness = witness;
        int length = witness.Shape.Length;
        _alpha = randomness.NextScalar();
        _rho = randomness.NextScalar();
        var secrets = new Scalar[1 + (2 * length)];
        secrets[0] = _rho;
        for (int i = 1; i < secrets.Length; i++)
        {
            secrets[i] = randomness.NextScalar();
        }

        BulletproofGenerators generators = BulletproofGenerators.For(witness.Shape);
        _sL = secrets.AsSpan(1, length).ToArray();
        _sR = secrets.AsSpan(1 + length).ToArray();
        _a = CommitBits(generators).ToArray();
        _s = SecretMultiplication.Sum(secrets, generators.All.AsSpan(1)).ToArray();
        RangeProver.Erase(secrets);
    }

    /// <summary>Draws the blindings, appends A and S, takes y and z.</summary>
    internal static BitCommitment Create(
        MerlinTranscript transcript, RangeWitness witness, ProofTranscriptRandomness randomness)
    {
        var step = new BitCommitment(witness, randomness);
        (step._y, step._z) = RangeProofTranscript.AppendBits(transcript, step._a, step._s);
        return step;
    }

    /// <summary>
    /// The second step. l(X) = a_L - z + s_L·X, and r(X) = y^i·(a_R + z + s_R·X) + z^(2+j)·2^(i mod n); T_1 and T_2
    /// commit to the coefficients of t(X) = ⟨l(X), r(X)⟩; then the verifier gives x.
    /// </summary>
    internal PolynomialCommitment CommitPolynomial(MerlinTranscript transcript, ProofTranscriptRandomness randomness)
    {
        RangeShape shape = _witness.Shape;
        var l0 = new Scalar[shape.Length];
        var r0 = new Scalar[shape.Length];
        var r1 = new Scalar[shape.Length];
        Scalar powerOfY = Scalar.One;
        Scalar offset = Scalar.Zero;
        for (int i = 0; i < shape.Length; i++)
        {
            int bit = i % shape.Bits;
            offset = bit == 0 ? ScalarVectors.Power(_z, 2 + (i / shape.Bits)) : offset + offset;
            Scalar aL = _witness.Bit(i);
            l0[i] = aL - _z;
            r0[i] = (powerOfY * (aL - Scalar.One + _z)) + offset;
            r1[i] = powerOfY * _sR[i];
            powerOfY *= _y;
        }

        // Σ z^(2+j)·γ_j: the blinding that the commitments V bring into t(x).
        Scalar constantBlinding = Scalar.Zero;
        Scalar powerOfZ = _z * _z;
        foreach (ref readonly Scalar gamma in _witness.Blindings.AsSpan())
        {
            constantBlinding += powerOfZ * gamma;
            powerOfZ *= _z;
        }

        var vectors = new PolynomialVectors(l0, (Scalar[])_sL.Clone(), r0, r1);
        var blindings = new PolynomialBlindings(
            _alpha, _rho, constantBlinding, randomness.NextScalar(), randomness.NextScalar());
        return PolynomialCommitment.Create(transcript, shape, _y, _a, _s, vectors, blindings);
    }

    /// <summary>Overwrites the secrets.</summary>
    public void Dispose() => RangeProver.Erase(_sL, _sR);

    // α·B̃ + Σ (a_L·G_i + (a_L - 1)·H_i): a bit of one adds G_i, a bit of zero takes H_i away, chosen under a mask.
    private RistrettoPoint CommitBits(BulletproofGenerators generators)
    {
        RistrettoPoint sum = PedersenGenerators.Blinding.Multiply(_alpha);
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
