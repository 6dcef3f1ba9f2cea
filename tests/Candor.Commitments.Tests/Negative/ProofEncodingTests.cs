using System.Numerics;
using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Overlap;
using Candor.Commitments.Statements;
using Candor.Commitments.Tests.Datasets;
using Candor.Commitments.Tests.Statements;

namespace Candor.Commitments.Tests.Negative;

/// <summary>Every proof of the protocol with every wrong encoding in every place, each refused for its own reason. The
/// range proof has the same in <see cref="RangeProofs.RangeProofEncodingTests"/>.</summary>
public sealed class ProofEncodingTests
{
    private const int Size = 32;

    private static readonly byte[][] s_invalidPoints = [.. TestFiles.Vectors("ristretto255.json")
        .GetProperty("invalid_encodings").EnumerateArray().Select(encoding => encoding.Hex())];

    [Fact]
    public void OpeningProof_WrongEncodingInAnyPlace_IsNamed()
    {
        byte[] proof = Seeded(3, rng =>
            OpeningStatement.Prove(Samples.Context, Samples.Opening, Samples.Root, rng));
        AssertNamed(proof, "PSS", other =>
            OpeningStatement.Verify(Samples.Context, Samples.Opening.Commit(), Samples.Root, other));
    }

    [Fact]
    public void DatasetProof_WrongEncodingInAnyPlace_IsNamed()
    {
        byte[] proof = Seeded(13, rng =>
            DatasetStatement.Prove(DatasetSamples.Terms, DatasetSamples.Key, DatasetSamples.Opening, rng));
        AssertNamed(proof, "PPSS", other => DatasetStatement.Verify(DatasetSamples.Terms, other));
    }

    [Fact]
    public void RangeProof_AnyLengthButItsOwn_IsWrongLength()
    {
        byte[] proof = Samples.Prove(Samples.Terms, Samples.Opening);
        for (int length = 0; length < proof.Length; length++)
        {
            Assert.Equal(ProofFailure.WrongLength, ReportStatement.Verify(Samples.Terms, proof.AsSpan(0, length)));
        }

        Assert.Equal(ProofFailure.WrongLength, ReportStatement.Verify(Samples.Terms, [.. proof, 0]));
        Assert.Equal(ProofFailure.WrongLength, ReportStatement.Verify(Samples.Terms, [.. proof, .. proof[^64..]]));
        Assert.Equal(ProofFailure.None, ReportStatement.Verify(Samples.Terms, proof));
    }

    [Fact]
    public void Commitment_EveryInvalidEncoding_IsNamed()
    {
        Assert.All(s_invalidPoints, encoding =>
        {
            Assert.False(Commitment.TryParse(encoding, out _, out ProofFailure failure));
            Assert.Equal(ProofFailure.NonCanonicalPoint, failure);
        });
        Assert.False(Commitment.TryParse(new byte[Size], out _, out ProofFailure identity));
        Assert.Equal(ProofFailure.IdentityPoint, identity);
    }

    [Fact]
    public void AuditTag_EveryInvalidEncodingOrTheIdentity_IsMalformed()
    {
        AuditChallenge challenge = Seeded(21, rng => AuditChallenge.Draw(
            DatasetSamples.Terms, new AuditPolicy { BadSharePerMillion = 300_000, SecurityBits = 3 }, rng));
        ReadOnlyMemory<byte>[] asked = [.. challenge.Positions
            .Select(position => DatasetSamples.Records[DatasetSamples.Dataset.RecordPosition(position)])];
        AuditResponse honest = Seeded(31, rng =>
            AuditStatement.Open(challenge, DatasetSamples.Dataset, asked, DatasetSamples.Key, rng));
        foreach (byte[] tag in (byte[][])[.. s_invalidPoints, new byte[Size]])
        {
            OpenedRecord[] openings = [.. honest.Openings];
            openings[^1] = openings[^1] with { Tag = tag };
            Assert.Equal(
                new(AuditFailure.MalformedTag, challenge.Positions[^1]),
                AuditStatement.Verify(challenge, honest with { Openings = openings }, _ => true));
        }

        byte[] scalars = honest.Proof.ToArray();
        foreach (byte[] proof in (byte[][])[.. WrongScalars(scalars, 0), .. WrongScalars(scalars, 1)])
        {
            Assert.Equal(
                new(AuditFailure.MalformedProof),
                AuditStatement.Verify(challenge, honest with { Proof = proof }, _ => true));
        }
    }

    [Fact]
    public void DoubleTag_EveryInvalidEncodingOrTheIdentityInAnyPlace_IsMalformed()
    {
        TaggedDataset other = DatasetSamples.Tag(DatasetSamples.NewRecords("county", 4), DatasetSamples.NewKey(75));
        var terms = new DoubleTagTerms(
            Samples.Context, DatasetSamples.Key.PublicKey, "county", CommittedTags.Of(other));
        DoubleTagSegment honest = Seeded(76, rng => DoubleTagging.Multiply(terms, DatasetSamples.Key, rng).Single());
        byte[] tags = honest.DoubleTags.ToArray();
        for (int i = 0; i < 4; i++)
        {
            foreach (byte[] tag in (byte[][])[.. s_invalidPoints, new byte[Size]])
            {
                Assert.Equal(
                    DoubleTagFailure.MalformedDoubleTag,
                    new DoubleTagVerifier(terms).Add(honest with { DoubleTags = Replaced(tags, i, tag) }));
            }
        }

        byte[] scalars = honest.Proof.ToArray();
        foreach (byte[] proof in (byte[][])[.. WrongScalars(scalars, 0), .. WrongScalars(scalars, 1)])
        {
            Assert.Equal(
                DoubleTagFailure.MalformedProof, new DoubleTagVerifier(terms).Add(honest with { Proof = proof }));
        }
    }

    private static void AssertNamed(byte[] proof, string kinds, Func<byte[], ProofFailure> verify)
    {
        Assert.Equal(ProofFailure.None, verify(proof));
        for (int i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] == 'P')
            {
                Assert.All(s_invalidPoints, encoding =>
                    Assert.Equal(ProofFailure.NonCanonicalPoint, verify(Replaced(proof, i, encoding))));
                Assert.Equal(ProofFailure.IdentityPoint, verify(Replaced(proof, i, new byte[Size])));
            }
            else
            {
                Assert.All(
                    WrongScalars(proof, i), other => Assert.Equal(ProofFailure.NonCanonicalScalar, verify(other)));
            }
        }

        Assert.Equal(ProofFailure.WrongLength, verify([]));
        Assert.Equal(ProofFailure.WrongLength, verify(proof[..^1]));
        Assert.Equal(ProofFailure.WrongLength, verify(proof[..^Size]));
        Assert.Equal(ProofFailure.WrongLength, verify([.. proof, 0]));
    }

    // The order, and the honest scalar plus the order.
    private static IEnumerable<byte[]> WrongScalars(byte[] proof, int i)
    {
        BigInteger value = Generators.ToInteger(proof.AsSpan(Size * i, Size));
        yield return Replaced(proof, i, Generators.Bytes(Generators.Order, Size));
        yield return Replaced(proof, i, Generators.Bytes(value + Generators.Order, Size));
    }

    private static byte[] Replaced(byte[] proof, int i, byte[] element) =>
        [.. proof[..(Size * i)], .. element, .. proof[(Size * (i + 1))..]];

    private static T Seeded<T>(ulong seed, Func<SeededRandom, T> make)
    {
        using var rng = new SeededRandom(seed);
        return make(rng);
    }
}
