using Candor.Commitments.Group;

namespace Candor.Commitments.Contributions;

/// <summary>
/// Statement 7: the statistics are of so many records. The blinding of the first coordinate is opened: C_0 =
/// t'·2^30·B + r·B̃, since φ₀² is 2^30 for every record.
/// </summary>
/// <remarks>
/// It is no proof of knowledge and bound to nothing but C_0, whose digest is signed. It shows that the commitments
/// give the number of records, not whose records they are. Safe for use from many threads.
/// </remarks>
public static class CountStatement
{
    /// <summary>Bytes of an opening: the blinding r.</summary>
    public const int OpeningSize = Scalar.Size;

    /// <summary>The scale of one record in the first coordinate, φ₀² = 2^30.</summary>
    internal const int RecordBits = 30;

    /// <summary>Opens the first coordinate.</summary>
    /// <param name="opening">The contributor's secret.</param>
    /// <param name="records">t', the number of records that the statistics are of.</param>
    /// <returns>32 bytes.</returns>
    /// <exception cref="ArgumentException">The first coordinate is not t'·2^30: the statement is false.</exception>
    /// <exception cref="ObjectDisposedException">The opening was erased.</exception>
    public static byte[] Open(StatisticsOpening opening, uint records)
    {
        ArgumentNullException.ThrowIfNull(opening);
        return opening.Coordinates[0] == (long)records << RecordBits
            ? opening.Blindings[0].ToArray()
            : throw new ArgumentException(
                $"The first coordinate is not {records} records times 2^{RecordBits}.", nameof(opening));
    }

    /// <summary>Verifies an opening.</summary>
    /// <param name="commitments">The contributor's commitments.</param>
    /// <param name="records">t', as it was reported.</param>
    /// <param name="opening">The opening's bytes, untrusted.</param>
    /// <returns>
    /// <see cref="ProofFailure.None"/>, <see cref="ProofFailure.WrongLength"/>,
    /// <see cref="ProofFailure.NonCanonicalScalar"/>, or <see cref="ProofFailure.EquationFails"/>.
    /// </returns>
    public static ProofFailure Verify(StatisticsCommitments commitments, uint records, ReadOnlySpan<byte> opening)
    {
        ArgumentNullException.ThrowIfNull(commitments);
        return Verify(commitments.First(), records, opening);
    }

    /// <summary>Verifies an opening by the first commitment alone, which is all that it is about: the others need not be read.</summary>
    /// <param name="first">The encoding of C_0 out of the contributor's commitments, untrusted.</param>
    /// <param name="records">t', as it was reported.</param>
    /// <param name="opening">The opening's bytes, untrusted.</param>
    /// <returns>
    /// <see cref="ProofFailure.None"/>, <see cref="ProofFailure.NonCanonicalPoint"/>, <see cref="ProofFailure.WrongLength"/>,
    /// <see cref="ProofFailure.NonCanonicalScalar"/>, or <see cref="ProofFailure.EquationFails"/>.
    /// </returns>
    public static ProofFailure Verify(ReadOnlySpan<byte> first, uint records, ReadOnlySpan<byte> opening) =>
        RistrettoPoint.TryParse(first, out RistrettoPoint point)
            ? Verify(point, records, opening)
            : ProofFailure.NonCanonicalPoint;

    private static ProofFailure Verify(RistrettoPoint first, uint records, ReadOnlySpan<byte> opening)
    {
        if (opening.Length != OpeningSize)
        {
            return ProofFailure.WrongLength;
        }

        if (!Scalar.TryParse(opening, out Scalar blinding))
        {
            return ProofFailure.NonCanonicalScalar;
        }

        RistrettoPoint expected = MultiscalarMultiplication.Sum(
            [(ulong)records << RecordBits, blinding], [PedersenGenerators.Value, PedersenGenerators.Blinding], [], []);
        return expected.Equals(first) ? ProofFailure.None : ProofFailure.EquationFails;
    }
}
