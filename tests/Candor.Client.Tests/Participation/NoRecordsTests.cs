namespace Candor.Client.Tests.Participation;

/// <summary>Datasets of which not one row is a record: a report of nothing is final, and charged.</summary>
public sealed class NoRecordsTests : ClientTestBase
{
    private static readonly string s_schema = File.ReadAllText("cases/inputs/schema.json");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await CreateAsync();
        await ReportAsync(1, 100);
    }

    [Fact]
    public async Task Participate_EveryRowIsBroken_StopsBeforeAnythingIsSent()
    {
        int events = Server.Log.Events.Count;

        var stopped = await Assert.ThrowsAsync<DatasetException>(() => ParticipateAsync(DecimalCommas()));

        Assert.Equal((DatasetFault.NoRecords, "DATASET_NO_RECORDS"), (stopped.Fault, stopped.Reason));
        Assert.Equal(
            "'cases/inputs/decimal-comma.csv' has no valid record: all of its 3 rows are broken, first line 2, column 'x': "
            + "'1,5' is not a finite number. Expected at least one, or a report of 0 that is asked for "
            + "(ParticipationOptions.ReportRecords, --report 0), for a report of nothing is final and charged; nothing is sent. "
            + "Hint: column 'x' has decimal commas (first in line 2): write decimal points, 1.5 and not 1,5.",
            stopped.Message);
        Assert.Equal(events, Server.Log.Events.Count);
    }

    [Theory]
    [InlineData("id,x,n\n", "has no valid record: it has no row. Expected ")]
    [InlineData("id,x,n\na,b,1\n", "its one row is broken, first line 2, column 'x': 'b' is not a finite number. ")]
    public async Task Participate_HeaderAloneOrOneBrokenRow_StopsTheSame(string csv, string expected)
    {
        int events = Server.Log.Events.Count;

        var stopped = await Assert.ThrowsAsync<DatasetException>(() => ParticipateAsync(Read(csv)));

        Assert.Equal(DatasetFault.NoRecords, stopped.Fault);
        Assert.Contains(expected, stopped.Message, StringComparison.Ordinal);
        Assert.Equal(events, Server.Log.Events.Count);
    }

    [Fact]
    public async Task Participate_ListOfFaultsCutToNothing_StillSaysWhatIsWrong()
    {
        var format = RecordFormatFile.Parse(s_schema);
        Dataset data = Dataset.FromFile(
            "cases/inputs/decimal-comma.csv", format.Format, new DatasetFileOptions { MaxListed = 0 });

        var stopped = await Assert.ThrowsAsync<DatasetException>(() => ParticipateAsync(data));

        Assert.Contains(
            "all of its 3 rows are broken, as 3 rows from line 2, column 'x': is not a finite number. ",
            stopped.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Participate_ReportOfNothingIsAskedFor_GoesAllTheWay()
    {
        await ReportAsync(2, 100);

        List<ParticipationProgress> steps = await ParticipateAsync(
            DecimalCommas(), new ParticipationOptions { ReportRecords = 0 });

        Assert.IsType<ParticipationTranscriptVerified>(steps[^1]);
        Assert.Equal(0u, Assert.IsType<ParticipationAssigned>(steps[^2]).Assignment.ReportedRecords);
    }

    [Fact]
    public async Task Participate_CommittedToNothingEarlier_StopsBeforeTheReport()
    {
        var options = new ParticipationOptions { ReceiptPath = Folder["receipt.json"] };
        await North.JoinAsync(Limit);
        (await North.CommitAsync(0, Limit)).Save(options.ReceiptPath);

        var stopped = await Assert.ThrowsAsync<DatasetException>(() => ParticipateAsync(DecimalCommas(), options));

        Assert.Equal(DatasetFault.NoRecords, stopped.Fault);
        Assert.Equal(Candor.Market.ParticipantPhase.Committed, Server.Log.State!.Participants[0].Phase);
    }

    [Fact]
    public async Task Participate_FileEmptiedAfterTheReport_GoesOnToTheAssignment()
    {
        await ReportAsync(0, 250);

        var steps = new List<ParticipationProgress>();
        await foreach (ParticipationProgress step in North.ParticipateAsync(Read("id,x,n\n"), null, Limit))
        {
            steps.Add(step);
            if (step is ParticipationReported)
            {
                await ReportAsync(2, 100);
            }
        }

        Assert.IsType<ParticipationTranscriptVerified>(steps[^1]);
        Assert.Equal(250u, Assert.IsType<ParticipationAssigned>(steps[^2]).Assignment.ReportedRecords);
    }

    private Task<List<ParticipationProgress>> ParticipateAsync(Dataset data, ParticipationOptions? options = null) =>
        ListAsync(North.ParticipateAsync(data, options, Limit));

    private static Dataset DecimalCommas() => Dataset.FromFile(
        "cases/inputs/decimal-comma.csv", RecordFormatFile.Parse(s_schema).Format);

    private Dataset Read(string csv) =>
        Dataset.FromFile(Folder.Write("data.csv", csv), RecordFormatFile.Parse(s_schema).Format);
}
