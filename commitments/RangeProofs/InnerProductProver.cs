using Candor.Commitments.Group;
using Candor.Commitments.Transcripts;

namespace Candor.Commitments.RangeProofs;

/// <summary>
/// The inner product argument: knowledge of vectors a and b with P = Σ a_i·G_i + Σ b_i·y^-i·H_i + ⟨a, b⟩·w·B, in two
/// points a round (ePrint 2017/1066, section 3).
/// </summary>
/// <remarks>
/// The bases are never folded. Each round's L and R are sums over the original bases, whose tables are at hand, with
/// the folding kept as one coefficient a base; that takes half the time of folding points.
/// </remarks>
internal static class InnerProductProver
{
    /// <summary>Runs the rounds on the transcript.</summary>
    /// <returns>L and R of each round, then a and b folded to one scalar each.</returns>
    internal static byte[] Prove(
        MerlinTranscript transcript,
        RangeShape shape,
        in Scalar w,
        in Scalar y,
        ReadOnlySpan<Scalar> left,
        ReadOnlySpan<Scalar> right)
    {
        BulletproofGenerators generators = BulletproofGenerators.For(shape);
        int length = shape.Length;
        Scalar[] a = left.ToArray();
        Scalar[] b = right.ToArray();
        var ofG = new Scalar[length];
        var ofH = new Scalar[length];
        Scalar inverseY = y.Invert();
        Scalar power = Scalar.One;
        for (int i = 0; i < length; i++)
        {
            ofG[i] = Scalar.One;
            ofH[i] = power;
            power *= inverseY;
        }

        RangeTranscript.BeginInnerProduct(transcript, length);
        byte[] proof = new byte[(2 * shape.Rounds * RistrettoPoint.Size) + (2 * Scalar.Size)];
        Span<byte> rest = proof;
        for (int half = length / 2; half >= 1; half /= 2)
        {
            Span<byte> l = rest[..RistrettoPoint.Size];
            Span<byte> r = rest[RistrettoPoint.Size..(2 * RistrettoPoint.Size)];
            rest = rest[(2 * RistrettoPoint.Size)..];
            RoundPoint(generators, a, b, ofG, ofH, half, w, isLeft: true).WriteBytes(l);
            RoundPoint(generators, a, b, ofG, ofH, half, w, isLeft: false).WriteBytes(r);

            Scalar u = RangeTranscript.AppendRound(transcript, l, r);
            Fold(a, b, ofG, ofH, half, u, u.Invert());
        }

        a[0].WriteBytes(rest);
        b[0].WriteBytes(rest[Scalar.Size..]);

        // A verifier goes on to draw its combining scalar; a prover that continues on the same transcript must agree.
        _ = RangeTranscript.AppendFolded(transcript, a[0], b[0]);
        return proof;
    }

    // L = Σ a_lo·G_hi + Σ b_hi·H_lo + ⟨a_lo, b_hi⟩·w·B, and R the same with low and high swapped. After some rounds the
    // folded base k is made of the original bases i with i mod 2·half = k.
    private static RistrettoPoint RoundPoint(
        BulletproofGenerators generators,
        Scalar[] a,
        Scalar[] b,
        Scalar[] ofG,
        Scalar[] ofH,
        int half,
        in Scalar w,
        bool isLeft)
    {
        int length = ofG.Length;
        var scalars = new Scalar[length + 1];
        var bases = new Generator[length + 1];
        for (int i = 0; i < length; i++)
        {
            int k = i & ((2 * half) - 1);
            bool isHigh = k >= half;
            int other = isHigh ? k - half : k + half;
            bool takesG = isHigh == isLeft;
            bases[i] = takesG ? generators.G[i] : generators.H[i];
            scalars[i] = takesG ? a[other] * ofG[i] : b[other] * ofH[i];
        }

        ReadOnlySpan<Scalar> aPart = isLeft ? a.AsSpan(0, half) : a.AsSpan(half, half);
        ReadOnlySpan<Scalar> bPart = isLeft ? b.AsSpan(half, half) : b.AsSpan(0, half);
        bases[length] = PedersenGenerators.Value;
        scalars[length] = w * ScalarVectors.InnerProduct(aPart, bPart);
        return MultiscalarMultiplication.Sum(scalars, bases, [], []);
    }

    private static void Fold(
        Scalar[] a, Scalar[] b, Scalar[] ofG, Scalar[] ofH, int half, in Scalar u, in Scalar inverseU)
    {
        for (int k = 0; k < half; k++)
        {
            a[k] = (a[k] * u) + (a[k + half] * inverseU);
            b[k] = (b[k] * inverseU) + (b[k + half] * u);
        }

        for (int i = 0; i < ofG.Length; i++)
        {
            bool isHigh = (i & half) != 0;
            ofG[i] *= isHigh ? u : inverseU;
            ofH[i] *= isHigh ? inverseU : u;
        }
    }
}
