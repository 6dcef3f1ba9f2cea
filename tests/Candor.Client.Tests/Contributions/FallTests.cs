using Candor.Client.Contributions;
using Candor.Client.Internal;
using Candor.Market.Training;
using Google.Protobuf;

namespace Candor.Client.Tests.Contributions;

/// <summary>Why a report falls, as its owner reads it: what happened, who says so, and what to do.</summary>
public sealed class FallTests : TrainingTestBase
{
    private const int PointBytes = 32;

    [Theory]
    [InlineData(FallCause.Silent, "on the platform's word alone", "stay online after the report")]
    [InlineData(FallCause.NoVerdict, "on the platform's word alone", "The transcript does not say which")]
    [InlineData(FallCause.NotNear, "as the validator has signed", "Compare the file with the one that was committed to")]
    [InlineData(FallCause.MasksFail, "that it has signed itself", "another program or device with its key")]
    [InlineData(FallCause.PairNamed, "an opened pair secret says", "another program or device with its key")]
    [InlineData(FallCause.ShareNamed, "an opened pair secret says", "another program or device with its key")]
    [InlineData(FallCause.SelfPoint, "its self seed, once open, gives", "another program or device with its key")]
    public void Describe_Cause_SaysWhoSaysSoAndWhatToDo(FallCause cause, string who, string what)
    {
        string words = FallWords.Describe("markets/m/participants/p", "markets/m", cause, [3, 7]);

        Assert.StartsWith("The report of markets/m/participants/p fell in the training of markets/m: ", words, StringComparison.Ordinal);
        Assert.Contains(who, words, StringComparison.Ordinal);
        Assert.Contains(" (events 3, 7). ", words, StringComparison.Ordinal);
        Assert.Contains(what, words, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_EveryCause_HasWordsOfItsOwn()
    {
        string[] words = [.. Enum.GetValues<FallCause>().Select(static cause => FallWords.Describe("p", "m", cause, []))];

        Assert.Equal(words.Length, words.Distinct().Count());
        Assert.All(words, text => Assert.DoesNotContain("does not know", text, StringComparison.Ordinal));
        Assert.Contains("does not know (99)", FallWords.Describe("p", "m", (FallCause)99, []), StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_AFalseVerdict_SaysWhatWasFoundAndWhomToShowIt()
    {
        string words = FallWords.Describe("p", "m", FallCause.NotNear, [], "the proof holds", isFalse: true);

        Assert.Contains("fell in the training of m: the proof holds. Show the evidence to the operator", words, StringComparison.Ordinal);
    }

    // The member's key signs other points elsewhere: that of a pair in the place of its own, or those of two pairs in each
    // other's, whose sum stays what it was.
    [Theory]
    [InlineData(FallCause.MasksFail, false, "what was signed with its key does not fit")]
    [InlineData(FallCause.PairNamed, true, "an opened pair secret says")]
    public async Task Participate_OtherPointsUnderItsKey_FallsAndReadsWhy(FallCause cause, bool isOfPairs, string words)
    {
        Server.Faults.Change = request =>
        {
            if (request is V1.SubmitContributionRequest sent
                && sent.Participant.EndsWith("/ash", StringComparison.Ordinal)
                && sent.Envelope.PayloadType == Wire.Signing.PayloadType.Of<V1.CheckPayload>())
            {
                V1.CheckPayload points = V1.CheckPayload.Parser.ParseFrom(sent.Envelope.Payload);
                points.Points = Altered(points.Points, isOfPairs);
                sent = sent.Clone();
                sent.Envelope = KeyOf(0).SignMessage(points);
                return sent;
            }

            return request;
        };
        Task<List<ParticipationProgress>>[] others = [.. Enumerable.Range(1, 3).Select(i => RunAsync(i))];

        // The receipt is of a message that this client did not make.
        await Assert.ThrowsAsync<UnverifiedAnswerException>(() => RunAsync(0));
        await Task.WhenAll(others);
        List<ParticipationProgress> mine = await RunAsync(0);

        ParticipationFell fell = Assert.Single(mine.OfType<ParticipationFell>());
        Assert.Equal(cause, fell.Cause);
        Assert.Contains(words, fell.Message, StringComparison.Ordinal);
        Assert.Contains("another program or device with its key", fell.Message, StringComparison.Ordinal);
        Assert.Null(mine.OfType<ParticipationDelivered>().Single().Model);
        Assert.All(others, run => Assert.Equal(36, run.Result.OfType<ParticipationDelivered>().Single().Model!.Records));
        Assert.All(others, run => Assert.Empty(run.Result.OfType<ParticipationFell>()));
    }

    private static ByteString Altered(ByteString points, bool isOfPairs)
    {
        byte[] changed = points.ToByteArray();
        ReadOnlySpan<byte> first = points.Span.Slice(PointBytes, PointBytes);
        if (isOfPairs)
        {
            points.Span.Slice(2 * PointBytes, PointBytes).CopyTo(changed.AsSpan(PointBytes));
            first.CopyTo(changed.AsSpan(2 * PointBytes));
        }
        else
        {
            first.CopyTo(changed);
        }

        return ByteString.CopyFrom(changed);
    }
}
