using System.Security.Cryptography;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;
using Candor.Commitments.RangeProofs;

namespace Candor.Commitments.Statements;

/// <summary>
/// Statement 2: the committed size is at least the report. A range proof that C - t'·B commits to a value in [0, 2^32);
/// it shows nothing else about the size.
/// </summary>
/// <remarks>Safe for use from many threads.</remarks>
public static class ReportStatement
{
    /// <summary>Bytes of a proof.</summary>
    public const int ProofSize = 608;

    /// <summary>The shape of the proof: one value of 32 bits.</summary>
    internal static readonly RangeShape Shape = new(32, 1);

    /// <summary>Proves that the committed size is at least the report.</summary>
    /// <param name="terms">What is reported and where.</param>
    /// <param name="opening">The secret behind the commitment.</param>
    /// <param name="rng">
    /// Fresh randomness; mixed with the secret and the terms, so that a bad source is not fatal.
    /// </param>
    /// <returns>608 bytes.</returns>
    /// <exception cref="ArgumentException">
    /// The report is above the opening's value, or 2^32 or more below it; or the opening does not open the commitment.
    /// </exception>
    /// <exception cref="CryptographicException">A challenge is zero, once in 2^248 proofs: prove again.</exception>
    /// <exception cref="ObjectDisposedException">The opening was erased.</exception>
    public static byte[] Prove(ReportTerms terms, CommitmentOpening opening, RandomNumberGenerator rng)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(opening);
        if (terms.Report > opening.Value)
        {
            throw new ArgumentException(
                $"A report of {terms.Report} is above the committed size: no proof of it exists.", nameof(terms));
        }

        if (opening.Value - terms.Report > uint.MaxValue)
        {
            throw new ArgumentException(
                $"A report of {terms.Report} is 2^32 or more below the committed size: the proof reaches no further.",
                nameof(terms));
        }

        if (opening.Commit() != terms.Commitment)
        {
            throw new ArgumentException($"The opening does not open {terms.Commitment}.", nameof(opening));
        }

        return ProveRange(terms, opening, rng);
    }

    /// <summary>The prover behind <see cref="Prove"/>, which has checked that it proves something true. A range proof is of
    /// 32 bits: given a difference that does not fit, it makes a proof that does not verify.</summary>
    /// <param name="terms">What is claimed and where.</param>
    /// <param name="opening">The commitment's opening.</param>
    /// <param name="rng">Fresh randomness.</param>
    /// <returns>608 bytes, well formed.</returns>
    internal static byte[] ProveRange(ReportTerms terms, CommitmentOpening opening, RandomNumberGenerator rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        // A wrap is wanted: it is what a cheater would have to prove, and Prove has ruled it out.
        ulong difference = unchecked(opening.Value - terms.Report) & uint.MaxValue;
        using var witness = new RangeWitness(Shape, [difference], [opening.Blinding]);
        return RangeProver.Prove(Begin(terms), witness, [Remainder(terms)], rng);
    }

    /// <summary>Verifies one proof.</summary>
    /// <param name="terms">What is reported and where.</param>
    /// <param name="proof">The proof's bytes, untrusted.</param>
    /// <returns><see cref="ProofFailure.None"/>, or why the proof is rejected.</returns>
    /// <exception cref="InvalidOperationException">The terms' commitment is <c>default</c>.</exception>
    public static ProofFailure Verify(ReportTerms terms, ReadOnlySpan<byte> proof)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return RangeVerifier.Verify(Begin(terms), Shape, [Remainder(terms)], proof);
    }

    /// <summary>
    /// Verifies many proofs in one multiscalar multiplication; when that fails, each by itself, to name the bad ones.
    /// </summary>
    /// <param name="items">Terms with their proofs; may be empty.</param>
    /// <returns>One verdict per item, in order; the same as <see cref="Verify"/> would give.</returns>
    /// <exception cref="InvalidOperationException">A commitment is <c>default</c>.</exception>
    public static IReadOnlyList<ProofFailure> VerifyBatch(
        IReadOnlyList<(ReportTerms Terms, ReadOnlyMemory<byte> Proof)> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var verdicts = new ProofFailure[items.Count];
        var equations = new RangeEquation?[items.Count];
        for (int i = 0; i < items.Count; i++)
        {
            (ReportTerms terms, ReadOnlyMemory<byte> proof) = items[i];
            ArgumentNullException.ThrowIfNull(terms, nameof(items));
            verdicts[i] = RangeVerifier.Prepare(
                Begin(terms), Shape, [Remainder(terms)], proof.Span, out equations[i]);
        }

        if (!RangeVerifier.AllHold([.. equations.OfType<RangeEquation>()]))
        {
            for (int i = 0; i < equations.Length; i++)
            {
                verdicts[i] = equations[i] is { } equation ? RangeVerifier.Verify(equation) : verdicts[i];
            }
        }

        return verdicts;
    }

    /// <summary>V = C - t'·B, what the range proof is about.</summary>
    internal static RistrettoPoint Remainder(ReportTerms terms) => terms.Commitment.PointLess(terms.Report);

    /// <summary>The proof transcript up to the range proof.</summary>
    internal static MerlinTranscript Begin(ReportTerms terms)
    {
        MerlinTranscript transcript = StatementProofTranscript.Begin(ProtocolLabels.Report, terms.Context);
        transcript.Append("commitment-event"u8, terms.CommitmentEvent);
        transcript.Append("dataset-root"u8, terms.DatasetRoot.Span);
        transcript.Append("commitment"u8, terms.Commitment.Bytes);
        transcript.Append("report"u8, (ulong)terms.Report);
        transcript.Append("nonce"u8, terms.Nonce.Span);
        return transcript;
    }
}
