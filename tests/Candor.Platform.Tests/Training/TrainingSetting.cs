using System.Security.Cryptography;
using Candor.Market;
using Candor.Market.Contributions;
using Candor.Platform.Markets;
using Candor.Platform.Training;
using Candor.Server.Testing;
using Candor.Training.Features;
using Candor.Training.Regression;
using Candor.Training.Sums;
using Candor.V1;
using Google.Protobuf;
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

    internal MarketOwner Owner { get; }

    internal TrainingMember[] All { get; }

    internal MarketRegistry Registry => Server.App.Services.GetRequiredService<MarketRegistry>();

    internal TrainingBulk Bulk => Server.App.Services.GetRequiredService<TrainingBulk>();

    internal TrainingService.TrainingServiceClient Training => new(Server.Channel);

    internal static async Task<TrainingSetting> StartAsync(
        Action<MarketDefinition>? define = null, Action<WebApplicationBuilder>? configure = null)
    {
        RunningServer server = await RunningServer.StartAsync(configure: configure);
        var owner = new MarketOwner("m", Members, server.Time.GetUtcNow().AddHours(1));
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
        WaitAsync(state => state.Phase is Candor.Market.MarketPhase.Settled or Candor.Market.MarketPhase.Cancelled);

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

    /// <summary>The statistics of a member's records, which are the same in every test.</summary>
    internal static SufficientStatistics StatisticsOf(MarketState market, int place, uint records)
    {
        var sums = new SufficientStatistics(market.Definition.Training!.Task);
        var random = new Random(place);
        for (int i = 0; i < records; i++)
        {
            double x = random.Next(101);
            double y = random.Next(101);
            sums.Add([FeatureValue.Number(x), FeatureValue.Number(y)], FeatureValue.Category(x + y > 100 ? 1 : 0));
        }

        return sums;
    }

    /// <summary>The file of the model that is trained from the records of these members in one place.</summary>
    internal static byte[] PooledModel(MarketState market, uint records, params int[] places)
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

    private static void Define(MarketDefinition definition)
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
