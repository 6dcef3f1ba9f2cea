namespace Candor.Commitments.Group;

/// <summary>
/// Encodes the doubles of many points with one inversion for all of them and no square root: 2·(X : Y : Z : T) has its
/// encoding in closed form, because the square root that section 4.3.2 of RFC 9496 takes of it is known.
/// </summary>
/// <remarks>No branch or index depends on a point: the points may be secret.</remarks>
internal static class BatchEncoding
{
    /// <summary>Writes the 32 bytes of 2·P for each P.</summary>
    /// <exception cref="ArgumentException">There are fewer than 32 bytes for each point.</exception>
    internal static void WriteDoubles(ReadOnlySpan<RistrettoPoint> points, Span<byte> destination)
    {
        if (destination.Length / RistrettoPoint.Size < points.Length)
        {
            throw new ArgumentException(
                $"{destination.Length} bytes for {points.Length} points; expected {RistrettoPoint.Size} for each.",
                nameof(destination));
        }

        var halves = new Doubled[points.Length];
        var prefixes = new FieldElement[points.Length];
        FieldElement product = FieldElement.One;
        for (int i = 0; i < points.Length; i++)
        {
            halves[i] = new(points[i]);
            prefixes[i] = product;
            product *= halves[i].InvertibleEfgh;
        }

        FieldElement inverse = product.Invert();
        for (int i = points.Length - 1; i >= 0; i--)
        {
            halves[i].WriteBytes(inverse * prefixes[i], destination[(i * RistrettoPoint.Size)..]);
            inverse *= halves[i].InvertibleEfgh;
        }
    }

    // 2·P has x = E/F and y = G/H. Its T is E·G over F·H, from which the roots of the encoding follow.
    private readonly struct Doubled
    {
        private readonly FieldElement _e;
        private readonly FieldElement _f;
        private readonly FieldElement _g;
        private readonly FieldElement _h;
        private readonly FieldElement _eg;
        private readonly FieldElement _fh;
        private readonly ulong _zero;

        internal Doubled(in RistrettoPoint p)
        {
            FieldElement xx = p.X.Square();
            FieldElement yy = p.Y.Square();
            FieldElement dtt = FieldElement.D * p.T.Square();
            FieldElement zz = p.Z.Square();
            _e = p.X * FieldElement.AddLazy(p.Y, p.Y);
            _f = zz + dtt;
            _g = yy + xx;
            _h = zz - dtt;
            _eg = _e * _g;
            _fh = _f * _h;
            FieldElement efgh = _eg * _fh;

            // A double that is the identity has no inverse here. The element 1 takes its place, so that the inverses of
            // the others stay intact.
            _zero = efgh.ZeroMask();
            InvertibleEfgh = FieldElement.Select(_zero, efgh, FieldElement.One);
        }

        internal FieldElement InvertibleEfgh { get; }

        internal void WriteBytes(in FieldElement inverse, Span<byte> destination)
        {
            FieldElement inverseZ = _eg * inverse;
            FieldElement inverseT = _fh * inverse;
            FieldElement fTimesRoot = _f * FieldElement.SqrtMinusOne;

            // Turn the coset by a point of order four when x·y of the double is negative.
            ulong rotate = (_eg * inverseZ).NegativeMask();
            FieldElement e = FieldElement.Select(rotate, _e, _g);
            FieldElement g = FieldElement.Select(rotate, _g, -_e);
            FieldElement h = FieldElement.Select(rotate, _h, fTimesRoot);
            FieldElement magic = FieldElement.Select(
                rotate, FieldElement.InverseSqrtAMinusD, FieldElement.SqrtMinusOne);
            g = FieldElement.Select((h * e * inverseZ).NegativeMask(), g, -g);
            FieldElement s = (FieldElement.SubtractLazy(h, g) * magic * g * inverseT).Absolute();
            FieldElement.Select(_zero, s, FieldElement.Zero).WriteBytes(destination);
        }
    }
}
