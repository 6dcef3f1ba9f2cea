namespace Candor.Releases.Tests.Frozen;

/// <summary>Sends recorded calls to a server that has not seen them, so that it decides each anew, and holds its
/// answers to the recorded ones.</summary>
/// <remarks>
/// The same bytes at the same time give the same answer, byte for byte, until the server draws something that nobody
/// can foresee and that goes into the market's transcript: a commitment's nonce, or the signature under a verdict,
/// which takes a random number too. From then on the transcript of that market has other hashes than the recorded one. Its
/// answers still have the same numbers of events and the same times.
/// </remarks>
internal sealed class FreshLife(RawCalls calls, SetClock clock)
{
    // Event and time in the answers to joining, committing and reporting: what is neither drawn nor hashed from it.
    private static readonly int[] s_eventAndTime = [1, 2];

    // Participant, commitment's event, phase and deadline in an audit: neither nonce, sample nor verdict.
    private static readonly int[] s_audit = [1, 2, 3, 4];

    private readonly HashSet<string> _drawn = [];

    /// <summary>Sends a call when the server is where it was at the recorded call, and checks the answer.</summary>
    internal async Task SendAsync(RecordedCall call)
    {
        clock.Set(call.Clock);
        await AwaitWhatCameBeforeAsync(call);
        RecordedAnswer answer = await calls.SendAsync(call.Method, call.Requests);
        if (call.Answer.Status != 0)
        {
            Assert.Equal(call.Told(call.Answer), call.Told(answer));
            return;
        }

        Assert.True(answer.Status == 0, $"{call} was refused: {answer}");
        switch (call.Name)
        {
            case "SubmitCommitment":
                AssertSame(call, First(call.Answer), First(answer), s_eventAndTime);
                _drawn.Add(call.Market);
                break;
            case "SubmitOpenings":
                AssertSame(call, First(call.Answer).Message(1), First(answer).Message(1), s_audit);
                _drawn.Add(call.Market);
                break;
            case "SubmitTags" or "GetAudit":
                AssertSame(call, First(call.Answer).Message(1), First(answer).Message(1), s_audit);
                break;
            case "OpenAudit" or "ReadTags" or "SubmitDoubleTags":
                Assert.Equal(call.Told(call.Answer), call.Told(answer));
                break;
            case "JoinMarket" or "SubmitReport" when _drawn.Contains(call.Market):
                AssertSame(call, First(call.Answer), First(answer), s_eventAndTime);
                break;
            case not "GetCommitment" when !_drawn.Contains(call.Market):
                Assert.Equal(call.Told(call.Answer), call.Told(answer));
                break;
        }
    }

    private static WireMessage First(RecordedAnswer answer) => WireMessage.Of(answer.Responses[0]);

    private static void AssertSame(RecordedCall call, WireMessage recorded, WireMessage answered, int[] fields)
    {
        foreach (int field in fields)
        {
            Assert.True(
                recorded.Number(field) == answered.Number(field)
                && recorded.Bytes(field).AsSpan().SequenceEqual(answered.Bytes(field)),
                $"{call}: field {field} was {recorded.Number(field)} {Convert.ToHexString(recorded.Bytes(field))}, is "
                + $"{answered.Number(field)} {Convert.ToHexString(answered.Bytes(field))}");
        }
    }

    // A validator delivers its verdicts, and opens overlap checks, by itself.
    private async Task AwaitWhatCameBeforeAsync(RecordedCall call)
    {
        if (call.Name is "JoinMarket" or "SubmitCommitment" or "SubmitReport" && call.Answer.Status == 0)
        {
            await AwaitEventAsync(call.Market, First(call.Answer).Number(1) - 1);
        }
        else if (call.Name == "ReadTags")
        {
            await AwaitTaskAsync(call, WireMessage.Of(call.Requests[0]).Text(3));
        }
    }

    private async Task AwaitEventAsync(string market, ulong number)
    {
        RecordedCall watch = Recording.Whole.All.First(call => call.Name == "WatchMarket" && call.Market == market);
        await foreach (byte[] happened in calls.OpenAsync(watch.Method, watch.Requests))
        {
            if (WireMessage.Of(happened).Number(2) == number)
            {
                return;
            }
        }
    }

    private async Task AwaitTaskAsync(RecordedCall call, string other)
    {
        RecordedCall watch = Recording.Whole.All.Last(
            before => before.Index < call.Index && before.Name == "WatchOverlapTasks" && before.Caller == call.Caller);
        await foreach (byte[] task in calls.OpenAsync(watch.Method, watch.Requests))
        {
            if (WireMessage.Of(task).Text(1) == other)
            {
                return;
            }
        }
    }
}
