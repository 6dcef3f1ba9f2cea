using System.Globalization;
using Candor.Client;
using Candor.Client.Receipts;
using Candor.Server.Testing;
using Candor.V1;
using Candor.Validator.Overlaps;
using Candor.Validator.Tests.Support;

namespace Candor.Validator.Tests.Audits;

/// <summary>A participant whose process dies at any step and is started again with the same call, with and without a
/// receipt, in markets that compare records and in those that do not.</summary>
[Trait("Category", "Slow")]
public sealed class RestartTests : IDisposable
{
    // What version 2 adds for so few records is far below it.
    private static readonly TimeSpan s_readingTime = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, bool, OverlapPolicy, uint> Deaths()
    {
        var data = new TheoryData<string, bool, OverlapPolicy, uint>();
        foreach ((OverlapPolicy policy, uint version) in new[]
        {
            (OverlapPolicy.Unspecified, 1u), (OverlapPolicy.RefuseLater, 1u), (OverlapPolicy.CreditEarlier, 1u),
            (OverlapPolicy.Unspecified, 2u), (OverlapPolicy.CreditEarlier, 2u),
        })
        {
            foreach (string step in new[]
            {
                nameof(ParticipationVerified), nameof(ParticipationJoined), nameof(ParticipationCommitted),
                nameof(ParticipationValidated), nameof(ParticipationReported),
            })
            {
                data.Add(step, true, policy, version);
                data.Add(step, false, policy, version);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task Participate_KilledAfterAStepAndStartedAgain_EndsVerifiedWithItsReport(
        string step, bool withReceipt, OverlapPolicy policy, uint version)
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync(
            definition => (definition.Validation.Overlap, definition.Version) = (policy, version));
        ParticipationOptions options = withReceipt ? Options(0) : new ParticipationOptions();
        await DieAfterAsync(market, step, options);

        // The other's records are compared with this one's after the restart.
        await using CandorClient process = market.NewClient();
        Life again = Life.Start(Participate(market, process, 0, options));
        await again.UntilAsync(static life => life.Has<ParticipationReported>());
        Life other = Life.Start(Participate(market, market.Client, 1, Options(1), from: 1000));
        bool cannotAnswer = !withReceipt && policy != OverlapPolicy.Unspecified && step == nameof(ParticipationReported);
        if (cannotAnswer)
        {
            await again.UntilAsync(static life => life.Has<ParticipationCannotAnswer>());
            await UntilAnsweredAsync(market, by: 1);
            market.Server.Time.Advance(ValidationFixture.Answer + s_readingTime);
        }

        List<ParticipationProgress> steps = await again.EndAsync();
        await other.EndAsync();

        Assert.IsType<ParticipationTranscriptVerified>(steps[^1]);
        Assert.Equal(60u, Assert.IsType<ParticipationAssigned>(steps[^2]).Assignment.ReportedRecords);
        Assert.Equal(cannotAnswer, steps.OfType<ParticipationCannotAnswer>().Any());

        // What it could not answer took its report back, and it committed again.
        Assert.Equal(cannotAnswer, steps.OfType<ParticipationRefused>().Any());
        bool isLost = !withReceipt && step is (nameof(ParticipationCommitted) or nameof(ParticipationValidated));
        Assert.Equal(
            isLost || cannotAnswer ? 2 : 1,
            market.Lies.Requests.OfType<SubmitCommitmentRequest>()
                .Count(static request => request.Participant == ValidationFixture.NameOf(0)));
        if (withReceipt)
        {
            ParticipationRecord kept = ReceiptJson.Load(options.ReceiptPath!);
            Assert.Single(kept.Samples);
            Assert.InRange(((ParticipationTranscriptVerified)steps[^1]).OwnMessages, 2, 3);
        }
    }

    [Fact]
    public async Task Participate_SilentAsOftenAsSamplesLast_SaysSoAndCommitsNoMore()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync(
            static definition => definition.Validation.Overlap = OverlapPolicy.RefuseLater, participants: 3);
        ParticipationOptions options = new() { MaxSamples = 1, ReceiptPath = _folder.File("0.receipt") };
        await DieAfterAsync(market, nameof(ParticipationReported), options);
        Life other = Life.Start(Participate(market, market.Client, 1, Options(1), from: 1000));
        await UntilAnsweredAsync(market, by: 1);
        await market.SeeRefusalAfterAsync(ValidationFixture.Answer);
        await using CandorClient process = market.NewClient();

        Life again = Life.Start(Participate(market, process, 0, options));
        await again.UntilAsync(static life => life.Has<ParticipationRefused>());
        await market.OperatorHandle.SettleMarketAsync(market.Limit);
        List<ParticipationProgress> steps = await again.EndAsync();
        await other.EndAsync();

        Assert.Contains(
            "validators have drawn 1 samples", steps.OfType<ParticipationRefused>().Single().Message, StringComparison.Ordinal);
        Assert.True(Assert.IsType<ParticipationAssigned>(steps[^2]).Assignment.IsOut);
        Assert.IsType<ParticipationTranscriptVerified>(steps[^1]);
    }

    public void Dispose() => _folder.Dispose();

    private ParticipationOptions Options(int i) => new() { ReceiptPath = _folder.File($"{i}.receipt") };

    private async Task DieAfterAsync(ValidationFixture market, string last, ParticipationOptions options)
    {
        await using CandorClient process = market.NewClient();
        await foreach (ParticipationProgress step in Participate(market, process, 0, options))
        {
            if (step.GetType().Name == last)
            {
                break;
            }
        }
    }

    private IAsyncEnumerable<ParticipationProgress> Participate(
        ValidationFixture market, CandorClient client, int i, ParticipationOptions options, int from = 0)
    {
        string path = _folder.File($"{i}.csv");
        if (!File.Exists(path))
        {
            File.WriteAllLines(
                path, Enumerable.Range(from, 60).Select(n => n.ToString(CultureInfo.InvariantCulture)).Prepend("id"));
        }

        return client.GetParticipantHandle(ValidationFixture.Market, ValidationFixture.IdOf(i), market.Keys[i])
            .ParticipateAsync(path, options, market.Limit);
    }

    // Until a participant has answered the check that there is.
    private static async Task UntilAnsweredAsync(ValidationFixture market, int by)
    {
        var overlaps = (OverlapLog)market.Server.App.Services.GetService(typeof(OverlapLog))!;
        while (true)
        {
            market.Limit.ThrowIfCancellationRequested();
            Audit audit = await market.GetAsync(0);
            var pairs = await overlaps.ListAsync(ValidationFixture.Market, audit.CommitmentEvent, market.Limit);
            if (!pairs.IsEmpty && pairs.All(pair => !pair.State.Awaits(ValidationFixture.IdOf(by))))
            {
                return;
            }
        }
    }

    /// <summary>A participation that goes on by itself, whose steps a test waits for.</summary>
    private sealed class Life
    {
        private readonly Lock _lock = new();
        private readonly List<ParticipationProgress> _steps = [];
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Task _end = Task.CompletedTask;

        internal static Life Start(IAsyncEnumerable<ParticipationProgress> steps)
        {
            var life = new Life();
            life._end = life.LiveAsync(steps);
            return life;
        }

        internal bool Has<TStep>()
        {
            lock (_lock)
            {
                return _steps.OfType<TStep>().Any();
            }
        }

        internal async Task UntilAsync(Func<Life, bool> holds)
        {
            while (true)
            {
                Task changed;
                lock (_lock)
                {
                    changed = _changed.Task;
                }

                if (holds(this))
                {
                    return;
                }

                if (await Task.WhenAny(changed, _end) == _end)
                {
                    await _end;
                    Assert.True(holds(this), $"the life ended without it: {string.Join(", ", _steps)}");
                }
            }
        }

        internal async Task<List<ParticipationProgress>> EndAsync()
        {
            await _end;
            return _steps;
        }

        private async Task LiveAsync(IAsyncEnumerable<ParticipationProgress> steps)
        {
            await foreach (ParticipationProgress step in steps)
            {
                lock (_lock)
                {
                    _steps.Add(step);
                    _changed.TrySetResult();
                    _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
        }
    }
}
