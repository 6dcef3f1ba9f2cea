using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Candor.Commitments.Group;

namespace Candor.Commitments.SecretSharing;

/// <summary>
/// Shamir's polynomial a_0 + a_1·x + … + a_(t-1)·x^(t-1) modulo ℓ, of which a_0 is the secret: t of its values give it
/// away, and t - 1 say nothing about it. A dealer draws one for every epoch and uses it for no other.
/// </summary>
/// <remarks>
/// Safe for use from many threads until it is disposed of, which overwrites it; not while it is. Nothing of it is
/// printed.
/// </remarks>
[DebuggerDisplay("sharing polynomial")]
public sealed class SharingPolynomial : IDisposable
{
    private readonly SecretScalars _coefficients;

    private SharingPolynomial(SecretScalars coefficients) => _coefficients = coefficients;

    /// <summary>t, shares that open the secret.</summary>
    public int Threshold => _coefficients.Count;

    /// <summary>A fresh secret and polynomial.</summary>
    /// <param name="threshold">t; at least 2.</param>
    /// <param name="rng">Source of all coefficients. Whoever can predict it has the secret.</param>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is below 2 or above 10,000.</exception>
    public static SharingPolynomial Create(int threshold, RandomNumberGenerator rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        FeldmanCommitments.RequireThreshold(threshold);
        var coefficients = new SecretScalars(threshold);
        foreach (ref Scalar coefficient in coefficients.Span)
        {
            coefficient = SharedSecret.DrawNonZero(rng);
        }

        return new(coefficients);
    }

    /// <summary>Restores a polynomial that was saved.</summary>
    /// <param name="bytes">What <see cref="Export"/> returned.</param>
    /// <param name="polynomial">The polynomial, or null.</param>
    /// <returns>False when the bytes are not the encodings of 2 to 10,000 integers above zero and below ℓ.</returns>
    public static bool TryImport(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SharingPolynomial? polynomial)
    {
        polynomial = null;
        int threshold = bytes.Length / Scalar.Size;
        if (bytes.Length % Scalar.Size != 0 || !FeldmanCommitments.IsThreshold(threshold))
        {
            return false;
        }

        var coefficients = new SecretScalars(threshold);
        for (int i = 0; i < threshold; i++)
        {
            if (!Scalar.TryParse(bytes.Slice(i * Scalar.Size, Scalar.Size), out coefficients[i]) || coefficients[i].IsZero)
            {
                coefficients.Dispose();
                return false;
            }
        }

        polynomial = new(coefficients);
        return true;
    }

    /// <summary>The secret a_0, a copy of its own.</summary>
    /// <exception cref="ObjectDisposedException">The polynomial was erased.</exception>
    public SharedSecret GetSecret() => new(Coefficients[0]);

    /// <summary>Feldman's commitments A_k = a_k·B, by which every share can be checked.</summary>
    /// <exception cref="ObjectDisposedException">The polynomial was erased.</exception>
    public FeldmanCommitments Commit()
    {
        var points = new RistrettoPoint[Threshold];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = PedersenGenerators.Value.Multiply(Coefficients[i]);
        }

        return new(points);
    }

    /// <summary>The share of a contributor.</summary>
    /// <param name="rosterIndex">Its place on the market's roster, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    /// <exception cref="ObjectDisposedException">The polynomial was erased.</exception>
    public SecretShare ShareOf(int rosterIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rosterIndex);

        // Horner's rule. The position is public, the coefficients meet no branch.
        Scalar position = SecretShare.PositionOf(rosterIndex);
        Scalar value = Scalar.Zero;
        for (int i = Threshold - 1; i >= 0; i--)
        {
            value = (value * position) + Coefficients[i];
        }

        return new(rosterIndex, value);
    }

    /// <summary>
    /// The coefficients, 32 bytes each, to be saved where only the dealer can read them. Overwrite them afterwards.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The polynomial was erased.</exception>
    public byte[] Export()
    {
        byte[] bytes = new byte[Threshold * Scalar.Size];
        for (int i = 0; i < Threshold; i++)
        {
            Coefficients[i].WriteBytes(bytes.AsSpan(i * Scalar.Size));
        }

        return bytes;
    }

    /// <summary>Overwrites the coefficients.</summary>
    public void Dispose() => _coefficients.Dispose();

    private Span<Scalar> Coefficients
    {
        get
        {
            ObjectDisposedException.ThrowIf(_coefficients.AreErased, this);
            return _coefficients.Span;
        }
    }
}
