using System.Security.Cryptography;
using System.Text;
using Candor.Client;
using Candor.Client.Participation;
using Candor.Client.Transcripts;
using Candor.Commitments.Datasets;
using Candor.Market.Records;
using Candor.Server.Testing;
using Candor.V1;
using Candor.Validator.Tests.Support;
using RecordColumn = Candor.V1.RecordColumn;

namespace Candor.Validator.Tests.Audits;

/// <summary>Markets of version 3 whose text column is normalised, from files to settlement, and opened records that are
/// not.</summary>
public sealed class NormalisedTextTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Two companies have the same five people, one from a machine that writes NFC, and one that writes NFD in capitals.
    [Theory]
    [InlineData(true, 5ul)]
    [InlineData(false, 0ul)]
    public async Task Participate_TwoSpellingsOfNames_AreOneRecordWhereTheMarketNormalises(bool isNormalised, ulong shared)
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync(definition => Define(
            definition, isNormalised));
        string[] first = [.. Enumerable.Range(0, 5).Select(static i => $"Zo\u00EB M\u00FCller {i}")];
        string[] second = [.. Enumerable.Range(0, 5).Select(static i => $"ZOE\u0308  MU\u0308LLER\u00A0{i}")];

        Task<List<ParticipationProgress>> earlier = LiveAsync(market, 0, [.. first, "Ana"]);
        await market.SeeAsync(WatchMarketResponse.EventOneofCase.CommitmentValidated);
        Task<List<ParticipationProgress>> later = LiveAsync(market, 1, [.. second, "Bea", "Cleo"]);
        WatchMarketResponse seen = await market.SeeAsync(WatchMarketResponse.EventOneofCase.OverlapChecked);
        List<ParticipationProgress>[] lives = await Task.WhenAll(earlier, later);

        Assert.Equal(shared, seen.OverlapChecked.SharedRecords);
        Assert.Equal(
            [6u, 7u - (uint)shared],
            lives.Select(static life => life.OfType<ParticipationAssigned>().Single().Assignment.ReportedRecords!.Value));
        using var file = new MemoryStream();
        await market.Client.ExportTranscriptAsync(ValidationFixture.Market, market.Keys[0], file, market.Limit);
        file.Position = 0;
        Assert.Null(TranscriptVerifier.Verify(file).Fault);
    }

    // A participant with a tool of its own commits to both spellings as two records; the audit opens them.
    [Fact]
    public async Task Validate_AnOpenedTextThatIsNotNormalised_IsAnInvalidRecord()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync(static definition => Define(
            definition, isNormalised: true));
        AuditedRecords records = Tag(market, 0, ["zo\u00EB", "zoe\u0308"]);
        (_, ValidationResult result) = await market.EnterAsync(0, records);

        Assert.Equal((false, Candor.Market.AuditRefusal.InvalidRecord), (result.IsAttested, result.Refusal));
        Assert.Equal(1, records.Tags.RecordPosition(result.Position!.Value));

        AuditedRecords better = Tag(market, 1, ["zo\u00EB"]);
        Assert.True((await market.EnterAsync(1, better)).Result.IsAttested);
    }

    private static void Define(MarketDefinition definition, bool isNormalised)
    {
        var text = new RecordColumn.Types.Text();
        if (isNormalised)
        {
            text.Normalization = new() { Nfc = true, CaseFold = true, CollapseSpaces = true };
        }

        definition.Version = 3;
        definition.ReadAccess = MarketAccess.Anyone;
        definition.Validation.Overlap = OverlapPolicy.CreditEarlier;
        definition.Validation.Records.Columns.Clear();
        definition.Validation.Records.Columns.Add(new RecordColumn { Name = "name", Text = text });
    }

    private static AuditedRecords Tag(ValidationFixture market, int i, string[] texts)
    {
        ReadOnlyMemory<byte>[] records = [.. texts.Select(static text =>
        {
            var encoder = new RecordEncoder();
            encoder.AppendText(Encoding.UTF8.GetBytes(text));
            return (ReadOnlyMemory<byte>)encoder.Written.ToArray();
        })];
        RecordKey key = RecordKey.Create(RandomNumberGenerator.Create());
        TaggedDataset tags = DatasetTagging.Tag(
            market.ContextOf(i), key, records, new DatasetOptions { Threads = 1 });
        return new AuditedRecords(tags, key, (positions, _) => Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>(
            [.. positions.Select(p => records[(int)tags.RecordPosition(p)])]));
    }

    private async Task<List<ParticipationProgress>> LiveAsync(ValidationFixture market, int i, string[] names)
    {
        string path = _folder.File($"{i}.csv");
        await File.WriteAllLinesAsync(path, names.Prepend("name"), market.Limit);
        Dataset dataset = await market.Participant(i).TagDatasetAsync(path, cancellationToken: market.Limit);
        Assert.Equal((uint)names.Length, dataset.Records);
        var steps = new List<ParticipationProgress>();
        await foreach (ParticipationProgress step in market.Participant(i).ParticipateAsync(dataset, null, market.Limit))
        {
            steps.Add(step);
        }

        return steps;
    }
}
