namespace Candor.Commitments.Group;

/// <summary>
/// Decoding of an element (RFC 9496 section 4.3.1) in two steps, so that the power between them, nine tenths of the
/// work, can be taken of many elements at once.
/// </summary>
internal readonly struct PointDecoding
{
    private readonly bool _isNonNegative;
    private readonly FieldElement _s;
    private readonly FieldElement _u1;
    private readonly FieldElement _u2;
    private readonly FieldElement _v;
    private readonly FieldElement _radicand;

    /// <summary>The first step, for any bytes: the second one tells whether they are an encoding.</summary>
    internal PointDecoding(ReadOnlySpan<byte> bytes)
    {
        _isNonNegative = FieldElement.TryParse(bytes, out _s) && _s.NegativeMask() == 0;
        FieldElement ss = _s.Square();
        _u1 = FieldElement.One - ss;
        _u2 = FieldElement.One + ss;
        FieldElement u2Squared = _u2.Square();
        _v = -(FieldElement.D * _u1.Square()) - u2Squared;
        _radicand = _v * u2Squared;
        PowerBase = FieldElement.PowerBase(FieldElement.One, _radicand);
    }

    /// <summary>The element whose power (p-5)/8 <see cref="TryComplete"/> needs.</summary>
    internal FieldElement PowerBase { get; }

    /// <summary>The second step: the point, or false where the bytes are not a canonical encoding.</summary>
    internal bool TryComplete(in FieldElement power, out RistrettoPoint point)
    {
        point = RistrettoPoint.Identity;
        ulong square = FieldElement.SqrtRatio(FieldElement.One, _radicand, power, out FieldElement inverseRoot);
        FieldElement denX = inverseRoot * _u2;
        FieldElement denY = inverseRoot * denX * _v;
        FieldElement x = (FieldElement.AddLazy(_s, _s) * denX).Absolute();
        FieldElement y = _u1 * denY;
        FieldElement t = x * y;
        if (!_isNonNegative || square == 0 || (t.NegativeMask() | y.ZeroMask()) != 0)
        {
            return false;
        }

        point = new(x, y, FieldElement.One, t);
        return true;
    }
}
