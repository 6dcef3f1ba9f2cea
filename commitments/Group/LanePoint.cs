using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Candor.Commitments.Group;

/// <summary>
/// A public point with its coordinates X, Y, Z, T in the lanes of one <see cref="FieldLanes"/>: the products of an
/// addition are then two instead of eight.
/// </summary>
internal readonly struct LanePoint
{
    // Which lane each lane is taken from, lane 0 in the lowest two bits.
    private const byte Lane0Everywhere = 0b00_00_00_00;
    private const byte Lanes1123 = 0b11_10_01_01;
    private const byte Lanes1122 = 0b10_10_01_01;
    private const byte Lanes0033 = 0b11_11_00_00;
    private const byte Lanes0320 = 0b00_10_11_00;
    private const byte Lanes2131 = 0b01_11_01_10;

    private static readonly FieldLanes s_addendFactors =
        new(FieldElement.One, FieldElement.One, FieldElement.One + FieldElement.One, FieldElement.TwoD);

    private readonly FieldLanes _coordinates;

    private LanePoint(in FieldLanes coordinates) => _coordinates = coordinates;

    /// <summary>Packs a point.</summary>
    internal LanePoint(in RistrettoPoint point) => _coordinates = new(point.X, point.Y, point.Z, point.T);

    /// <summary>Unpacks the point.</summary>
    internal RistrettoPoint ToPoint() => new(_coordinates[0], _coordinates[1], _coordinates[2], _coordinates[3]);

    /// <summary>The point as the second term of an addition.</summary>
    internal LaneAddend ToAddend()
    {
        FieldLanes.Multiply(s_addendFactors, MinusAndPlus(_coordinates), out FieldLanes factors);
        return new(factors);
    }

    /// <summary>a + b by the formulas of <see cref="RistrettoPoint"/>; the sum may overwrite a.</summary>
    internal static void Add(in LanePoint a, in LaneAddend b, out LanePoint sum)
    {
        // What RistrettoPoint.Add calls minus, plus, twoZZ and twoDTT, then its e, h, f and g.
        FieldLanes.Multiply(b.Factors, MinusAndPlus(a._coordinates), out FieldLanes products);
        FieldLanes ehfg = new(
            DifferencesAndSums(products.V0, FieldLanes.TwoPFirst),
            DifferencesAndSums(products.V1, FieldLanes.TwoPOther),
            DifferencesAndSums(products.V2, FieldLanes.TwoPOther),
            DifferencesAndSums(products.V3, FieldLanes.TwoPOther),
            DifferencesAndSums(products.V4, FieldLanes.TwoPOther));

        // X = e·f, Y = g·h, Z = f·g, T = e·h.
        FieldLanes.Multiply(Permute(ehfg, Lanes0320), Permute(ehfg, Lanes2131), out FieldLanes coordinates);
        sum = new(coordinates);
    }

    // (Y - X, Y + X, Z, T).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldLanes MinusAndPlus(in FieldLanes xyzt) => new(
        MinusAndPlus(xyzt.V0, FieldLanes.TwoPFirst),
        MinusAndPlus(xyzt.V1, FieldLanes.TwoPOther),
        MinusAndPlus(xyzt.V2, FieldLanes.TwoPOther),
        MinusAndPlus(xyzt.V3, FieldLanes.TwoPOther),
        MinusAndPlus(xyzt.V4, FieldLanes.TwoPOther));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> MinusAndPlus(Vector256<uint> xyzt, ulong twoP)
    {
        // X in lanes 0 and 1; its negative in lane 0, which is its complement and one.
        ulong bias = twoP + FieldLanes.OneInBothLimbs;
        Vector256<ulong> x = Avx2.Permute4x64(xyzt.AsUInt64(), Lane0Everywhere);
        x &= Vector256.Create(ulong.MaxValue, ulong.MaxValue, 0, 0);
        x ^= Vector256.Create(ulong.MaxValue, 0, 0, 0);
        return Permute(xyzt, Lanes1123) + x.AsUInt32() + Vector256.Create(bias, 0, 0, 0).AsUInt32();
    }

    // (b - a, b + a, c - d, c + d) of (a, b, c, d).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> DifferencesAndSums(Vector256<uint> abcd, ulong twoP)
    {
        ulong bias = twoP + FieldLanes.OneInBothLimbs;
        Vector256<ulong> ad = Avx2.Permute4x64(abcd.AsUInt64(), Lanes0033);
        ad ^= Vector256.Create(ulong.MaxValue, 0, ulong.MaxValue, 0);
        return Permute(abcd, Lanes1122) + ad.AsUInt32() + Vector256.Create(bias, 0, bias, 0).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldLanes Permute(in FieldLanes v, [ConstantExpected] byte lanes) => new(
        Permute(v.V0, lanes), Permute(v.V1, lanes), Permute(v.V2, lanes), Permute(v.V3, lanes), Permute(v.V4, lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Permute(Vector256<uint> v, [ConstantExpected] byte lanes) =>
        Avx2.Permute4x64(v.AsUInt64(), lanes).AsUInt32();
}
