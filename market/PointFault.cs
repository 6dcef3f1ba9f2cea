using Candor.Commitments;

namespace Candor.Market;

/// <summary>Names the value among points that do not decode.</summary>
internal static class PointFault
{
    private const int PointSize = 32;

    /// <summary>Names the first bad one.</summary>
    /// <param name="encodings">The points, one after the other, as they came.</param>
    /// <param name="failure">Why they do not decode.</param>
    /// <returns>Its number, from 0, its bytes and the failure; the failure alone where none is bad in itself.</returns>
    internal static string Describe(ReadOnlySpan<byte> encodings, ProofFailure failure)
    {
        for (int i = 0; (i + 1) * PointSize <= encodings.Length && failure != ProofFailure.WrongLength; i++)
        {
            ReadOnlySpan<byte> point = encodings.Slice(i * PointSize, PointSize);
            if (!Commitment.TryParse(point, out _, out ProofFailure own))
            {
                return FormattableString.Invariant($"point {i} is '{Convert.ToHexStringLower(point)}' ({own})");
            }
        }

        return failure.ToString();
    }
}
