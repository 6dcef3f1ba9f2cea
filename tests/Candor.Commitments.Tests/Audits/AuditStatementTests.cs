using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Tests.Datasets;
using Candor.Commitments.Tests.Statements;

namespace Candor.Commitments.Tests.Audits;

public sealed class AuditStatementTests
{
    private static readonly AuditPolicy s_policy = new() { BadSharePerMillion = 100_000, SecurityBits = 3 };
    private static readonly AuditChallenge s_challenge = Draw(DatasetSamples.Terms, 21);
    private static readonly AuditResponse s_response =
        Open(s_challenge, DatasetSamples.Dataset, DatasetSamples.Records);

    [Fact]
    public void Verify_HonestAnswer_Passes()
    {
        Assert.Equal(s_policy.SampleSize(DatasetSamples.Size), (ulong)s_response.Openings.Count);
        AssertVerdict(AuditFailure.None, s_challenge, s_response);
        Assert.Equal(AuditStatement.ProofSize, s_response.Proof.Length);
    }

    [Fact]
    public void Verify_InvalidRecord_IsNamed()
    {
        ReadOnlyMemory<byte> bad = s_response.Openings[4].Record;
        AuditVerdict verdict = AuditStatement.Verify(
            s_challenge, s_response, record => !record.Span.SequenceEqual(bad.Span));
        Assert.Equal(new(AuditFailure.InvalidRecord, s_challenge.Positions[4]), verdict);
        Assert.False(verdict.Passed);
    }

    [Fact]
    public void Verify_AnotherRecordInItsPlace_Fails()
    {
        for (int i = 0; i < s_response.Openings.Count; i += 5)
        {
            AuditResponse forged = With(i, opening => opening with { Record = DatasetSamples.NewRecord("valid") });
            AssertVerdict(AuditFailure.NotTheTagsRecords, s_challenge, forged);
        }
    }

    [Fact]
    public void Open_RecordsThatAreNotTheTags_AreRefused()
    {
        // The cheater runs the honest prover on another record for one of its tags.
        ReadOnlyMemory<byte>[] records = [.. DatasetSamples.Records];
        records[DatasetSamples.Dataset.RecordPosition(s_challenge.Positions[0])] = DatasetSamples.NewRecord("valid");
        AssertVerdict(
            AuditFailure.NotTheTagsRecords, s_challenge, Open(s_challenge, DatasetSamples.Dataset, records));
    }

    [Fact]
    public void Verify_RecordsSwapped_Fails() => AssertVerdict(
        AuditFailure.NotTheTagsRecords,
        s_challenge,
        With(0, opening => opening with { Record = s_response.Openings[1].Record }, 1, s_response.Openings[0].Record));

    [Fact]
    public void Verify_OneRecordUnderTwoKeys_Fails()
    {
        // The same record counted twice, its second tag made under another key: distinct tags, one record.
        RecordKey second = DatasetSamples.NewKey(50);
        ReadOnlyMemory<byte>[] records = [.. DatasetSamples.Records];
        TaggedDataset mixed = Mix(records, second, out Dictionary<ulong, ReadOnlyMemory<byte>> byPosition);
        DatasetTerms terms = DatasetSamples.NewTerms(
            mixed, DatasetSamples.Key, Samples.NewOpening(mixed.Size, 12));
        using var rng = new SeededRandom(23);
        var whole = new AuditPolicy { BadSharePerMillion = AuditPolicy.MinimumBadSharePerMillion, SecurityBits = 128 };
        AuditChallenge challenge = AuditChallenge.Draw(terms, whole, rng);
        Assert.Equal(mixed.Size, (ulong)challenge.Positions.Length);
        Assert.Equal(
            2, challenge.Positions.Count(position => byPosition[position].Span.SequenceEqual(records[0].Span)));
        ReadOnlyMemory<byte>[] asked = [.. challenge.Positions.Select(position => byPosition[position])];
        AuditResponse response = AuditStatement.Open(challenge, mixed, asked, DatasetSamples.Key, rng);
        AssertVerdict(AuditFailure.NotTheTagsRecords, challenge, response);
    }

    [Fact]
    public void Verify_TagsOfAnotherKey_Fails()
    {
        // The dataset is tagged under one key, the commitment names another: DLEQ under another key.
        RecordKey other = DatasetSamples.NewKey(51);
        DatasetTerms terms = DatasetSamples.Terms with { RecordKey = other.PublicKey };
        AuditChallenge challenge = Draw(terms, 21);
        AssertVerdict(
            AuditFailure.NotTheTagsRecords, challenge, Open(challenge, DatasetSamples.Dataset, DatasetSamples.Records));
        AssertVerdict(
            AuditFailure.NotTheTagsRecords,
            challenge,
            Open(challenge, DatasetSamples.Dataset, DatasetSamples.Records, other));
    }

    [Fact]
    public void Verify_TagNotUnderTheRoot_IsNamed()
    {
        AuditFailure expected = AuditFailure.NotUnderRoot;
        OpenedRecord other = s_response.Openings[3];
        AssertVerdict(expected, s_challenge, With(2, opening => opening with { Tag = other.Tag }), 2);
        AssertVerdict(
            expected, s_challenge, With(2, opening => opening with { InclusionProof = other.InclusionProof }), 2);
        AssertVerdict(expected, s_challenge, With(2, _ => other), 2);
        AssertVerdict(expected, s_challenge, With(2, opening => opening with { InclusionProof = [] }), 2);
        AssertVerdict(
            expected,
            s_challenge,
            With(2, opening => opening with { InclusionProof = [.. opening.InclusionProof, new byte[32]] }),
            2);
    }

    [Fact]
    public void Verify_MalformedTag_IsNamed()
    {
        ReadOnlyMemory<byte> negative = Convert.FromHexString(new string('f', 64));
        AssertVerdict(AuditFailure.MalformedTag, s_challenge, With(1, opening => opening with { Tag = negative }), 1);
        AssertVerdict(
            AuditFailure.MalformedTag, s_challenge, With(1, opening => opening with { Tag = new byte[32] }), 1);
        AssertVerdict(
            AuditFailure.MalformedTag, s_challenge, With(1, opening => opening with { Tag = opening.Tag[..31] }), 1);
    }

    [Fact]
    public void Verify_RefusalToOpen_IsWrongCount()
    {
        AssertVerdict(
            AuditFailure.WrongCount, s_challenge, s_response with { Openings = [.. s_response.Openings.Skip(1)] });
        AssertVerdict(AuditFailure.WrongCount, s_challenge, s_response with { Openings = [] });
        AssertVerdict(
            AuditFailure.WrongCount,
            s_challenge,
            s_response with { Openings = [.. s_response.Openings, s_response.Openings[0]] });
    }

    [Fact]
    public void Verify_MalformedProofOrKey_IsNamed()
    {
        byte[] proof = s_response.Proof.ToArray();
        AssertVerdict(AuditFailure.MalformedProof, s_challenge, s_response with { Proof = proof.AsMemory(1) });
        AssertVerdict(AuditFailure.MalformedProof, s_challenge, s_response with { Proof = (byte[])[.. proof, 0] });
        AssertVerdict(AuditFailure.MalformedProof, s_challenge, s_response with { Proof = default });
        byte[] order = Generators.Bytes(Generators.Order, 32);
        byte[] large = [.. order, .. proof[32..]];
        AssertVerdict(AuditFailure.MalformedProof, s_challenge, s_response with { Proof = large });
        AuditChallenge noKey = Draw(DatasetSamples.Terms with { RecordKey = new byte[32] }, 21);
        AssertVerdict(AuditFailure.MalformedKey, noKey, s_response);
    }

    [Fact]
    public void Verify_AnyAbsorbedItemChanged_Fails()
    {
        DatasetTerms terms = DatasetSamples.Terms;
        DatasetTerms[] variants =
        [
            .. Variants.Of(terms.Context).Select(context => terms with { Context = context }),
            terms with { RecordKey = DatasetSamples.NewKey(5).PublicKey },
            terms with { Commitment = Samples.NewOpening(terms.Size, 77).Commit() },
        ];
        foreach (DatasetTerms variant in variants)
        {
            AssertVerdict(AuditFailure.NotTheTagsRecords, Restore(variant, s_policy), s_response);
        }

        // Two policies that draw as many positions, and another nonce.
        var sharper = new AuditPolicy { BadSharePerMillion = 99_900, SecurityBits = 3 };
        Assert.Equal(s_policy.SampleSize(terms.Size), sharper.SampleSize(terms.Size));
        AssertVerdict(AuditFailure.NotTheTagsRecords, Restore(terms, sharper), s_response);
        AssertVerdict(AuditFailure.NotTheTagsRecords, Restore(terms, s_policy, new byte[32]), s_response);
        AssertVerdict(AuditFailure.None, Restore(terms, s_policy), s_response);
    }

    [Fact]
    public void Verify_SampleDrawnBeforeTheCommitment_IsRefused()
    {
        // The participant learns the positions, then commits to a dataset that is good only there.
        TaggedDataset replaced = DatasetSamples.Tag(
            [.. DatasetSamples.Records.SkipLast(1), DatasetSamples.NewRecord("bad")], DatasetSamples.Key);
        AuditResponse response = s_response with
        {
            Openings =
            [
                .. s_challenge.Positions.Select(position => new OpenedRecord(
                    DatasetSamples.Records[0], replaced.Tag(position).ToArray(), replaced.ProveInclusion(position))),
            ],
        };
        AssertVerdict(AuditFailure.NotUnderRoot, s_challenge, response, 0);
        using var rng = new SeededRandom(1);
        Assert.Throws<ArgumentException>(
            () => AuditStatement.Open(s_challenge, replaced, DatasetSamples.Records, DatasetSamples.Key, rng));
    }

    [Fact]
    public void Verify_AnswerToAnotherChallenge_IsRefused()
    {
        AuditChallenge other = Draw(DatasetSamples.Terms, 99);
        AssertVerdict(AuditFailure.NotUnderRoot, other, s_response, Array.FindIndex(
            [.. other.Positions.Zip(s_challenge.Positions)], pair => pair.First != pair.Second));
    }

    [Fact]
    public void Verify_EmptyDataset_HasNothingToOpen()
    {
        TaggedDataset empty = DatasetSamples.Tag([], DatasetSamples.Key);
        AuditChallenge challenge = Draw(
            DatasetSamples.NewTerms(empty, DatasetSamples.Key, Samples.NewOpening(0, 12)), 21);
        AuditResponse response = Open(challenge, empty, []);
        AssertVerdict(AuditFailure.None, challenge, response);
        AssertVerdict(AuditFailure.MalformedProof, challenge, response with { Proof = s_response.Proof });
    }

    private static void AssertVerdict(
        AuditFailure expected, AuditChallenge challenge, AuditResponse response, int? opening = null)
    {
        AuditVerdict verdict = AuditStatement.Verify(challenge, response, _ => true);
        Assert.Equal(new(expected, opening is { } i ? challenge.Positions[i] : null), verdict);
    }

    private static AuditResponse With(
        int i, Func<OpenedRecord, OpenedRecord> change, int? other = null, ReadOnlyMemory<byte> record = default)
    {
        OpenedRecord[] openings = [.. s_response.Openings];
        openings[i] = change(openings[i]);
        if (other is { } second)
        {
            openings[second] = openings[second] with { Record = record };
        }

        return s_response with { Openings = openings };
    }

    private static AuditChallenge Restore(DatasetTerms terms, AuditPolicy policy, byte[]? nonce = null)
    {
        Assert.True(AuditChallenge.TryCreate(
            terms, policy, nonce ?? s_challenge.Nonce, s_challenge.Positions.AsSpan(), out AuditChallenge? challenge));
        return challenge;
    }

    private static AuditChallenge Draw(DatasetTerms terms, ulong seed)
    {
        using var rng = new SeededRandom(seed);
        return AuditChallenge.Draw(terms, s_policy, rng);
    }

    private static AuditResponse Open(
        AuditChallenge challenge, TaggedDataset dataset, ReadOnlyMemory<byte>[] records, RecordKey? key = null)
    {
        using var rng = new SeededRandom(31);
        ReadOnlyMemory<byte>[] asked =
            [.. challenge.Positions.Select(position => records[dataset.RecordPosition(position)])];
        return AuditStatement.Open(challenge, dataset, asked, key ?? DatasetSamples.Key, rng);
    }

    // All records under the first key, and the first of them once more under the second.
    private static TaggedDataset Mix(
        ReadOnlyMemory<byte>[] records, RecordKey second, out Dictionary<ulong, ReadOnlyMemory<byte>> byPosition)
    {
        var store = new TagStore();
        byte[] block = store.AddBlock(records.Length + 1);
        var map = new RecordMap(Samples.Context);
        new RecordTaggerRun(map, DatasetSamples.Key).Write(records, block);
        new RecordTaggerRun(map, second).Write(records[..1], block.AsSpan(records.Length * 32));
        int[] order = store.Sort();
        byPosition = order
            .Select((record, i) => ((ulong)i, record < records.Length ? records[record] : records[0]))
            .ToDictionary();

        return new TaggedDataset(store, order, []);
    }

    private sealed class RecordTaggerRun(RecordMap map, RecordKey key)
    {
        private readonly RecordTagger _tagger = new(map, key);

        internal void Write(ReadOnlyMemory<byte>[] records, Span<byte> tags)
        {
            for (int i = 0; i < records.Length; i += RecordTagger.GroupSize)
            {
                int count = Math.Min(RecordTagger.GroupSize, records.Length - i);
                _tagger.WriteTags(records.AsSpan(i, count), tags[(i * 32)..]);
            }
        }
    }
}
