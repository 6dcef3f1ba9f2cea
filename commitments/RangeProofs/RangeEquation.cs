using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.RangeProofs;

/// <summary>
/// What a range proof must satisfy, as one sum that has to be the identity: scalars for the fixed bases B, B̃, G, H and
/// for the proof's own points A, S, T_1, T_2, L, R and V. It is the check of t(x), times the combining scalar c, plus
/// the inner product argument unrolled (ePrint 2017/1066, section 6.2).
/// </summary>
internal sealed class RangeEquation
{
    private readonly RangeProof _proof;
    private readonly RangeChallenges _drawn;

    private RangeEquation(RangeProof proof, RangeChallenges drawn, RistrettoPoint[] points)
    {
        _proof = proof;
        _drawn = drawn;
        Points = points;
    }

    /// <summary>What the proof is about.</summary>
    internal RangeShape Shape => _proof.Shape;

    /// <summary>The points that differ from proof to proof.</summary>
    internal RistrettoPoint[] Points { get; }

    /// <summary>The last challenge, drawn after everything in the proof: it stands for all that was said.</summary>
    internal Scalar Combiner => _drawn.Combiner;

    /// <summary>Challenges whose inverses <see cref="AddTo"/> needs: y, then u of each round.</summary>
    internal Scalar[] ToInvert => [_drawn.Y, .. _drawn.U];

    /// <summary>Replays the proof on the proof transcript; null where a challenge is zero.</summary>
    internal static RangeEquation? From(
        RangeProof proof, MerlinTranscript transcript, ReadOnlySpan<RistrettoPoint> commitments)
    {
        RangeChallenges drawn = RangeChallenges.Draw(proof, transcript, commitments);
        if (drawn.AnyIsZero)
        {
            return null;
        }

        var points = new List<RistrettoPoint> { proof.A, proof.S, proof.T1, proof.T2 };
        for (int round = 0; round < proof.Shape.Rounds; round++)
        {
            points.Add(proof.L[round]);
            points.Add(proof.R[round]);
        }

        return new(proof, drawn, [.. points, .. commitments]);
    }

    /// <summary>Left side of the equation; the identity when the proof holds.</summary>
    internal RistrettoPoint Sum() => new RangeSum([this], [Scalar.One]).Evaluate();

    /// <summary>The equation's scalars, times a weight.</summary>
    /// <param name="weight">1 for the equation by itself.</param>
    /// <param name="inverses">Those of <see cref="ToInvert"/>.</param>
    /// <param name="fixedScalars">
    /// Scalars of B, B̃, G, H, as in <see cref="BulletproofGenerators.All"/>: added to what is there.
    /// </param>
    /// <param name="scalars">Scalars of <see cref="Points"/>: overwritten.</param>
    internal void AddTo(
        in Scalar weight, ReadOnlySpan<Scalar> inverses, Span<Scalar> fixedScalars, Span<Scalar> scalars)
    {
        Scalar ofB = (_drawn.W * (_proof.Tx - (_proof.InnerA * _proof.InnerB))) +
            (_drawn.Combiner * (Delta(Shape, _drawn.Y, _drawn.Z) - _proof.Tx));
        fixedScalars[0] += weight * ofB;
        fixedScalars[1] -= weight * (_proof.EBlinding + (_drawn.Combiner * _proof.TxBlinding));
        AddVectors(weight, inverses, fixedScalars[2..]);
        WriteOwn(weight, inverses[1..], scalars);
    }

    // A + x·S + c·x·T_1 + c·x²·T_2 + Σ (u²·L + u^-2·R) + Σ c·z^(2+j)·V_j.
    private void WriteOwn(in Scalar weight, ReadOnlySpan<Scalar> inverseU, Span<Scalar> scalars)
    {
        var factor = new ScalarFactor(weight);
        Scalar cx = _drawn.Combiner * _drawn.X;
        scalars[0] = weight;
        scalars[1] = factor * _drawn.X;
        scalars[2] = factor * cx;
        scalars[3] = factor * (cx * _drawn.X);
        int next = 4;
        for (int round = 0; round < Shape.Rounds; round++)
        {
            scalars[next++] = factor * (_drawn.U[round] * _drawn.U[round]);
            scalars[next++] = factor * (inverseU[round] * inverseU[round]);
        }

        Scalar power = factor * (_drawn.Combiner * _drawn.Z * _drawn.Z);
        for (; next < scalars.Length; next++)
        {
            scalars[next] = power;
            power *= _drawn.Z;
        }
    }

    // Scalars of G and H: -z - a·s_i, and z + y^-i·(z^(2+j)·2^(i mod n) - b·s_(N-1-i)), where s_i is the product of
    // u^±1 by the bits of i. The weight goes into z, a, b and z^(2+j).
    private void AddVectors(in Scalar weight, ReadOnlySpan<Scalar> inverses, Span<Scalar> vectors)
    {
        int length = Shape.Length;
        Span<Scalar> ofG = vectors[..length];
        Span<Scalar> ofH = vectors[length..];
        Scalar z = weight * _drawn.Z;
        var a = new ScalarFactor(weight * _proof.InnerA);
        var b = new ScalarFactor(weight * _proof.InnerB);
        Scalar[] s = ScalarVectors.FoldingCoefficients(_drawn.U, inverses[1..], length);
        var inverseY = new ScalarFactor(inverses[0]);
        var powerOfInverseY = new ScalarFactor(Scalar.One);
        Scalar powerOfZ = z * _drawn.Z;
        Scalar offset = powerOfZ;
        for (int i = 0; i < length; i++)
        {
            // offset runs through z^(2+j)·2^(i mod n), starting anew with each party.
            bool isNewParty = i > 0 && i % Shape.Bits == 0;
            powerOfZ = isNewParty ? powerOfZ * _drawn.Z : powerOfZ;
            offset = i == 0 || isNewParty ? powerOfZ : offset + offset;
            ofG[i] -= z + (a * s[i]);
            ofH[i] += z + (powerOfInverseY * (offset - (b * s[length - 1 - i])));
            powerOfInverseY *= inverseY;
        }
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
