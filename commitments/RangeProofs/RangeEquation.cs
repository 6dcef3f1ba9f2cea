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
        RangeChallenges drawn = RangeChallenges.Draw(proof, transcript, commitments);
        Scalar[] fixedScalars = FixedPart(proof, drawn);
        fixedScalars[0] = (drawn.W * (proof.Tx - (proof.InnerA * proof.InnerB))) +
            (drawn.Combiner * (Delta(proof.Shape, drawn.Y, drawn.Z) - proof.Tx));
        fixedScalars[1] = -(proof.EBlinding + (drawn.Combiner * proof.TxBlinding));
        (Scalar[] scalars, RistrettoPoint[] points) = OwnPart(proof, drawn, commitments);
        return new(proof.Shape, fixedScalars, scalars, points, drawn.Combiner);
    }

    // A + x·S + c·x·T_1 + c·x²·T_2 + Σ (u²·L + u^-2·R) + Σ c·z^(2+j)·V_j.
    private static (Scalar[] Scalars, RistrettoPoint[] Points) OwnPart(
        RangeProof proof, RangeChallenges drawn, ReadOnlySpan<RistrettoPoint> commitments)
    {
        Scalar cx = drawn.Combiner * drawn.X;
        var scalars = new List<Scalar> { Scalar.One, drawn.X, cx, cx * drawn.X };
        var points = new List<RistrettoPoint> { proof.A, proof.S, proof.T1, proof.T2 };
        for (int round = 0; round < proof.Shape.Rounds; round++)
        {
            scalars.Add(drawn.U[round] * drawn.U[round]);
            points.Add(proof.L[round]);
            scalars.Add(drawn.InverseU[round] * drawn.InverseU[round]);
            points.Add(proof.R[round]);
        }

        Scalar power = drawn.Combiner * drawn.Z * drawn.Z;
        foreach (ref readonly RistrettoPoint commitment in commitments)
        {
            scalars.Add(power);
            points.Add(commitment);
            power *= drawn.Z;
        }

        return ([.. scalars], [.. points]);
    }

    // Scalars of G and H: -z - a·s_i, and z + y^-i·(z^(2+j)·2^(i mod n) - b·s_(N-1-i)), where s_i is the product of
    // u^±1 by the bits of i. Places 0 and 1 are left for B and B̃.
    private static Scalar[] FixedPart(RangeProof proof, RangeChallenges drawn)
    {
        int length = proof.Shape.Length;
        Scalar z = drawn.Z;
        Scalar[] s = ScalarVectors.FoldingCoefficients(drawn.U, drawn.InverseU, length);
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
            powerOfInverseY *= drawn.InverseY;
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
