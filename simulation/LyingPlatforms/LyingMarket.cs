using System.Text.Json;
using Candor.Client;
using Candor.Simulation.Participants;
using Candor.Simulation.Setup;

namespace Candor.Simulation.LyingPlatforms;

/// <summary>A market on the lying server, and its participants over the real SDK. The last in the roster is the one that is
/// lied to.</summary>
internal sealed class LyingMarket : IAsyncDisposable
{
    private readonly LyingServer _server;
    private readonly MarketSetup _setup;
    private readonly CancellationTokenSource _ending;
    private Task _others = Task.CompletedTask;

    private LyingMarket(LyingServer server, MarketSetup setup)
    {
        (_server, _setup) = (server, setup);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(setup.Cancellation);
    }

    /// <summary>Its server.</summary>
    internal LyingServer Server => _server;

    /// <summary>Its name.</summary>
    internal string Name => _setup.Rules.Name;

    /// <summary>What the platform says.</summary>
    internal Lies Lies => _server.Lies;

    /// <summary>The id of the participant that is lied to.</summary>
    internal string LiedTo => _setup.Roster[Last].Id;

    /// <summary>Creates it.</summary>
    /// <param name="server">The server, which is honest meanwhile.</param>
    /// <param name="setup">Its rules and keys.</param>
    internal static async Task<LyingMarket> CreateAsync(LyingServer server, MarketSetup setup)
    {
        (server.Lies.Tamper, server.Lies.Reject) = (null, null);
        server.Lies.Requests.Clear();
        var market = new LyingMarket(server, setup);
        string definition = setup.Rules.ToJson(setup.Operator, setup.Validator, setup.Roster).ToJsonString();
        CandorClient client = server.NewClient();
        await using (client.ConfigureAwait(false))
        {
            await client.GetOperatorHandle(setup.Rules.Name, setup.Operator)
                .CreateMarketAsync(MarketDefinitionFile.Parse(definition), setup.Cancellation).ConfigureAwait(false);
        }

        return market;
    }

    /// <summary>Has everybody but the one that is lied to report, and answer what is asked of them until the market is
    /// disposed of.</summary>
    internal async Task LetOthersReportAsync()
    {
        var reported = new List<Task>();
        var lives = new List<Task>();
        for (int i = 0; i < _setup.Roster.Count - 1; i++)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lives.Add(LiveOnAsync(i, done));
            reported.Add(done.Task);
        }

        // Whoever ends before its report ends the waiting.
        _others = Task.WhenAll(lives);
        Task all = Task.WhenAll(reported);
        await (await Task.WhenAny(all, _others).ConfigureAwait(false)).ConfigureAwait(false);
        await all.ConfigureAwait(false);
    }

    /// <summary>Lets a process of the participant go one step, and no further.</summary>
    /// <typeparam name="TStep">The last step that it does.</typeparam>
    internal async Task StopAfterAsync<TStep>()
        where TStep : ParticipationProgress
    {
        CandorClient process = _server.NewClient();
        await using (process.ConfigureAwait(false))
        {
            await foreach (ParticipationProgress step in ParticipateAsync(process, Last).ConfigureAwait(false))
            {
                if (step is TStep)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Lets a process of the participant end with an error.</summary>
    internal async Task StopWithErrorAsync()
    {
        try
        {
            await StopAfterAsync<ParticipationTranscriptVerified>().ConfigureAwait(false);
        }
        catch (CandorException)
        {
            return;
        }

        throw new InvalidOperationException("The participant came to its end; expected an error on the way.");
    }

    /// <summary>Lets the participant take part with the SDK, in a process that is new.</summary>
    /// <returns>Where it noticed a lie and which; null where it verified the market's end.</returns>
    internal async Task<Finding?> TakePartAsync()
    {
        ProtocolStep next = ProtocolStep.Join;
        try
        {
            CandorClient process = _server.NewClient();
            await using (process.ConfigureAwait(false))
            {
                await foreach (ParticipationProgress step in ParticipateAsync(process, Last).ConfigureAwait(false))
                {
                    next = After(step, next);
                    Reported = step is ParticipationReported { Receipt.Records: var records } ? records : Reported;
                    IsVerified |= step is ParticipationTranscriptVerified;
                }
            }

            return null;
        }
        catch (UnverifiedAnswerException lie)
        {
            return new Finding(next, JsonNamingPolicy.SnakeCaseUpper.ConvertName(lie.Fault.ToString()));
        }
    }

    /// <summary>What the participant reported; null before.</summary>
    internal uint? Reported { get; private set; }

    /// <summary>Whether the participant found the market's end verified.</summary>
    internal bool IsVerified { get; private set; }

    /// <summary>Ends the others.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);

        // They were cancelled, or noticed the lie themselves.
        await _others.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private int Last => _setup.Roster.Count - 1;

    private static ProtocolStep After(ParticipationProgress step, ProtocolStep before) => step switch
    {
        ParticipationJoined => ProtocolStep.Commitment,
        ParticipationCommitted => ProtocolStep.Audit,
        ParticipationValidated => ProtocolStep.Report,
        ParticipationReported => ProtocolStep.Settlement,
        ParticipationAssigned => ProtocolStep.Verification,
        _ => before,
    };

    private async Task LiveOnAsync(int i, TaskCompletionSource reported)
    {
        CandorClient process = _server.NewClient();
        await using (process.ConfigureAwait(false))
        {
            await foreach (ParticipationProgress step in ParticipateAsync(process, i).ConfigureAwait(false))
            {
                if (step is ParticipationReported)
                {
                    reported.TrySetResult();
                }
            }
        }

        reported.TrySetException(new InvalidOperationException($"Participant {i} came to its end without a report."));
    }

    private IAsyncEnumerable<ParticipationProgress> ParticipateAsync(CandorClient client, int i)
    {
        (string id, SigningKey key) = _setup.Roster[i];
        string stem = $"{_setup.Rules.Name.Replace('/', '-')}-{id}";
        string data = _server.File($"{stem}.csv");
        if (!File.Exists(data))
        {
            File.WriteAllLines(
                data,
                _setup.Rules.Projections is null
                    ? SyntheticRecords.ValidRows(i, _setup.Records)
                    : SyntheticRecords.LabelledRows(i, _setup.Records));
        }

        return client.GetParticipantHandle(_setup.Rules.Name, id, key).ParticipateAsync(
            data,
            new ParticipationOptions
            {
                ReceiptPath = _server.File($"{stem}.receipt"),

                // Each lie's market trains on the same records.
                ContributeAgain = true,
            },
            _ending.Token);
    }
}
