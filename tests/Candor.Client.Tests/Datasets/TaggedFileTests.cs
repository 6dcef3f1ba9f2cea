using System.Globalization;
using System.Security.Cryptography;
using Candor.Client.Datasets;
using Candor.Client.Participation;
using Candor.Commitments;
using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;
using Candor.Market.Records;

namespace Candor.Client.Tests.Datasets;

[Trait("Category", "Slow")]
public sealed class TaggedFileTests : IDisposable
{
    private static readonly RandomNumberGenerator s_random = RandomNumberGenerator.Create();
    private static readonly RecordKey s_key = RecordKey.Create(s_random);
    private static readonly StatementContext s_context = new("markets/hospitals", new byte[32], "north", new byte[91]);

    private static readonly RecordFormat s_format = new(
    [
        new IntegerColumn("age", minimum: 0, maximum: 130),
        new NumberColumn("radius"),
        new TextColumn("ward", isOptional: true, pattern: "[A-Z][0-9]+"),
    ]);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TagAsync_BrokenAndRepeatedRows_ListsThemWithTheirLines()
    {
        string path = _folder.Write(
            "data.csv", "age,radius,ward\n61,1,A1\n131,1,A1\n\n+61,1.0, A1 \n1,2\n62,1,\n61,1,A1\n");

        Dataset dataset = await TagAsync(path);

        Assert.Equal((2u, 6L, 2L, 2L), (dataset.Records, dataset.Rows, dataset.BrokenRows, dataset.RepeatedRows));
        Assert.Equal(
            [
                "line 3, column 'age': '131' is above 130, the greatest value",
                "line 6: the row has 2 fields; expected 3",
            ],
            dataset.Faults.Select(fault => fault.ToString()));
        Assert.Equal([new RepeatedRow(5, 2), new RepeatedRow(8, 2)], dataset.Repeated);
        Assert.Equal($"{path}: 2 records of 6 rows (2 broken, 2 repeated)", dataset.ToString());
        Assert.Equal(s_key.PublicKey.ToArray(), dataset.PublicKey.ToArray());
        Assert.Equal((32, 2uL), (dataset.Root.Length, dataset.Tagged!.Tags.Size));
    }

    [Fact]
    public async Task TagAsync_SameRecordsInOtherLayoutAndOrder_GivesTheSameRoot()
    {
        Dataset csv = await TagAsync(
            _folder.Write("data.csv", "age,radius,ward\n61,17.99,A1\n43,0,\n1,-0.5,B22\n"));
        Dataset lines = await TagAsync(_folder.Write(
            "data.jsonl",
            "{\"ward\": \"B22\", \"age\": 1, \"radius\": \"-5e-1\"}\n{\"age\": \"61\", \"radius\": 1799e-2, "
            + "\"ward\": \"A\\u0031\"}\n{\"age\": 43, \"radius\": -0.0}\n{\"age\": 43, \"radius\": 0}\n"));
        Dataset semicolons = await TagAsync(
            _folder.Write("other.csv", "43;0; \n61;17.99;A1\n1;-.5;B22"),
            new DatasetFileOptions { HasHeader = false, Separator = ';', Threads = 1 });

        Assert.Equal(csv.Root.ToArray(), lines.Root.ToArray());
        Assert.Equal(csv.Root.ToArray(), semicolons.Root.ToArray());
        Assert.Equal(new RepeatedRow(4, 3), Assert.Single(lines.Repeated));

        Dataset other = await Dataset.TagAsync(
            Terms(RecordKey.Create(s_random)), csv.Source, new(), null, default);
        Assert.NotEqual(csv.Root.ToArray(), other.Root.ToArray());
    }

    [Fact]
    public async Task TagAsync_RecordsOfTheFile_PassAnAuditByTheMarketsRules()
    {
        Dataset dataset = await TagAsync(Rows("data.csv", 300));
        CommitmentOpening opening = CommitmentOpening.Create(dataset.Records, s_random);
        var terms = new DatasetTerms(s_context, dataset.Root, dataset.PublicKey, dataset.Records, opening.Commit());
        AuditChallenge challenge = AuditChallenge.Draw(terms, new AuditPolicy(), s_random);

        IReadOnlyList<ReadOnlyMemory<byte>> records = await dataset.Tagged!.ReadAsync(challenge.Positions, default);
        AuditResponse response = AuditStatement.Open(challenge, dataset.Tagged!.Tags, records, dataset.Tagged!.Key, s_random);

        Assert.Equal(AuditFailure.None, AuditStatement.Verify(challenge, response, s_format.IsValid).Failure);
    }

    [Fact]
    public async Task TagAsync_EveryRowAsARecord_IsFoundOutByTheRulesAndTheOrder()
    {
        string path = _folder.Write(
            "data.csv", "age,radius,ward\n61,1,A1\n61,1,A1\nx,1,A1\n1,2\n5,\"1\"x,A1\n200,1,a\n");
        Dataset claimed = await TagAsync(path, conduct: new EveryRow());

        Assert.Equal((6u, 6L, 4L, 1L), (claimed.Records, claimed.Rows, claimed.BrokenRows, claimed.RepeatedRows));
        IReadOnlyList<ReadOnlyMemory<byte>> records = await claimed.Tagged!.ReadAsync([0, 1, 2, 3, 4, 5], default);
        Assert.Equal(2, records.Count(s_format.IsValid));
        Assert.Equal(
            [
                "column 'age': a value begins with the byte 3; expected 2",
                "column 'age': a value begins with the byte 3; expected 2",
                "column 'age': a value begins with the byte 3; expected 2",
                "column 'age': a value begins with the byte 3; expected 2",
            ],
            records.Select(record => s_format.FaultOf(record.Span)).Where(fault => fault is not null));
        byte[] tags = new byte[6 * TagVerifier.TagSize];
        Assert.Equal(6, claimed.Tagged!.Tags.CopyTags(0, tags));
        Assert.Equal(TagFailure.RepeatedTag, new TagVerifier().Add(tags));
    }

    [Fact]
    public async Task TagAsync_ManyRows_ReportsProgressOfRowsAndRecords()
    {
        var seen = new List<DatasetProgress>();

        Dataset dataset = await TagAsync(Rows("data.csv", 20_500), null, new ImmediateProgress(seen.Add));

        Assert.Equal([10_000, 20_000, 20_500], seen.Select(p => p.Rows));
        Assert.Equal(20_500, seen[^1].Records);
        Assert.Equal(seen[^1].TotalBytes, seen[^1].BytesRead);
        Assert.True(seen[0].Records <= seen[1].Records && seen[1].BytesRead < seen[1].TotalBytes);
        Assert.Equal(20_500u, dataset.Records);
    }

    [Fact]
    public async Task TagAsync_Cancelled_StopsWithTheCallersToken()
    {
        using var stop = new CancellationTokenSource();
        string path = Rows("data.csv", 40_000);

        var stopped = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Dataset.TagAsync(
            Terms(s_key), path, new(), new ImmediateProgress(_ => stop.Cancel()), stop.Token));
        var early = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Dataset.TagAsync(Terms(s_key), path, new(), null, stop.Token));

        Assert.Equal(stop.Token, stopped.CancellationToken);
        Assert.Equal(stop.Token, early.CancellationToken);
    }

    [Theory]
    [InlineData("absent.csv", null, DatasetFault.FileMissing)]
    [InlineData("empty.csv", "", DatasetFault.Empty)]
    [InlineData("empty.jsonl", "", DatasetFault.Empty)]
    [InlineData("header.csv", "age,ward\n1,A1\n", DatasetFault.ColumnMissing)]
    public async Task TagAsync_FileThatCannotBeUsed_SaysWhy(string name, string? text, DatasetFault fault)
    {
        string path = text is null ? _folder[name] : _folder.Write(name, text);

        var refused = await Assert.ThrowsAsync<DatasetException>(() => TagAsync(path));

        Assert.Equal(fault, refused.Fault);
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TagAsync_FileThatBreaksOffInTheMiddle_IsNoDataset()
    {
        string path = _folder.Write(
            "data.csv", File.ReadAllText(Rows("rows.csv", 5_000)) + "1,1,\"" + new string('x', 17 * 1024 * 1024));

        var refused = await Assert.ThrowsAsync<DatasetException>(() => TagAsync(path));

        Assert.Equal(DatasetFault.Unreadable, refused.Fault);
    }

    [Fact]
    public async Task TagAsync_OptionsOutOfRange_ListsAll()
    {
        var refused = await Assert.ThrowsAsync<DatasetException>(() => TagAsync(
            _folder["data.csv"],
            new DatasetFileOptions { Separator = '"', MaxListed = -1, Threads = 0, Format = (DatasetFileFormat)9 }));

        Assert.Equal(DatasetFault.SchemaInvalid, refused.Fault);
        Assert.All(
            new[] { "separator:", "MaxListed: -1", "Threads: 0", "Format: 9" },
            part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TagAsync_NoRecords_IsAnEmptyDataset()
    {
        Dataset dataset = await TagAsync(_folder.Write("data.csv", "age,radius,ward\n"));

        Assert.Equal((0u, 0L, 0L), (dataset.Records, dataset.Rows, dataset.RepeatedRows));
        Assert.Empty(await dataset.Tagged!.ReadAsync([], default));
    }

    [Fact]
    public async Task TagAsync_ListLimit_CountsAllAndListsSome()
    {
        string rows = string.Concat(Enumerable.Repeat("x,1,A1\n61,1,A1\n", 50));
        Dataset dataset = await TagAsync(
            _folder.Write("data.csv", "age,radius,ward\n" + rows), new DatasetFileOptions { MaxListed = 3 });

        Assert.Equal((50L, 49L, 1u), (dataset.BrokenRows, dataset.RepeatedRows, dataset.Records));
        Assert.Equal((3, 3), (dataset.Faults.Count, dataset.Repeated.Count));
    }

    [Fact]
    public async Task ReadAsync_AnyOrder_GivesTheRecordsBehindTheTags()
    {
        Dataset dataset = await TagAsync(
            _folder.Write("data.csv", "age,radius,ward\n1,1,\n2,1,\n2,1,\nx,1,\n3,1,\n"));

        IReadOnlyList<ReadOnlyMemory<byte>> records = await dataset.Tagged!.ReadAsync([2, 0, 1, 0], default);

        string[] ages = [.. records.Select(record => Convert.ToHexString(record.Span[..9]))];
        Assert.Equal(ages[1], ages[3]);
        Assert.Equal(
            ["020100000000000000", "020200000000000000", "020300000000000000"], ages.Distinct().Order());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => dataset.Tagged!.ReadAsync([3], default));
    }

    [Theory]
    [InlineData("age,radius,ward\n1,1,\n2,1,\n4,1,\n")]
    [InlineData("age,radius,ward\n2,1,\n1,1,\n3,1,\n")]
    [InlineData("age,radius,ward\n1,1,\n2,1,\n")]
    [InlineData("age,radius\n1,1\n2,1\n3,1\n")]
    [InlineData("")]
    public async Task ReadAsync_FileChanged_IsToldFromTheTags(string now)
    {
        Dataset dataset = await TagAsync(_folder.Write("data.csv", "age,radius,ward\n1,1,\n2,1,\n3,1,\n"));
        File.WriteAllText(dataset.Source, now);

        var refused = await Assert.ThrowsAsync<DatasetException>(() => dataset.Tagged!.ReadAsync([0, 1, 2], default));

        Assert.Equal((DatasetFault.Changed, "DATASET_CHANGED"), (refused.Fault, refused.Reason));
        Assert.Contains(dataset.Source, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_FileGone_SaysSo()
    {
        Dataset dataset = await TagAsync(_folder.Write("data.csv", "age,radius,ward\n1,1,\n"));
        File.Delete(dataset.Source);

        var refused = await Assert.ThrowsAsync<DatasetException>(() => dataset.Tagged!.ReadAsync([0], default));

        Assert.Equal(DatasetFault.FileMissing, refused.Fault);
    }

    [Fact]
    public void DatasetException_EveryFault_HasAReason()
    {
        Assert.Equal("DATASET_CHANGED", new DatasetException(DatasetFault.Changed, "x").Reason);
        Assert.All(Enum.GetValues<DatasetFault>(), fault => Assert.NotEmpty(new DatasetException(fault, "x").Reason));
    }

    private static Task<Dataset> TagAsync(
        string path,
        DatasetFileOptions? options = null,
        IProgress<DatasetProgress>? progress = null,
        ParticipantConduct? conduct = null) =>
        Dataset.TagAsync(
            Terms(s_key) with { Conduct = conduct ?? ParticipantConduct.Honest },
            path,
            options ?? new(),
            progress,
            default);

    private static TaggingTerms Terms(RecordKey key) => new(s_context, s_format, key, ParticipantConduct.Honest);

    private string Rows(string name, int count) => _folder.Write(
        name,
        "age,radius,ward\n" + string.Concat(Enumerable.Range(0, count).Select(
            i => string.Create(CultureInfo.InvariantCulture, $"{i % 100},{i},A{i}\n"))));

    private sealed class EveryRow : ParticipantConduct
    {
        internal override bool TagsBrokenRows => true;

        internal override bool TagsRepeatedRows => true;
    }
}
