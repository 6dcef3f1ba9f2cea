using System.Security.Cryptography;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.RangeProofs;

/// <summary>
/// The inner product argument: knowledge of vectors a and b with P = Σ a_i·G_i + Σ b_i·y^-i·H_i + ⟨a, b⟩·w·B, in two
/// points per round (ePrint 2017/1066, section 3).
/// </summary>
/// <remarks>
/// The bases are never folded. Each round's L and R are sums over the original bases, whose tables are at hand, with
/// the folding kept as one coefficient per base. That takes half the time of folding points.
/// </remarks>
internal sealed class InnerProductProver
{
    private readonly BulletproofGenerators _generators;
    private readonly Scalar _w;
    private readonly Scalar[] _a;
    private readonly Scalar[] _b;

    // The factor of each original base in the folded base that it is part of.
    private readonly Scalar[] _ofG;
    private readonly Scalar[] _ofH;

    private InnerProductProver(
        RangeShape shape, in Scalar w, in Scalar y, ReadOnlySpan<Scalar> left, ReadOnlySpan<Scalar> right)
    {
        _generators = BulletproofGenerators.For(shape);
        _w = w;
        _a = left.ToArray();
        _b = right.ToArray();
        _ofG = new Scalar[shape.Length];
        _ofH = new Scalar[shape.Length];
        Scalar inverseY = y.Invert();
        Scalar power = Scalar.One;
        for (int i = 0; i < shape.Length; i++)
        {
            _ofG[i] = Scalar.One;
            _ofH[i] = power;
            power *= inverseY;
        }
    }

    /// <summary>Runs the rounds on the proof transcript.</summary>
    /// <param name="transcript">The proof transcript after w; it is advanced.</param>
    /// <param name="shape">Bits and parties; n·m is the length of the vectors.</param>
    /// <param name="w">The challenge w.</param>
    /// <param name="y">The challenge y.</param>
    /// <param name="left">a, that is l(x): public.</param>
    /// <param name="right">b, that is r(x): public.</param>
    /// <returns>L and R of each round, then a and b folded to one scalar each.</returns>
    /// <exception cref="CryptographicException">A challenge is zero.</exception>
    internal static byte[] Prove(
        MerlinTranscript transcript,
        RangeShape shape,
        in Scalar w,
        in Scalar y,
        ReadOnlySpan<Scalar> left,
        ReadOnlySpan<Scalar> right)
    {
        var prover = new InnerProductProver(shape, w, y, left, right);
        RangeProofTranscript.BeginInnerProduct(transcript, shape.Length);
        byte[] proof = new byte[(2 * shape.Rounds * RistrettoPoint.Size) + (2 * Scalar.Size)];
        Span<byte> rest = proof;
        for (int half = shape.Length / 2; half >= 1; half /= 2)
        {
            Span<byte> l = rest[..RistrettoPoint.Size];
            Span<byte> r = rest[RistrettoPoint.Size..(2 * RistrettoPoint.Size)];
            rest = rest[(2 * RistrettoPoint.Size)..];
            prover.RoundPoint(half, isLeft: true).WriteBytes(l);
            prover.RoundPoint(half, isLeft: false).WriteBytes(r);
            Scalar u = ProofChallenge.RequireNonZero(RangeProofTranscript.AppendRound(transcript, l, r));
            prover.Fold(half, u, u.Invert());
        }

        prover._a[0].WriteBytes(rest);
        prover._b[0].WriteBytes(rest[Scalar.Size..]);

        // A verifier goes on to draw its combining scalar, and refuses zero. A prover that continues on the same proof
        // transcript must have drawn it too.
        _ = ProofChallenge.RequireNonZero(RangeProofTranscript.AppendFolded(transcript, prover._a[0], prover._b[0]));
        return proof;
    }

    // L = Σ a_lo·G_hi + Σ b_hi·H_lo + ⟨a_lo, b_hi⟩·w·B, and R the same with low and high swapped. After some rounds the
    // folded base k is made of the original bases i with i mod 2·half = k.
    private RistrettoPoint RoundPoint(int half, bool isLeft)
    {
        int length = _ofG.Length;
        var scalars = new Scalar[length + 1];
        var bases = new Generator[length + 1];
        for (int i = 0; i < length; i++)
        {
            int k = i & ((2 * half) - 1);
            bool isHigh = k >= half;
            int other = isHigh ? k - half : k + half;
            bool takesG = isHigh == isLeft;
            bases[i] = takesG ? _generators.G[i] : _generators.H[i];
            scalars[i] = takesG ? _a[other] * _ofG[i] : _b[other] * _ofH[i];
        }

        Span<Scalar> aPart = isLeft ? _a.AsSpan(0, half) : _a.AsSpan(half, half);
        Span<Scalar> bPart = isLeft ? _b.AsSpan(half, half) : _b.AsSpan(0, half);
        bases[length] = PedersenGenerators.Value;
        scalars[length] = _w * ScalarVectors.InnerProduct(aPart, bPart);
        return MultiscalarMultiplication.Sum(scalars, bases, [], []);
    }

    // a' = u·a_lo + u^-1·a_hi, b' = u^-1·b_lo + u·b_hi, G' = u^-1·G_lo + u·G_hi, H' = u·H_lo + u^-1·H_hi.
    private void Fold(int half, in Scalar u, in Scalar inverseU)
    {
        for (int k = 0; k < half; k++)
        {
            _a[k] = (_a[k] * u) + (_a[k + half] * inverseU);
            _b[k] = (_b[k] * inverseU) + (_b[k + half] * u);
        }

        for (int i = 0; i < _ofG.Length; i++)
        {
            bool isHigh = (i & half) != 0;
            _ofG[i] *= isHigh ? u : inverseU;
            _ofH[i] *= isHigh ? inverseU : u;
        }
    }
}
