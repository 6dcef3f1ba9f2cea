using Candor.Commitments.Group;
using Candor.Commitments.Transcripts;

namespace Candor.Commitments.RangeProofs;

/// <summary>
/// What a range proof must satisfy, as one sum that has to be the identity: scalars for the fixed bases B, B̃, G, H and
/// for the proof's own points A, S, T_1, T_2, L, R and V.
/// </summary>
internal sealed class RangeEquation
{
    private RangeEquation(
        RangeShape shape, Scalar[] fixedScalars, Scalar[] scalars, RistrettoPoint[] points, Scalar combiner)
    {
        Shape = shape;
        FixedScalars = fixedScalars;
        Scalars = scalars;
        Points = points;
        Combiner = combiner;
    }

    /// <summary>What the proof is about.</summary>
    internal RangeShape Shape { get; }

    /// <summary>Scalars of B, B̃, G, H, as in <see cref="BulletproofGenerators.All"/>.</summary>
    internal Scalar[] FixedScalars { get; }

    /// <summary>Scalars of <see cref="Points"/>.</summary>
    internal Scalar[] Scalars { get; }

    /// <summary>The points that differ from proof to proof.</summary>
    internal RistrettoPoint[] Points { get; }

    /// <summary>The last challenge, drawn after everything in the proof: it stands for the whole transcript.</summary>
    internal Scalar Combiner { get; }

    /// <summary>Left side of the equation; the identity when the proof holds.</summary>
    internal RistrettoPoint Sum() =>
        MultiscalarMultiplication.Sum(FixedScalars, BulletproofGenerators.For(Shape).All, Scalars, Points);

    /// <summary>
    /// Replays the proof on the transcript and collects the equation: the check of t(x), times the combining scalar c,
    /// plus the inner product argument unrolled (ePrint 2017/1066, section 6.2).
    /// </summary>
    internal static RangeEquation From(
        RangeProof proof, MerlinTranscript transcript, ReadOnlySpan<RistrettoPoint> commitments)
    {
        RangeShape shape = proof.Shape;
        RangeTranscript.AppendStatement(transcript, shape, commitments);
        (Scalar y, Scalar z) = RangeTranscript.AppendBits(transcript, proof.Element(0), proof.Element(1));
        Scalar x = RangeTranscript.AppendPolynomial(transcript, proof.Element(2), proof.Element(3));
        Scalar w = RangeTranscript.AppendEvaluation(transcript, proof.Tx, proof.TxBlinding, proof.EBlinding);
        RangeTranscript.BeginInnerProduct(transcript, shape.Length);
        var u = new Scalar[shape.Rounds];
        for (int round = 0; round < u.Length; round++)
        {
            u[round] = RangeTranscript.AppendRound(transcript, proof.LeftElement(round), proof.RightElement(round));
        }

        Scalar c = RangeTranscript.AppendFolded(transcript, proof.InnerA, proof.InnerB);

        // One inversion serves y and every u. A challenge is zero with probability 2^-252; its inverse is then taken as
        // zero and the equation does not hold.
        Scalar[] inverses = ScalarVectors.Invert([y, .. u]);
        Scalar[] fixedScalars = FixedPart(proof, inverses[0], z, u, inverses.AsSpan(1));
        fixedScalars[0] = (w * (proof.Tx - (proof.InnerA * proof.InnerB))) + (c * (Delta(shape, y, z) - proof.Tx));
        fixedScalars[1] = -(proof.EBlinding + (c * proof.TxBlinding));

        int rounds = shape.Rounds;
        var points = new RistrettoPoint[4 + (2 * rounds) + shape.Parties];
        var scalars = new Scalar[points.Length];
        (points[0], scalars[0]) = (proof.A, Scalar.One);
        (points[1], scalars[1]) = (proof.S, x);
        (points[2], scalars[2]) = (proof.T1, c * x);
        (points[3], scalars[3]) = (proof.T2, c * x * x);
        for (int round = 0; round < rounds; round++)
        {
            (points[4 + round], scalars[4 + round]) = (proof.L[round], u[round] * u[round]);
            Scalar inverse = inverses[1 + round];
            (points[4 + rounds + round], scalars[4 + rounds + round]) = (proof.R[round], inverse * inverse);
        }

        Scalar power = c * z * z;
        for (int party = 0; party < shape.Parties; party++)
        {
            (points[4 + (2 * rounds) + party], scalars[4 + (2 * rounds) + party]) = (commitments[party], power);
            power *= z;
        }

        return new(shape, fixedScalars, scalars, points, c);
    }

    // Scalars of G and H: -z - a·s_i, and z + y^-i·(z^(2+j)·2^(i mod n) - b·s_(N-1-i)), where s_i is the product of
    // u^±1 by the bits of i. Places 0 and 1 are left for B and B̃.
    private static Scalar[] FixedPart(
        RangeProof proof, in Scalar inverseY, in Scalar z, Scalar[] u, ReadOnlySpan<Scalar> inverseU)
    {
        int length = proof.Shape.Length;
        Scalar[] s = ScalarVectors.FoldingCoefficients(u, inverseU, length);
        var scalars = new Scalar[2 + (2 * length)];
        Scalar powerOfInverseY = Scalar.One;
        Scalar offset = z;
        for (int i = 0; i < length; i++)
        {
            // offset runs through z^(2+j)·2^(i mod n), starting anew with each party.
            int bit = i % proof.Shape.Bits;
            offset = bit == 0 ? ScalarVectors.Power(z, 2 + (i / proof.Shape.Bits)) : offset + offset;
            scalars[2 + i] = -(z + (proof.InnerA * s[i]));
            scalars[2 + length + i] = z + (powerOfInverseY * (offset - (proof.InnerB * s[length - 1 - i])));
            powerOfInverseY *= inverseY;
        }

        return scalars;
    }

    // δ(y, z) = (z - z²)·Σ y^i - Σ_j z^(3+j)·(2^n - 1).
    private static Scalar Delta(RangeShape shape, in Scalar y, in Scalar z)
    {
        Scalar sumOfY = ScalarVectors.SumOfPowers(y, shape.Length);
        Scalar sumOfTwo = shape.Bits == 64 ? ulong.MaxValue : (1UL << shape.Bits) - 1;
        Scalar sumOfZ = ScalarVectors.SumOfPowers(z, shape.Parties);
        return ((z - (z * z)) * sumOfY) - (z * z * z * sumOfZ * sumOfTwo);
    }
}
