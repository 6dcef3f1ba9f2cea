namespace Candor.Commitments.Group;

/// <summary>The terms of a sum, prepared to be added to buckets, and the buckets. Belongs to one thread.</summary>
internal abstract class Buckets
{
    /// <summary>Σ digits[i]·P_i, for digits of a magnitude up to the number of buckets.</summary>
    internal abstract RistrettoPoint Sum(ReadOnlySpan<short> digits);
}
