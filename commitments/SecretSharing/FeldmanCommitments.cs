using System.Diagnostics.CodeAnalysis;
using Candor.Commitments.Group;

namespace Candor.Commitments.SecretSharing;

/// <summary>
/// Feldman's commitments to a sharing polynomial: A_k = a_k·B, exactly t of them. A share s at position x fits where
/// s·B = Σ x^k·A_k.
/// </summary>
/// <remarks>Immutable; safe for use from many threads.</remarks>
public sealed class FeldmanCommitments
{
    /// <summary>The least threshold: with 1 every share is the secret.</summary>
    public const int MinimumThreshold = 2;

    /// <summary>The largest threshold: no roster has more participants.</summary>
    public const int MaximumThreshold = 10_000;

    private readonly RistrettoPoint[] _points;
    private readonly byte[] _encodings;

    internal FeldmanCommitments(RistrettoPoint[] points)
    {
        _points = points;
        _encodings = [.. points.SelectMany(point => point.ToArray())];
    }

    private FeldmanCommitments(RistrettoPoint[] points, byte[] encodings)
    {
        _points = points;
        _encodings = encodings;
    }

    /// <summary>t.</summary>
    public int Threshold => _points.Length;

    /// <summary>The encodings, 32 bytes each, from A_0 on.</summary>
    public ReadOnlyMemory<byte> Bytes => _encodings;

    /// <summary>A_0, the secret times B.</summary>
    internal RistrettoPoint OfSecret => _points[0];

    /// <summary>Reads a dealer's commitments.</summary>
    /// <param name="bytes">32 bytes for each coefficient, untrusted.</param>
    /// <param name="threshold">
    /// t of the market: one more would raise the number of shares that open the secret, one less lower it.
    /// </param>
    /// <param name="commitments">The commitments, or null.</param>
    /// <param name="failure">
    /// <see cref="ProofFailure.None"/>; <see cref="ProofFailure.WrongLength"/> for another number than t;
    /// <see cref="ProofFailure.IdentityPoint"/> or <see cref="ProofFailure.NonCanonicalPoint"/> of the first bad one. A
    /// dealer draws no coefficient that is zero.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is below 2 or above 10,000.</exception>
    public static bool TryParse(
        ReadOnlySpan<byte> bytes,
        int threshold,
        [NotNullWhen(true)] out FeldmanCommitments? commitments,
        out ProofFailure failure)
    {
        RequireThreshold(threshold);
        commitments = null;
        failure = ProofFailure.WrongLength;
        if (bytes.Length != threshold * RistrettoPoint.Size)
        {
            return false;
        }

        var points = new RistrettoPoint[threshold];
        failure = BatchDecoding.TryParse(bytes, points).ToProofFailure();
        commitments = failure == ProofFailure.None ? new(points, bytes.ToArray()) : null;
        return commitments is not null;
    }

    /// <summary>Whether a share is one of the committed polynomial, at its holder's position.</summary>
    /// <param name="share">The share, whose value may be secret.</param>
    /// <returns><see cref="ProofFailure.None"/> or <see cref="ProofFailure.EquationFails"/>.</returns>
    public ProofFailure Verify(SecretShare share)
    {
        var powers = new Scalar[_points.Length];
        powers[0] = Scalar.One;
        for (int i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * share.Position;
        }

        RistrettoPoint expected = MultiscalarMultiplication.Sum([], [], powers, _points);
        return PedersenGenerators.Value.Multiply(share.Value).Equals(expected)
            ? ProofFailure.None
            : ProofFailure.EquationFails;
    }

    internal static bool IsThreshold(int threshold) => threshold is >= MinimumThreshold and <= MaximumThreshold;

    internal static void RequireThreshold(int threshold)
    {
        if (!IsThreshold(threshold))
        {
            throw new ArgumentOutOfRangeException(
                nameof(threshold),
                threshold,
                $"A threshold is {MinimumThreshold} to {MaximumThreshold}.");
        }
    }
}
