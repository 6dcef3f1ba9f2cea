using System.Security.Cryptography;
using Candor.Market;
using Candor.Market.Contributions;
using Candor.Market.Records;
using Candor.Platform.Markets;
using Candor.Platform.Training;
using Candor.Server.Testing;
using Candor.Training.Features;
using Candor.Training.Regression;
using Candor.Training.Sums;
using Candor.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TrainingStep = Candor.Market.Training.TrainingStep;

namespace Candor.Platform.Tests.Training;

/// <summary>A real server with a market of four members that trains from two numbers to one of two classes. The last member
/// is allocated no model: its own weighs on the others.</summary>
internal sealed class TrainingSetting : IAsyncDisposable
{
    /// <summary>Records of each member; 2p is 6.</summary>
    internal const uint Records = 40;

    internal const int Members = 4;

    private TrainingSetting(RunningServer server, MarketOwner owner)
    {
        Server = server;
        Owner = owner;
        All = [.. Enumerable.Range(0, Members).Select(place => new TrainingMember(this, place))];
    }

    internal RunningServer Server { get; }

    /// <summary>From what a member's records are drawn.</summary>
    internal Func<int, int> SeedOf { get; set; } = static place => place;

    internal MarketOwner Owner { get; }

    internal TrainingMember[] All { get; }

    internal MarketRegistry Registry => Server.App.Services.GetRequiredService<MarketRegistry>();

    internal TrainingBulk Bulk => Server.App.Services.GetRequiredService<TrainingBulk>();

    internal TrainingService.TrainingServiceClient Training => new(Server.Channel);

    internal static async Task<TrainingSetting> StartAsync(
        Action<MarketDefinition>? define = null,
        Action<WebApplicationBuilder>? configure = null,
        MarketOwner? keysOf = null)
    {
        RunningServer server = await RunningServer.StartAsync(configure: configure);
        var owner = new MarketOwner("m", Members, server.Time.GetUtcNow().AddHours(1), keysOf);
        Define(owner.Definition);
        define?.Invoke(owner.Definition);
        await owner.CreateAsync(server.Channel);
        return new TrainingSetting(server, owner);
    }

    /// <summary>With everybody's report in, so that the training has begun.</summary>
    internal static async Task<TrainingSetting> ReportedAsync(
        uint records = Records, Action<MarketDefinition>? define = null, Action<WebApplicationBuilder>? configure = null)
    {
        TrainingSetting setting = await StartAsync(define, configure);
        foreach (TrainingMember member in setting.All)
        {
            await member.ReportAsync(records);
        }

        return setting;
    }

    /// <summary>The market as the server has it.</summary>
    internal async Task<MarketState> StateAsync()
    {
        using MarketRegistry.Lease lease = await Registry.RentExistingAsync(Owner.Name, CancellationToken.None);
        return lease.Market.View.State!;
    }

    /// <summary>Waits until the market is so; the server computes by itself.</summary>
    internal async Task<MarketState> WaitAsync(Func<MarketState, bool> isSo)
    {
        using MarketRegistry.Lease lease = await Registry.RentExistingAsync(Owner.Name, CancellationToken.None);
        while (true)
        {
            var view = lease.Market.View;
            if (isSo(view.State!))
            {
                return view.State!;
            }

            await view.Superseded.WaitAsync(TimeSpan.FromMinutes(2));
        }
    }

    internal Task<MarketState> WaitForStepAsync(TrainingStep step, ulong epoch = 1) =>
        WaitAsync(state => state.Training!.State.Step == step && state.Training.State.Epoch >= epoch);

    internal Task<MarketState> WaitForEndAsync() =>
        WaitAsync(IsOver);

    /// <summary>Everybody answers every step up to one, which has begun then.</summary>
    internal async Task<MarketState> AdvanceToAsync(TrainingStep step)
    {
        foreach (TrainingStep next in (TrainingStep[])[TrainingStep.Commit, TrainingStep.Mask, TrainingStep.Check, TrainingStep.Unmask])
        {
            if (next >= step)
            {
                break;
            }

            await WaitForStepAsync(next, 0);
            await AnswerAsync();
        }

        return await WaitForStepAsync(step, 0);
    }

    /// <summary>These members answer the step that is on.</summary>
    internal async Task AnswerAsync(params int[] places)
    {
        foreach (int place in places.Length == 0 ? Enumerable.Range(0, Members) : places)
        {
            await All[place].AnswerAsync();
        }
    }

    /// <summary>Those who are left answer whatever is on until the sum is computed.</summary>
    internal async Task FinishAsync(params int[] places)
    {
        MarketState state = await StateAsync();
        while (state.Training!.State.Step < TrainingStep.Sum)
        {
            (TrainingStep step, ulong epoch) = (state.Training.State.Step, state.Training.State.Epoch);
            if (step != TrainingStep.Compare)
            {
                foreach (int place in places.Where(place => !state.Training.State.HasAnswered(place)))
                {
                    await All[place].AnswerAsync();
                }
            }

            state = await WaitAsync(now => now.Training!.State.Step != step || now.Training.State.Epoch != epoch);
        }
    }

    /// <summary>A member's records, which are the same in every test but for those that ask for others.</summary>
    internal IEnumerable<(double X, double Y)> RecordsOf(int place, uint records)
    {
        var random = new Random(SeedOf(place));
        for (int i = 0; i < records; i++)
        {
            yield return (random.Next(101), random.Next(101));
        }
    }

    /// <summary>A record's canonical bytes.</summary>
    internal static ReadOnlyMemory<byte> Encode((double X, double Y) record)
    {
        var encoder = new RecordEncoder();
        encoder.AppendNumber(record.X);
        encoder.AppendNumber(record.Y);
        encoder.AppendText(IsIll(record) ? "ill"u8 : "well"u8);
        return encoder.Written.ToArray();
    }

    /// <summary>Goes on until the market is over: each member does what its conduct says, and where nobody says anything
    /// more, the step's time passes.</summary>
    /// <returns>The market, and why messages were refused, each with who sent it.</returns>
    internal async Task<(MarketState Market, List<(int Place, string Reason)> Refused)> RunAsync()
    {
        var refused = new List<(int Place, string Reason)>();
        for (MarketState state = await StateAsync(); !IsOver(state);)
        {
            (TrainingStep step, ulong epoch) = (state.Training!.State.Step, state.Training.State.Epoch);
            foreach (int place in step is TrainingStep.Compare or TrainingStep.Sum ? [] : state.Training.State.Members.Keys)
            {
                try
                {
                    await All[place].ActAsync();
                }
                catch (RpcException e)
                {
                    refused.Add((place, RichError.From(e).Reason));
                }
            }

            state = await StateAsync();
            if (!HasMoved(state) && step is not (TrainingStep.Compare or TrainingStep.Sum))
            {
                Server.Time.Advance(state.Definition.Training!.Rules.AnswerTime);
            }

            state = await WaitAsync(HasMoved);

            bool HasMoved(MarketState now) =>
                IsOver(now) || now.Training!.State.Step != step || now.Training.State.Epoch != epoch;
        }

        return (await StateAsync(), refused);
    }

    /// <summary>The statistics of a member's records.</summary>
    internal SufficientStatistics StatisticsOf(MarketState market, int place, uint records)
    {
        var sums = new SufficientStatistics(market.Definition.Training!.Task);
        foreach ((double X, double Y) record in RecordsOf(place, records))
        {
            sums.Add(
                [FeatureValue.Number(record.X), FeatureValue.Number(record.Y)], FeatureValue.Category(IsIll(record) ? 1 : 0));
        }

        return sums;
    }

    /// <summary>The file of the model that is trained from the records of these members in one place.</summary>
    internal byte[] PooledModel(MarketState market, uint records, params int[] places)
    {
        var sums = new SufficientStatistics(market.Definition.Training!.Task);
        foreach (int place in places)
        {
            sums.Add(StatisticsOf(market, place, records));
        }

        return TrainingSum.WriteFile(market, RidgeTraining.Train(sums));
    }

    public async ValueTask DisposeAsync()
    {
        Owner.Dispose();
        await Server.DisposeAsync();
    }

    private static bool IsOver(MarketState market) =>
        market.Phase is Candor.Market.MarketPhase.Settled or Candor.Market.MarketPhase.Cancelled;

    private static bool IsIll((double X, double Y) record) => record.X + record.Y > 100;

    internal static void Define(MarketDefinition definition)
    {
        definition.Version = 3;
        definition.ReadAccess = MarketAccess.Anyone;
        definition.Valuation = JsonParser.Default.Parse<Valuation>("""
            {"linear": {"rows": [
              {"values": [1, -0.1, -0.1, -0.5]}, {"values": [-0.1, 1, -0.1, -0.5]},
              {"values": [-0.1, -0.1, 1, -0.5]}, {"values": [-0.1, -0.1, -0.1, 1]}]}}
            """);
        definition.Training = JsonParser.Default.Parse<V1.Training>("""
            {"target": "outcome", "features": ["x", "y"], "map": {"ramps": 0},
             "maxRecords": 10000, "records": {"columns": [
               {"name": "x", "number": {"minimum": 0, "maximum": 100}},
               {"name": "y", "number": {"minimum": 0, "maximum": 100}},
               {"name": "outcome", "category": {"values": ["well", "ill"]}}]}}
            """);
        definition.Training.Map.Seed = ByteString.CopyFrom(SHA256.HashData("map"u8));
    }
}
