using System.Collections.Concurrent;
using Candor.Market.Training;

namespace Candor.Client.Tests.Contributions;

public sealed class BrokenConnectionTests : TrainingTestBase
{
    private static readonly TrainingStep[] s_steps =
        [TrainingStep.Keys, TrainingStep.Commit, TrainingStep.Mask, TrainingStep.Check, TrainingStep.Unmask];

    [Fact]
    public async Task Participate_UploadsThatBreakInTheMiddle_GoOnWhereTheyBroke()
    {
        var streams = new ConcurrentDictionary<string, ConcurrentQueue<(ulong Offset, int Bytes)>>();
        Server.Faults.Cut = message =>
        {
            if (message is not V1.UploadContributionRequest { Envelope: not null } first)
            {
                return null;
            }

            ConcurrentQueue<(ulong Offset, int Bytes)> upload = streams.GetOrAdd(
                $"{first.Participant} {first.Part} {first.Digest.ToBase64()}", static _ => []);
            upload.Enqueue((first.Offset, first.Content.Length));

            // It breaks twice: with a third of what was left, each time.
            return upload.Count < 3 ? first.Content.Length / 3 : null;
        };

        List<ParticipationProgress>[] all = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => RunAsync(i)));

        Assert.Equal(4 * 4, streams.Count);
        Assert.All(streams.Values, upload =>
        {
            (ulong Offset, int Bytes)[] sent = [.. upload];
            int whole = sent[0].Bytes;
            int second = whole - (whole / 3);
            Assert.Equal(
                [(0UL, whole), ((ulong)(whole / 3), second), ((ulong)((whole / 3) + (second / 3)), second - (second / 3))], sent);
        });
        Assert.All(all, steps => Assert.Equal(48, steps.OfType<ParticipationDelivered>().Single().Model!.Records));

        // What is told to have been sent is what was written, and no whole upload three times.
        ParticipationContributed commit = all[0].OfType<ParticipationContributed>().Single(step => step.Step == TrainingStep.Commit);
        long written = streams.Where(static one => one.Key.Contains("/ash ", StringComparison.Ordinal)
            && one.Key.Contains("Commitments", StringComparison.Ordinal)).Sum(static one => one.Value.Sum(sent => (long)sent.Bytes));
        Assert.InRange(commit.BytesSent, written, written + 1000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Participate_EndsBetweenWhatItKeepsAndWhatItSends_SendsTheSameOnce(bool isDone)
    {
        Task<List<ParticipationProgress>>[] others = [.. Enumerable.Range(1, 3).Select(i => RunAsync(i))];
        var ends = new HashSet<string>(StringComparer.Ordinal);
        var sent = new ConcurrentDictionary<string, ConcurrentBag<V1.Envelope>>();
        CancellationTokenSource process = new();
        Server.Faults.Break = (method, request, done) =>
        {
            string? key = request switch
            {
                V1.SubmitContributionRequest one when IsFirst(one.Participant) => one.Envelope.PayloadType,
                V1.UploadContributionRequest one when IsFirst(one.Participant) => $"{one.Part}",
                V1.ReadSharesRequest one when IsFirst(one.Participant) => "ReadShares",
                _ => null,
            };
            if (request is V1.SubmitContributionRequest submitted && IsFirst(submitted.Participant) && !done)
            {
                sent.GetOrAdd(submitted.Envelope.PayloadType, static _ => []).Add(submitted.Envelope);
            }

            if (key is null || done != isDone || !ends.Add(key))
            {
                return false;
            }

            // The process is gone: it neither sends again nor hears what became of it.
            process.Cancel();
            return true;
        };

        var contributed = new List<TrainingStep>();
        ParticipationDelivered? delivered = null;
        int runs = 0;
        for (bool ended = false; !ended; runs++)
        {
            Assert.True(runs < 20, $"{runs} runs");
            process = CancellationTokenSource.CreateLinkedTokenSource(Limit);
            using CancellationTokenSource one = process;
            try
            {
                await foreach (ParticipationProgress step in Member(0).ParticipateAsync(FileOf(0), OptionsOf(0), process.Token))
                {
                    Assert.IsNotType<ParticipationFell>(step);
                    delivered = step as ParticipationDelivered ?? delivered;
                    if (step is ParticipationContributed answered)
                    {
                        contributed.Add(answered.Step);
                    }
                }

                ended = true;
            }
            catch (OperationCanceledException) when (!Limit.IsCancellationRequested)
            {
                // The next process goes on with what is on disk.
            }
        }

        Assert.Equal(48, delivered!.Model!.Records);
        await Task.WhenAll(others);

        // Five messages and four uploads; what the server had taken is not told again as a step of this process.
        Assert.Superset(new HashSet<string>(["Commitments", "Values", "Blindings", "Shares"], StringComparer.Ordinal), ends);
        Assert.Equal(s_steps.Length, sent.Count);
        Assert.All(sent.Values, envelopes => Assert.Single(envelopes.Distinct()));
        Assert.Equal(contributed.Distinct(), contributed);
    }

    private static bool IsFirst(string participant) =>
        participant == $"markets/{MarketId}/participants/{TrainingMarkets.Members[0]}";
}
