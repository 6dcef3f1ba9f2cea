using Candor.V1;
using Google.Protobuf;
using FallCause = Candor.Market.Training.FallCause;
using TrainingStep = Candor.Market.Training.TrainingStep;

namespace Candor.Cli.Output;

/// <summary>A market's public events from the first on, one line each, for people and as JSON. People are told with each
/// answer of a training's step how many have come, and whose are awaited. Not thread-safe.</summary>
/// <param name="screen">Where to.</param>
/// <param name="isJson">Whether as JSON.</param>
internal sealed class WatchView(Screen screen, bool isJson)
{
    // More names would not fit into a line.
    private const int MostNames = 4;

    private static readonly JsonFormatter s_line = new(JsonFormatter.Settings.Default);

    private readonly TrainingAttendance _attendance = new();

    /// <summary>Shows an event in one line.</summary>
    /// <param name="happened">The event.</param>
    internal void Write(WatchMarketResponse happened)
    {
        _attendance.Follow(happened);
        screen.WriteLine(isJson
            ? s_line.Format(happened)
            : $"{happened.Sequence,4}  {MarketView.TimeOf(happened.Time)}  {Describe(happened)}");
        screen.Flush();
    }

    private string Describe(WatchMarketResponse happened) => happened.EventCase switch
    {
        WatchMarketResponse.EventOneofCase.MarketCreated =>
            "the market was created with rules "
            + Convert.ToHexStringLower(happened.MarketCreated.DefinitionDigest.Span),
        WatchMarketResponse.EventOneofCase.ParticipantJoined =>
            $"{IdOf(happened.ParticipantJoined.Participant)} joined",
        WatchMarketResponse.EventOneofCase.CommitmentAccepted =>
            $"{IdOf(happened.CommitmentAccepted.Participant)} committed as "
            + Convert.ToHexStringLower(happened.CommitmentAccepted.Commitment.Span),
        WatchMarketResponse.EventOneofCase.CommitmentValidated =>
            $"{Shown(happened.CommitmentValidated.Validator)} attested to the commitment of "
            + IdOf(happened.CommitmentValidated.Participant),
        WatchMarketResponse.EventOneofCase.CommitmentRefused =>
            $"{Shown(happened.CommitmentRefused.Validator)} refused the commitment of "
            + $"{IdOf(happened.CommitmentRefused.Participant)}: {RefusalNames.Of(happened.CommitmentRefused.Refusal)}",
        WatchMarketResponse.EventOneofCase.OverlapChecked => DescribeOverlap(happened.OverlapChecked),
        WatchMarketResponse.EventOneofCase.ReportAccepted => $"{IdOf(happened.ReportAccepted.Participant)} reported",
        WatchMarketResponse.EventOneofCase.TrainingStepBegun => DescribeStep(happened.TrainingStepBegun),
        WatchMarketResponse.EventOneofCase.ContributionReceived => DescribeAnswer(happened.ContributionReceived),
        WatchMarketResponse.EventOneofCase.ReportFell =>
            $"the report of {IdOf(happened.ReportFell.Participant)} fell: "
            + TrainingWords.DescribeFall((FallCause)happened.ReportFell.Cause),
        WatchMarketResponse.EventOneofCase.TrainingEnded => TrainingWords.Describe(happened.TrainingEnded.Result),
        WatchMarketResponse.EventOneofCase.ModelsDelivered => "the model is there, for those who are allocated it",
        WatchMarketResponse.EventOneofCase.TrainingNoted =>
            "the server noted what the next event follows from; members read it in the transcript",
        WatchMarketResponse.EventOneofCase.MarketSettled => DescribeSettlement(happened.MarketSettled),
        WatchMarketResponse.EventOneofCase.MarketCancelled =>
            $"the operator cancelled the market: {Shown(happened.MarketCancelled.Reason)}",
        _ => "an event that this version does not know",
    };

    private static string DescribeOverlap(OverlapChecked compared) =>
        $"the records of {IdOf(compared.Later)} were compared with those of {IdOf(compared.Earlier)}: "
        + $"{compared.SharedRecords} shared"
        + (compared.LaterRefused ? $"; the commitment of {IdOf(compared.Later)} is refused" : string.Empty);

    private string DescribeStep(TrainingStepBegun begun) =>
        TrainingWords.DescribeBegun((TrainingStep)begun.Step)
        + (begun.Epoch > 1 ? $" (epoch {begun.Epoch}: anew, without those whose reports fell)" : string.Empty)
        + (begun.AnswerDeadline is null ? string.Empty : $", until {MarketView.TimeOf(begun.AnswerDeadline)}")
        + (TrainingAttendance.IsOfAll((TrainingStep)begun.Step) ? Awaited() : string.Empty);

    private string DescribeAnswer(ContributionReceived received)
    {
        var step = (TrainingStep)received.Step;
        string words = $"{IdOf(received.Participant)} {TrainingWords.DescribeAnswer(step)}";
        return TrainingAttendance.IsOfAll(step) ? $"{words} ({_attendance.Answered} of {_attendance.Members}){Awaited()}" : words;
    }

    private string Awaited()
    {
        string[] missing = [.. _attendance.Awaited.Select(IdOf)];
        return missing.Length switch
        {
            0 => string.Empty,
            <= MostNames => $"; waiting for {string.Join(", ", missing)}",
            _ => $"; waiting for {missing.Length} members",
        };
    }

    private static string DescribeSettlement(MarketSettled settled)
    {
        string cause = settled.Cause switch
        {
            SettlementCause.AllReported => "everyone has reported",
            SettlementCause.Deadline => "the deadline passed",
            SettlementCause.Operator => "the operator asked for it",
            _ => "for a reason that this version does not know",
        };
        string left = settled.Out.Count == 0 ? "nobody is out" : $"out: {string.Join(", ", settled.Out.Select(IdOf))}";
        return $"the market settled ({cause}); {left}";
    }

    /// <summary>The id of who has a name, as it may be shown.</summary>
    internal static string IdOf(string name) => Shown(name[(name.LastIndexOf('/') + 1)..]);

    // Names come from other people, and control characters could rewrite a terminal.
    private static string Shown(string text) => Errors.ErrorFilter.OneLine(text);
}
