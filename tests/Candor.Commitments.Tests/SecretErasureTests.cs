using System.Security.Cryptography;
using Candor.Commitments.Datasets;
using Candor.Commitments.Group;
using Candor.Commitments.Logs;
using Candor.Commitments.ProofTranscripts;
using Candor.Commitments.RangeProofs;
using Candor.Commitments.Tests.ProofTranscripts;

namespace Candor.Commitments.Tests;

/// <summary>Secrets are overwritten where they stand. References into their memory are taken before.</summary>
public sealed class SecretErasureTests
{
    [Fact]
    public void RecordKey_Disposed_IsOverwrittenAndUnusable()
    {
        RecordKey key = RecordKey.Create(new SeededRandom(1));
        byte[] publicKey = key.PublicKey.ToArray();
        ref readonly Scalar secret = ref key.Secret;
        Assert.False(secret.IsZero);

        key.Dispose();

        Assert.True(secret.IsZero);
        Assert.Equal(nameof(RecordKey), NameOfDisposed(() => key.Export()));
        Assert.Equal(publicKey, key.PublicKey.ToArray());
    }

    [Fact]
    public void CommitmentOpening_Disposed_IsOverwrittenAndUnusable()
    {
        CommitmentOpening opening = CommitmentOpening.Create(569, new SeededRandom(1));
        CommitmentOpening less = opening.Less(100);
        ref readonly Scalar blinding = ref opening.Blinding;
        Assert.False(blinding.IsZero);

        opening.Dispose();

        Assert.True(blinding.IsZero);
        Assert.Equal(nameof(CommitmentOpening), NameOfDisposed(() => opening.ExportBlinding()));
        Assert.Equal(nameof(CommitmentOpening), NameOfDisposed(() => _ = opening.Value));
        Assert.Equal(nameof(CommitmentOpening), NameOfDisposed(() => opening.Commit()));
        Assert.Equal(nameof(CommitmentOpening), NameOfDisposed(() => opening.Less(0)));
        Assert.Equal(469ul, less.Value);
        Assert.False(less.Blinding.IsZero);
    }

    [Fact]
    public void NoteSigner_Disposed_IsUnusable()
    {
        var signer = new NoteSigner("log.example", new byte[NoteSigner.SecretKeySize]);

        signer.Dispose();

        Assert.Equal(nameof(NoteSigner), NameOfDisposed(() => signer.Sign("text\n")));
        Assert.Equal(nameof(NoteSigner), NameOfDisposed(() => signer.ExportSecret()));
        Assert.Equal("log.example", signer.Key.Name);
    }

    [Fact]
    public void SecretScalars_Disposed_AreOverwrittenAndUnusable()
    {
        using var scalars = new SecretScalars(2);
        (scalars[0], scalars[1]) = (Scalar.One, -Scalar.One);
        Span<Scalar> memory = scalars.Span;

        scalars.Dispose();

        Assert.True(memory[0].IsZero && memory[1].IsZero);
        Assert.Equal(nameof(SecretScalars), NameOfDisposed(() => _ = scalars[0]));
    }

    [Fact]
    public void SecretMultiplier_Disposed_IsUnusable()
    {
        var multiplier = new SecretMultiplier(Scalar.One);
        multiplier.Dispose();
        Assert.Equal(
            nameof(SecretMultiplier), NameOfDisposed(() => multiplier.Multiply(RistrettoPoint.Basepoint, out _)));
    }

    [Fact]
    public void RangeWitness_Disposed_IsOverwrittenAndUnusable()
    {
        var witness = new RangeWitness(new RangeShape(8, 1), [5], [Scalar.One]);
        ReadOnlySpan<ulong> values = witness.Values;
        ReadOnlySpan<Scalar> blindings = witness.Blindings;

        witness.Dispose();

        Assert.True(values[0] == 0 && blindings[0].IsZero);
        Assert.Equal(nameof(RangeWitness), NameOfDisposed(() => _ = witness.Values.Length));
    }

    [Fact]
    public void ForkRandomnessAndErase_AlsoWhereTheSourceFails_OverwritesTheWitness()
    {
        byte[] witness = [1, 2, 3];
        new MerlinTranscript("test"u8).ForkRandomnessAndErase(witness, new SeededRandom(1)).Dispose();
        Assert.Equal(new byte[3], witness);

        witness = [1, 2, 3];
        Assert.Throws<IOException>(
            () => new MerlinTranscript("test"u8).ForkRandomnessAndErase(witness, new BrokenSource()));
        Assert.Equal(new byte[3], witness);
    }

    [Fact]
    public void PolynomialCommitment_ThatFails_OverwritesItsSecrets()
    {
        var shape = new RangeShape(8, 1);
        var secrets = new PolynomialSecrets(shape.Length);
        byte[] point = RistrettoPoint.Basepoint.ToArray();

        Assert.Throws<CryptographicException>(() => PolynomialCommitment.Create(
            new ZeroDrawingTranscript("x"), shape, Scalar.One, point, point, secrets));

        Assert.Throws<ObjectDisposedException>(() => _ = secrets.Alpha);
    }

    [Fact]
    public void BitCommitment_Disposed_CannotGoOn()
    {
        using var witness = new RangeWitness(new RangeShape(8, 1), [5], [Scalar.One]);
        var transcript = new MerlinTranscript("test"u8);
        using ProofTranscriptRandomness randomness =
            transcript.ForkRandomness("witness"u8, "witness"u8, new SeededRandom(1));
        BitCommitment step = BitCommitment.Create(transcript, witness, randomness);

        step.Dispose();

        Assert.Throws<ObjectDisposedException>(() => step.CommitPolynomial(transcript, randomness));
    }

    private static string NameOfDisposed(Action use) =>
        Assert.Throws<ObjectDisposedException>(use).ObjectName.Split('.')[^1];

    private sealed class BrokenSource : RandomNumberGenerator
    {
        public override void GetBytes(byte[] data) => throw new IOException("The source is broken.");
    }
}
