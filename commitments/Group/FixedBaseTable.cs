using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Candor.Commitments.Group;

/// <summary>
/// The multiples j·256^i·P for j = 1…8 and i = 0…31 of one base: 64 additions and four doublings per product, without a
/// secret branch or index. About 30 KB.
/// </summary>
internal sealed class FixedBaseTable
{
    private const int Rows = Scalar.Radix16Digits / 2;

    private readonly AffinePoint[] _multiples;

    internal FixedBaseTable(in RistrettoPoint point)
    {
        var multiples = new RistrettoPoint[Rows * SecretMultiplication.TableSize];
        RistrettoPoint power = point;
        for (int row = 0; row < Rows; row++)
        {
            RistrettoPoint multiple = power;
            for (int j = 0; j < SecretMultiplication.TableSize; j++)
            {
                multiples[(row * SecretMultiplication.TableSize) + j] = multiple;
                multiple += power;
            }

            RistrettoPoint.Double(power, 8, out power);
        }

        _multiples = AffinePoint.Normalise(multiples);
    }

    /// <summary>The base times a secret scalar.</summary>
    internal RistrettoPoint Multiply(in Scalar secret)
    {
        Span<sbyte> digits = stackalloc sbyte[Scalar.Radix16Digits];
        secret.WriteRadix16(digits);

        // Σ d_i·16^i, the odd positions first: 16·Σ d_(2i+1)·256^i + Σ d_(2i)·256^i.
        RistrettoPoint sum = AddEveryOther(RistrettoPoint.Identity, digits[1..]);
        RistrettoPoint.Double(sum, 4, out sum);
        sum = AddEveryOther(sum, digits);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(digits));
        return sum;
    }

    private RistrettoPoint AddEveryOther(RistrettoPoint sum, ReadOnlySpan<sbyte> digits)
    {
        for (int row = 0; row < Rows; row++)
        {
            ReadOnlySpan<AffinePoint> multiples =
                _multiples.AsSpan(row * SecretMultiplication.TableSize, SecretMultiplication.TableSize);
            RistrettoPoint.Add(sum, SecretMultiplication.Select(multiples, digits[2 * row]), out sum);
        }

        return sum;
    }
}
