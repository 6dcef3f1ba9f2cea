namespace Candor.Commitments.Group;

/// <summary>
/// A scalar that multiplies many others: kept times 2^256, so that a product takes one Montgomery product, not two.
/// </summary>
internal readonly struct ScalarFactor
{
    private readonly Scalar _scaled;

    /// <summary>Prepares a scalar.</summary>
    internal ScalarFactor(in Scalar scalar)
        : this(Scalar.MontgomeryMultiply(scalar, Scalar.RadixSquared), default)
    {
    }

    private ScalarFactor(in Scalar scaled, ValueTuple _) => _scaled = scaled;

    /// <summary>The product modulo ℓ.</summary>
    public static Scalar operator *(in ScalarFactor a, in Scalar b) => Scalar.MontgomeryMultiply(a._scaled, b);

    /// <summary>The product modulo ℓ, a factor again.</summary>
    public static ScalarFactor operator *(in ScalarFactor a, in ScalarFactor b) =>
        new(Scalar.MontgomeryMultiply(a._scaled, b._scaled), default);
}
