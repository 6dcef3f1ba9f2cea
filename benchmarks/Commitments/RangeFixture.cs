using System.Security.Cryptography;
using Candor.Commitments;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;
using Candor.Commitments.RangeProofs;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Candor.Benchmarks.Commitments;

/// <summary>Proofs to be verified, and one Ed25519 signature to compare with.</summary>
internal sealed class RangeFixture
{
    internal const int BatchSize = 64;

    private static readonly byte[] s_message = new byte[96];

    private readonly RangeShape _shape;
    private readonly Scalar _blinding;
    private readonly RistrettoPoint[][] _commitments = new RistrettoPoint[BatchSize][];
    private readonly byte[][] _proofs = new byte[BatchSize][];
    private readonly byte[] _publicKey = new byte[Ed25519.PublicKeySize];
    private readonly byte[] _signature = new byte[Ed25519.SignatureSize];
    private readonly RandomNumberGenerator _rng = RandomNumberGenerator.Create();

    internal RangeFixture(int bits)
    {
        _shape = new(bits, 1);
        _blinding = Scalar.Random(_rng);
        for (int i = 0; i < BatchSize; i++)
        {
            using var witness = new RangeWitness(_shape, [(ulong)i], [Scalar.Random(_rng)]);
            _commitments[i] = [PedersenGenerators.Commit(witness.Values[0], witness.Blindings[0])];
            _proofs[i] = RangeProver.Prove(NewTranscript(), witness, _commitments[i], _rng);
        }

        byte[] secretKey = RandomNumberGenerator.GetBytes(Ed25519.SecretKeySize);
        Ed25519.GeneratePublicKey(secretKey, 0, _publicKey, 0);
        Ed25519.Sign(secretKey, 0, s_message, 0, s_message.Length, _signature, 0);
    }

    /// <summary>BouncyCastle's verification of one Ed25519 signature.</summary>
    internal void VerifyEd25519()
    {
        if (!Ed25519.Verify(_signature, 0, _publicKey, 0, s_message, 0, s_message.Length))
        {
            throw new InvalidOperationException("The signature does not verify.");
        }
    }

    internal byte[] Prove()
    {
        using var witness = new RangeWitness(_shape, [123], [_blinding]);
        return RangeProver.Prove(NewTranscript(), witness, _commitments[0], _rng);
    }

    internal void Verify() => Require(
        RangeVerifier.Verify(NewTranscript(), _shape, _commitments[0], _proofs[0]) == ProofFailure.None);

    internal void VerifyOneByOne()
    {
        for (int i = 0; i < BatchSize; i++)
        {
            Require(RangeVerifier.Verify(NewTranscript(), _shape, _commitments[i], _proofs[i]) == ProofFailure.None);
        }
    }

    internal void VerifyBatch() => Require(RangeVerifier.AllHold(Prepare()));

    /// <summary>The equations of the 64 proofs.</summary>
    internal RangeEquation[] Prepare()
    {
        var equations = new RangeEquation[BatchSize];
        for (int i = 0; i < BatchSize; i++)
        {
            ProofFailure failure = RangeVerifier.Prepare(
                NewTranscript(), _shape, _commitments[i], _proofs[i], out RangeEquation? equation);
            Require(failure == ProofFailure.None);
            equations[i] = equation!;
        }

        return equations;
    }

    private static MerlinTranscript NewTranscript() => new("benchmark"u8);

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("A proof does not verify.");
        }
    }
}
