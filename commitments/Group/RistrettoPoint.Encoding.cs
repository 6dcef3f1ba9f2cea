namespace Candor.Commitments.Group;

/// <content>Decoding, encoding and the one-way map (RFC 9496 sections 4.3.1, 4.3.2 and 4.3.4).</content>
internal partial struct RistrettoPoint
{
    /// <summary>Bytes of an encoding.</summary>
    internal const int Size = 32;

    /// <summary>Bytes that <see cref="FromUniformBytes"/> maps.</summary>
    internal const int UniformSize = 64;

    /// <summary>Decodes the canonical encoding; false for every other string (RFC 9496 section 4.3.1).</summary>
    internal static bool TryParse(ReadOnlySpan<byte> bytes, out RistrettoPoint point)
    {
        var decoding = new PointDecoding(bytes);
        return decoding.TryComplete(decoding.PowerBase.PowP58(), out point);
    }

    /// <summary>The 32 bytes of the encoding.</summary>
    internal readonly byte[] ToArray()
    {
        byte[] bytes = new byte[Size];
        WriteBytes(bytes);
        return bytes;
    }

    /// <summary>Writes the encoding, the same for every point of the element (RFC 9496 section 4.3.2).</summary>
    internal readonly void WriteBytes(Span<byte> destination)
    {
        FieldElement u1 = FieldElement.AddLazy(Z, Y) * FieldElement.SubtractLazy(Z, Y);
        FieldElement u2 = X * Y;
        _ = FieldElement.SqrtRatio(FieldElement.One, u1 * u2.Square(), out FieldElement inverseRoot);
        FieldElement den1 = inverseRoot * u1;
        FieldElement den2 = inverseRoot * u2;
        FieldElement inverseZ = den1 * den2 * T;

        // The coset is turned by a point of order four when t·z⁻¹ is negative.
        ulong rotate = (T * inverseZ).NegativeMask();
        FieldElement x = FieldElement.Select(rotate, X, Y * FieldElement.SqrtMinusOne);
        FieldElement y = FieldElement.Select(rotate, Y, X * FieldElement.SqrtMinusOne);
        FieldElement denominator = FieldElement.Select(rotate, den2, den1 * FieldElement.InverseSqrtAMinusD);
        y = FieldElement.Select((x * inverseZ).NegativeMask(), y, -y);
        (denominator * FieldElement.SubtractLazy(Z, y)).Absolute().WriteBytes(destination);
    }

    /// <summary>
    /// The one-way map of 64 uniform bytes: the sum of the maps of both halves (RFC 9496 section 4.3.4).
    /// </summary>
    /// <exception cref="ArgumentException">The input is not 64 bytes.</exception>
    internal static RistrettoPoint FromUniformBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != UniformSize)
        {
            throw new ArgumentException(
                $"The one-way map takes {UniformSize} bytes, not {bytes.Length}.", nameof(bytes));
        }

        return Map(FieldElement.FromBytesMasked(bytes)) + Map(FieldElement.FromBytesMasked(bytes[32..]));
    }

    private static RistrettoPoint Map(in FieldElement t)
    {
        FieldElement minusOne = -FieldElement.One;
        FieldElement r = FieldElement.SqrtMinusOne * t.Square();
        FieldElement u = (r + FieldElement.One) * FieldElement.OneMinusDSquared;
        FieldElement v = (minusOne - (r * FieldElement.D)) * (r + FieldElement.D);
        ulong square = FieldElement.SqrtRatio(u, v, out FieldElement s);
        FieldElement otherRoot = -(s * t).Absolute();
        s = FieldElement.Select(square, otherRoot, s);
        FieldElement c = FieldElement.Select(square, r, minusOne);
        FieldElement n = (c * (r - FieldElement.One) * FieldElement.DMinusOneSquared) - v;

        FieldElement w0 = FieldElement.AddLazy(s, s) * v;
        FieldElement w1 = n * FieldElement.SqrtAdMinusOne;
        FieldElement ss = s.Square();
        FieldElement w2 = FieldElement.One - ss;
        FieldElement w3 = FieldElement.One + ss;
        return new(w0 * w3, w2 * w1, w1 * w3, w0 * w2);
    }
}
