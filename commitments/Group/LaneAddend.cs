using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Candor.Commitments.Group;

/// <summary>
/// A public point prepared as the second term of an addition in lanes: Y - X, Y + X, 2Z, 2d·T.
/// </summary>
internal readonly struct LaneAddend
{
    // Swaps lanes 0 and 1.
    private const byte Lanes1023 = 0b11_10_00_01;

    internal readonly FieldLanes Factors;

    internal LaneAddend(in FieldLanes factors) => Factors = factors;

    /// <summary>Packs a point.</summary>
    internal LaneAddend(in RistrettoPoint p)
        : this(new FieldLanes(p.Y - p.X, p.Y + p.X, p.Z + p.Z, p.T * FieldElement.TwoD))
    {
    }

    /// <summary>The negative: the first two lanes change places and the last one its sign.</summary>
    public static LaneAddend operator -(in LaneAddend p) => new(new FieldLanes(
        Negate(p.Factors.V0, FieldLanes.TwoPFirst),
        Negate(p.Factors.V1, FieldLanes.TwoPOther),
        Negate(p.Factors.V2, FieldLanes.TwoPOther),
        Negate(p.Factors.V3, FieldLanes.TwoPOther),
        Negate(p.Factors.V4, FieldLanes.TwoPOther)));

    private static Vector256<uint> Negate(Vector256<uint> v, ulong twoP)
    {
        Vector256<uint> complement = Avx2.Permute4x64(v.AsUInt64(), Lanes1023).AsUInt32() ^
            Vector256.Create(0, 0, 0, ulong.MaxValue).AsUInt32();
        return complement + Vector256.Create(0, 0, 0, twoP + FieldLanes.OneInBothLimbs).AsUInt32();
    }
}
