using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Candor.Commitments.Contributions;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;
using Candor.Commitments.RangeProofs;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Projections;

/// <summary>
/// Statement 8: the statistics are near the audited records. Each projection D of them lies in its interval: D - low and
/// high - D are in [0, 2^64), by range proofs of eight values each.
/// </summary>
/// <remarks>It goes to the validator that drew ρ, and is not logged. Safe for use from many threads.</remarks>
public static class ProjectionStatement
{
    // Two values a projection, so four projections a proof.
    private const int RowsPerProof = RangeShape.MaxParties / 2;

    /// <summary>The shape of each proof.</summary>
    internal static readonly RangeShape Shape = new(RangeShape.MaxBits, RangeShape.MaxParties);

    /// <summary>Bytes of a proof.</summary>
    /// <param name="policy">How many projections there are.</param>
    /// <returns>864 for every four projections.</returns>
    public static int ProofSize(ProjectionPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.Rows / RowsPerProof * Shape.ProofSize;
    }

    /// <summary>Proves that every projection lies in its interval.</summary>
    /// <param name="terms">What is claimed. The contributor has compared seed and bounds with what it was told before.</param>
    /// <param name="opening">The secret behind the commitments.</param>
    /// <param name="rng">Fresh randomness; mixed with the secret and the terms, so that a bad source is not fatal.</param>
    /// <returns><see cref="ProofSize"/> bytes.</returns>
    /// <exception cref="ArgumentException">
    /// The opening or the bounds are of another shape than ρ, or a projection lies outside its interval: no proof
    /// exists.
    /// </exception>
    /// <exception cref="CryptographicException">A challenge is zero, once in 2^248 proofs: prove again.</exception>
    /// <exception cref="ObjectDisposedException">The opening was erased.</exception>
    public static byte[] Prove(ProjectionTerms terms, StatisticsOpening opening, RandomNumberGenerator rng)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(opening);
        ArgumentNullException.ThrowIfNull(rng);
        RequireShapes(terms, opening.Shape, nameof(opening));
        return FirstOutside(terms, opening) is { } row
            ? throw new ArgumentException(
                $"Projection {row} of the statistics lies outside its interval: no proof exists.", nameof(opening))
            : ProveRanges(terms, opening, rng);
    }

    /// <summary>Whether there is something to prove: every projection lies in its interval.</summary>
    /// <param name="terms">What is claimed.</param>
    /// <param name="opening">The secret behind the commitments.</param>
    /// <exception cref="ArgumentException">The opening or the bounds are of another shape than ρ.</exception>
    /// <exception cref="ObjectDisposedException">The opening was erased.</exception>
    public static bool Holds(ProjectionTerms terms, StatisticsOpening opening)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(opening);
        RequireShapes(terms, opening.Shape, nameof(opening));
        return FirstOutside(terms, opening) is null;
    }

    /// <summary>The prover behind <see cref="Prove"/>, which has checked that it proves something true. Given statistics outside
    /// the intervals, it makes a proof that does not verify.</summary>
    /// <param name="terms">What is claimed.</param>
    /// <param name="opening">The secret behind the commitments.</param>
    /// <param name="rng">Fresh randomness.</param>
    /// <returns>A well-formed proof.</returns>
    internal static byte[] ProveRanges(ProjectionTerms terms, StatisticsOpening opening, RandomNumberGenerator rng)
    {
        Span<Int128> projected = GC.AllocateArray<Int128>(terms.Matrix.Policy.Rows, pinned: true);
        using var blindings = new SecretScalars(projected.Length);
        terms.Matrix.Project(opening.Coordinates, projected);
        terms.Matrix.Project(opening.Blindings, blindings.Span);
        MerlinTranscript transcript = Begin(terms);
        byte[] proofs = new byte[ProofSize(terms.Matrix.Policy)];
        Span<ulong> values = stackalloc ulong[RangeShape.MaxParties];
        using var ofValues = new SecretScalars(RangeShape.MaxParties);
        var commitments = new RistrettoPoint[RangeShape.MaxParties];
        for (int first = 0; first < projected.Length; first += RowsPerProof)
        {
            for (int i = 0; i < RowsPerProof; i++)
            {
                // A wrap is wanted: it is what a cheater would have to prove, and Prove has ruled it out.
                int row = first + i;
                values[2 * i] = unchecked((ulong)(projected[row] - terms.Bounds.Low(row)));
                values[(2 * i) + 1] = unchecked((ulong)(terms.Bounds.High(row) - projected[row]));
                ofValues[2 * i] = blindings[row];
                ofValues[(2 * i) + 1] = -blindings[row];
                RistrettoPoint point = PedersenGenerators.Commit(Scalar.FromInt128(projected[row]), blindings[row]);
                (commitments[2 * i], commitments[(2 * i) + 1]) = Remainders(terms.Bounds, row, point);
            }

            using var witness = new RangeWitness(Shape, values, ofValues.Span);
            RangeProver.Prove(transcript, witness, commitments, rng)
                .CopyTo(proofs, first / RowsPerProof * Shape.ProofSize);
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(projected));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(values));
        return proofs;
    }

    /// <summary>Verifies a proof: all its range proofs in one multiscalar multiplication.</summary>
    /// <param name="terms">What is claimed.</param>
    /// <param name="commitments">The contributor's commitments, of the terms' digest.</param>
    /// <param name="proof">The proof's bytes, untrusted.</param>
    /// <returns><see cref="ProofFailure.None"/>, or why the proof is rejected.</returns>
    /// <exception cref="ArgumentException">
    /// Commitments or bounds are of another shape than ρ, or the commitments have another digest than the terms.
    /// </exception>
    public static ProofFailure Verify(
        ProjectionTerms terms, StatisticsCommitments commitments, ReadOnlySpan<byte> proof)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(commitments);
        RequireShapes(terms, commitments.Shape, nameof(commitments));
        if (!commitments.Digest.Span.SequenceEqual(terms.StatisticsDigest.Span))
        {
            throw new ArgumentException(
                $"The commitments have the digest {Convert.ToHexStringLower(commitments.Digest.Span)}, not that of the terms.",
                nameof(commitments));
        }

        if (proof.Length != ProofSize(terms.Matrix.Policy))
        {
            return ProofFailure.WrongLength;
        }

        RistrettoPoint[] projected = terms.Matrix.Project(commitments);
        MerlinTranscript transcript = Begin(terms);
        var equations = new RangeEquation[projected.Length / RowsPerProof];
        var values = new RistrettoPoint[RangeShape.MaxParties];
        for (int i = 0; i < equations.Length; i++)
        {
            for (int j = 0; j < RowsPerProof; j++)
            {
                int row = (i * RowsPerProof) + j;
                (values[2 * j], values[(2 * j) + 1]) = Remainders(terms.Bounds, row, projected[row]);
            }

            ProofFailure failure = RangeVerifier.Prepare(
                transcript, Shape, values, proof.Slice(i * Shape.ProofSize, Shape.ProofSize), out RangeEquation? equation);
            if (failure != ProofFailure.None)
            {
                return failure;
            }

            equations[i] = equation!;
        }

        return RangeVerifier.AllHold(equations) ? ProofFailure.None : ProofFailure.EquationFails;
    }

    private static int? FirstOutside(ProjectionTerms terms, StatisticsOpening opening)
    {
        Span<Int128> projected = GC.AllocateArray<Int128>(terms.Matrix.Policy.Rows, pinned: true);
        terms.Matrix.Project(opening.Coordinates, projected);
        int? outside = null;
        for (int row = 0; row < projected.Length; row++)
        {
            bool isInside = projected[row] >= terms.Bounds.Low(row) && projected[row] <= terms.Bounds.High(row);
            outside ??= isInside ? null : row;
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(projected));
        return outside;
    }

    // D - low·B and high·B - D: commitments to how far the projection is from both ends.
    private static (RistrettoPoint Above, RistrettoPoint Below) Remainders(
        ProjectionBounds bounds, int row, in RistrettoPoint projected)
    {
        RistrettoPoint low = MultiscalarMultiplication.Sum(
            [Scalar.FromInt128(bounds.Low(row))], [PedersenGenerators.Value], [], []);
        RistrettoPoint high = MultiscalarMultiplication.Sum(
            [Scalar.FromInt128(bounds.High(row))], [PedersenGenerators.Value], [], []);
        return (projected - low, high - projected);
    }

    private static void RequireShapes(ProjectionTerms terms, StatisticsShape shape, string name)
    {
        if (shape != terms.Matrix.Shape || terms.Bounds.Rows != terms.Matrix.Policy.Rows)
        {
            throw new ArgumentException(
                $"There are {shape.Coordinates} coordinates and bounds of {terms.Bounds.Rows} projections; the matrix has "
                + $"{terms.Matrix.Shape.Coordinates} and {terms.Matrix.Policy.Rows}.",
                name);
        }
    }

    private static MerlinTranscript Begin(ProjectionTerms terms)
    {
        MerlinTranscript transcript = StatementProofTranscript.Begin(ProtocolLabels.Contribution, terms.Context);
        transcript.Append("dataset-root"u8, terms.DatasetRoot.Span);
        transcript.Append("report"u8, (ulong)terms.Report);
        transcript.Append("statistics"u8, terms.StatisticsDigest.Span);
        transcript.Append("gram-coordinates"u8, (ulong)terms.Matrix.Shape.GramCoordinates);
        transcript.Append("label-coordinates"u8, (ulong)terms.Matrix.Shape.LabelCoordinates);
        transcript.Append("projections"u8, terms.Matrix.Seed.Span);
        transcript.Append("bounds"u8, terms.Bounds.ToArray());
        return transcript;
    }
}
