using System.Runtime.CompilerServices;

namespace Candor.Commitments.Group;

/// <content>Word arithmetic: carries, reduction and the Montgomery product with radix 2^256.</content>
public readonly partial struct Scalar
{
    // -ℓ^-1 mod 2^64.
    private const ulong OrderNegativeInverse = 0xd2b51da312547e1b;

    // 2^256 mod ℓ.
    private static readonly Scalar s_radix =
        new(0xd6ec31748d98951d, 0xc6ef5bf4737dcf70, 0xfffffffffffffffe, 0x0fffffffffffffff);

    /// <summary>2^512 mod ℓ: a Montgomery product with it is a scalar times 2^256.</summary>
    internal static readonly Scalar RadixSquared =
        new(0xa40611e3449c0f01, 0xd00e1ba768859347, 0xceec73d217f5be65, 0x0399411b7c309a3d);

    /// <summary>a·b / 2^256 mod ℓ, for a·b &lt; 2^256·ℓ.</summary>
    internal static Scalar MontgomeryMultiply(in Scalar a, in Scalar b)
    {
        // Four rounds, each adding a multiple of b and the multiple of ℓ that clears the lowest word. The running sum
        // stays below b + ℓ, hence below 2^257, so the fifth word is all the room it needs.
        ulong t0 = 0;
        ulong t1 = 0;
        ulong t2 = 0;
        ulong t3 = 0;
        ulong t4 = 0;
        Round(a._w0, b, ref t0, ref t1, ref t2, ref t3, ref t4);
        Round(a._w1, b, ref t0, ref t1, ref t2, ref t3, ref t4);
        Round(a._w2, b, ref t0, ref t1, ref t2, ref t3, ref t4);
        Round(a._w3, b, ref t0, ref t1, ref t2, ref t3, ref t4);
        return SubtractOrderOnce(t0, t1, t2, t3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ulong a, in Scalar b, ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3, ref ulong t4)
    {
        ulong carry = 0;
        t0 = MultiplyAdd(a, b._w0, t0, ref carry);
        t1 = MultiplyAdd(a, b._w1, t1, ref carry);
        t2 = MultiplyAdd(a, b._w2, t2, ref carry);
        t3 = MultiplyAdd(a, b._w3, t3, ref carry);
        t4 += carry;

        ulong m = t0 * OrderNegativeInverse;
        carry = 0;
        _ = MultiplyAdd(m, Order0, t0, ref carry);
        t0 = MultiplyAdd(m, Order1, t1, ref carry);

        // The third word of ℓ is zero: only the carry passes through.
        ulong sum = t2 + carry;
        carry = sum < carry ? 1UL : 0UL;
        t1 = sum;
        t2 = MultiplyAdd(m, Order3, t3, ref carry);
        t3 = t4 + carry;
        t4 = t3 < carry ? 1UL : 0UL;
    }

    // The low word of a·b + c + carry; carry becomes the high word. Two multiplications, for the reason given in
    // FieldElement.High.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MultiplyAdd(ulong a, ulong b, ulong c, ref ulong carry)
    {
        ulong high = Math.BigMul(a, b, out _);
        ulong low = (a * b) + c;
        high += low < c ? 1UL : 0UL;
        low += carry;
        high += low < carry ? 1UL : 0UL;
        carry = high;
        return low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddCarry(ulong a, ulong b, ref ulong carry)
    {
        ulong sum = a + b;
        ulong overflow = sum < a ? 1UL : 0UL;
        ulong result = sum + carry;
        carry = overflow | (result < sum ? 1UL : 0UL);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SubtractBorrow(ulong a, ulong b, ref ulong borrow)
    {
        ulong difference = a - b;
        ulong underflow = a < b ? 1UL : 0UL;
        ulong result = difference - borrow;
        borrow = underflow | (difference < borrow ? 1UL : 0UL);
        return result;
    }

    // The words less ℓ when they are ℓ or more; the input is below 2ℓ.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Scalar SubtractOrderOnce(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        ulong borrow = 0;
        ulong d0 = SubtractBorrow(w0, Order0, ref borrow);
        ulong d1 = SubtractBorrow(w1, Order1, ref borrow);
        ulong d2 = SubtractBorrow(w2, 0, ref borrow);
        ulong d3 = SubtractBorrow(w3, Order3, ref borrow);
        return AddOrderMasked(0UL - borrow, d0, d1, d2, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Scalar AddOrderMasked(ulong mask, ulong w0, ulong w1, ulong w2, ulong w3)
    {
        ulong carry = 0;
        ulong r0 = AddCarry(w0, Order0 & mask, ref carry);
        ulong r1 = AddCarry(w1, Order1 & mask, ref carry);
        ulong r2 = AddCarry(w2, 0, ref carry);
        ulong r3 = AddCarry(w3, Order3 & mask, ref carry);
        return new(r0, r1, r2, r3);
    }
}
