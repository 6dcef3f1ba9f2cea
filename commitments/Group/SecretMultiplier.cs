namespace Candor.Commitments.Group;

/// <summary>
/// Multiplies many points by one secret scalar, whose digits it keeps: what <see cref="SecretMultiplication"/>
/// does once. Belongs to one thread.
/// </summary>
internal sealed class SecretMultiplier
{
    private readonly sbyte[] _digits = new sbyte[Scalar.Radix16Digits];
    private readonly CachedPoint[] _multiples = new CachedPoint[SecretMultiplication.TableSize];

    internal SecretMultiplier(in Scalar secret) => secret.WriteRadix16(_digits);

    /// <summary>The point times the secret, without a secret branch or index.</summary>
    internal void Multiply(in RistrettoPoint point, out RistrettoPoint product) =>
        SecretMultiplication.Multiply(_digits, point, _multiples, out product);
}
