using System.Security.Cryptography;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;
using Candor.Commitments.RangeProofs;

namespace Candor.Commitments.Tests.RangeProofs;

/// <summary>A proof and what it takes to verify it.</summary>
internal sealed record RangeSample(RangeShape Shape, RistrettoPoint[] Commitments, byte[] Proof)
{
    internal static MerlinTranscript NewTranscript() => new("range sample"u8);

    /// <summary>
    /// An honest proof; <paramref name="eBlindingError"/> makes it off by exactly that multiple of B̃.
    /// </summary>
    internal static RangeSample Create(int bits, int parties, ulong seed, Scalar eBlindingError = default)
    {
        var shape = new RangeShape(bits, parties);
        using var rng = new SeededRandom(seed);
        ulong[] values = [.. Enumerable.Range(0, parties).Select(i => (ulong)(100 + i))];
        Scalar[] blindings = [.. values.Select(_ => Scalar.Random(rng))];
        RistrettoPoint[] commitments = [.. values.Zip(blindings, (v, r) => PedersenGenerators.Commit(v, r))];
        var witness = new RangeWitness(shape, values, blindings);

        return new(shape, commitments, Forge(NewTranscript(), witness, commitments, eBlindingError, rng));
    }

    /// <summary>
    /// What <see cref="RangeProver"/> makes, but with the blinding of the vectors shifted before the inner product: the
    /// equation is then off by minus that multiple of B̃.
    /// </summary>
    internal static byte[] Forge(
        MerlinTranscript transcript,
        RangeWitness witness,
        RistrettoPoint[] commitments,
        Scalar eBlindingError,
        RandomNumberGenerator rng)
    {
        RangeProofTranscript.AppendStatement(transcript, witness.Shape, commitments);
        using ProofTranscriptRandomness randomness =
            transcript.ForkRandomness("witness"u8, witness.ToSecretBytes(), rng);
        using BitCommitment bitCommitment = BitCommitment.Create(transcript, witness, randomness);
        using PolynomialCommitment polynomial = bitCommitment.CommitPolynomial(transcript, randomness);
        PolynomialEvaluation evaluation = polynomial.Evaluate();
        evaluation = evaluation with { EBlinding = evaluation.EBlinding + eBlindingError };
        return evaluation.ToProof(transcript);
    }

    internal ProofFailure Verify() => Verify(Proof);

    internal ProofFailure Verify(byte[] proof) =>
        RangeVerifier.Verify(NewTranscript(), Shape, Commitments, proof);

    internal RangeEquation Prepare()
    {
        Assert.Equal(
            ProofFailure.None,
            RangeVerifier.Prepare(NewTranscript(), Shape, Commitments, Proof, out RangeEquation? equation));
        return equation!;
    }
}
