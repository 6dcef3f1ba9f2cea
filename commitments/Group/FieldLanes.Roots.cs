namespace Candor.Commitments.Group;

/// <content>The power that square roots are made of.</content>
internal readonly partial struct FieldLanes
{
    /// <summary>
    /// The power (p-5)/8 of each element of two values: the same chain as <see cref="FieldElement"/>'s. Two values at a
    /// time, because a single chain of squares would wait for each one's carries.
    /// </summary>
    internal static void PowP58(ref FieldLanes a, ref FieldLanes b)
    {
        (FieldLanes a1, FieldLanes b1) = (a, b);
        Square(a, out FieldLanes a2);
        Square(b, out FieldLanes b2);
        (FieldLanes a9, FieldLanes b9) = (a2, b2);
        SquareTimes(ref a9, ref b9, 2, a1, b1);
        Multiply(a9, a2, out a);
        Multiply(b9, b2, out b);
        SquareTimes(ref a, ref b, 1, a9, b9);
        (FieldLanes a5Ones, FieldLanes b5Ones) = (a, b);
        SquareTimes(ref a, ref b, 5, a5Ones, b5Ones);
        (FieldLanes a10Ones, FieldLanes b10Ones) = (a, b);
        SquareTimes(ref a, ref b, 10, a10Ones, b10Ones);
        (FieldLanes a20Ones, FieldLanes b20Ones) = (a, b);
        SquareTimes(ref a, ref b, 20, a20Ones, b20Ones);
        SquareTimes(ref a, ref b, 10, a10Ones, b10Ones);
        (FieldLanes a50Ones, FieldLanes b50Ones) = (a, b);
        SquareTimes(ref a, ref b, 50, a50Ones, b50Ones);
        (FieldLanes a100Ones, FieldLanes b100Ones) = (a, b);
        SquareTimes(ref a, ref b, 100, a100Ones, b100Ones);
        SquareTimes(ref a, ref b, 50, a50Ones, b50Ones);
        SquareTimes(ref a, ref b, 2, a1, b1);
    }

    // Squares both so many times, then multiplies by the factors.
    private static void SquareTimes(
        ref FieldLanes a, ref FieldLanes b, int count, in FieldLanes factorOfA, in FieldLanes factorOfB)
    {
        for (int i = 0; i < count; i++)
        {
            Square(a, out a);
            Square(b, out b);
        }

        Multiply(a, factorOfA, out a);
        Multiply(b, factorOfB, out b);
    }
}
