namespace Candor.Commitments.Group;

/// <summary>An element with its encoding, so that hashing it needs no square root.</summary>
internal readonly struct PublicElement
{
    private readonly RistrettoPoint _point;

    internal PublicElement(in RistrettoPoint point)
        : this(point, point.ToArray())
    {
    }

    private PublicElement(in RistrettoPoint point, ReadOnlyMemory<byte> encoding)
    {
        _point = point;
        Encoding = encoding;
    }

    /// <summary>The element.</summary>
    internal RistrettoPoint Point => _point;

    /// <summary>Its 32 bytes.</summary>
    internal ReadOnlyMemory<byte> Encoding { get; }

    /// <summary>Decodes an element that must not be the identity.</summary>
    internal static PointFailure TryParse(ReadOnlySpan<byte> bytes, out PublicElement element)
    {
        PointFailure failure = PointEncoding.TryParse(bytes, out RistrettoPoint point);
        element = failure == PointFailure.None ? new(point, bytes.ToArray()) : default;
        return failure;
    }
}
