using System.Security.Cryptography;
using Candor.Client;
using Candor.Client.Internal;
using Candor.Client.Participation;
using Candor.Commitments.Contributions;
using Candor.Commitments.Projections;
using Candor.Market.Audits;
using Candor.Market.Records;
using Candor.Market.Signing;
using Candor.Market.Training;
using Candor.Mechanism.Allocations;
using Candor.Training.Features;
using Candor.Training.Sums;
using Candor.V1;
using Candor.Validator.Markets;
using Candor.Wire.Commands;
using Candor.Wire.Signing;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using RecordColumn = Candor.V1.RecordColumn;
using SigningKey = Candor.Client.SigningKey;

namespace Candor.Validator.Tests.Support;

/// <summary>A market that trains, from x and its ramps to y, with its real validator; what the market itself says of its
/// training is in a book.</summary>
internal sealed class TrainingMarket : IAsyncDisposable
{
    internal const int Size = 200;

    private TrainingMarket(ValidationFixture market, StatisticsBook book) => (Market, Book) = (market, book);

    internal ValidationFixture Market { get; }

    internal StatisticsBook Book { get; }

    internal TrainingPlan Plan { get; private set; } = null!;

    internal AuditedRecords Records { get; private set; } = null!;

    internal CommitmentReceipt Receipt { get; private set; } = null!;

    /// <summary>What the validator has asked; null before.</summary>
    internal Envelope? Asked { get; private set; }

    internal static async Task<TrainingMarket> StartAsync()
    {
        var book = new StatisticsBook();
        ValidationFixture market = await ValidationFixture.StartAsync(
            definition =>
            {
                definition.Version = 2;
                definition.Validation.Audit.BadSharePerMillion = 50_000;
                definition.Validation.Records.Columns.Add(Column("x"));
                definition.Validation.Records.Columns.Add(Column("y"));
            },
            configure: services => services.AddSingleton(book));
        var training = new TrainingMarket(market, book);
        await training.TrainAsync();
        return training;
    }

    /// <summary>Commits to the records; the audit is not opened.</summary>
    internal async Task CommitAsync()
    {
        Records = Market.TagRecords(0, [.. Enumerable.Range(0, Size).Select(static i => Encode(i, X(i), Y(X(i))))]);
        Receipt = await Market.CommitAsync(0, Records);
    }

    /// <summary>Commits and passes the audit.</summary>
    internal async Task<TrainingMarket> AuditedAsync()
    {
        await CommitAsync();
        await ValidateAsync();
        return this;
    }

    internal async Task ValidateAsync() => Assert.True(
        await Market.ValidateAsync(0, Receipt, Records) is { IsAttested: true, IsDelivered: true });

    internal async Task RestartAsync()
    {
        await Market.RestartAsync();
        await TrainAsync();
    }

    internal StatisticsOpening Statistics(long times = 1, Func<long, long>? label = null)
    {
        var sums = new SufficientStatistics(Plan.Task);
        for (int i = 0; i < Size; i++)
        {
            long x = X(i);
            sums.Add([FeatureValue.Number(x)], FeatureValue.Number((label ?? Y)(x)));
        }

        using var random = RandomNumberGenerator.Create();
        return StatisticsOpening.Create(
            Market.ContextOf(0), Plan.Shape, [.. sums.Coordinates.ToArray().Select(value => value * times)], random);
    }

    /// <summary>Has the market show a report and a commitment to statistics.</summary>
    internal void Show(
        ReadOnlyMemory<byte> digest, SigningKey? key = null, string? participant = null, ulong records = Size)
    {
        string name = participant ?? ValidationFixture.NameOf(0);
        Book.Shown = new PlatformStatistics(
            Sign(new SubmitReportPayload
            {
                Participant = name,
                RequestId = Guid.NewGuid().ToString(),
                DefinitionDigest = Market.Digest,
                Records = (uint)records,
                CommitmentEvent = Receipt.Event,
                RangeProof = ByteString.CopyFrom(1),
                Predecessor = ByteString.CopyFrom(new byte[32]),
            }),
            Sign(new CommitStatisticsPayload
            {
                Participant = name,
                RequestId = Guid.NewGuid().ToString(),
                DefinitionDigest = Market.Digest,
                ListDigest = ByteString.CopyFrom(new byte[32]),
                StatisticsDigest = ByteString.CopyFrom(digest.Span),
                CountOpening = ByteString.CopyFrom(new byte[32]),
                Predecessor = ByteString.CopyFrom(new byte[32]),
            }));

        SignedEnvelope Sign<T>(T payload)
            where T : class, IMessage<T>
        {
            Assert.True(Envelopes.TryRead(
                (key ?? Market.Keys[0]).SignMessage(payload), out SignedEnvelope? envelope, out _));
            return envelope;
        }
    }

    internal async Task<Envelope> OpenAsync(Envelope? access = null, string? participant = null) =>
        Asked = (await Market.Validator.OpenProjectionsAsync(new OpenProjectionsRequest
        {
            Participant = participant ?? ValidationFixture.NameOf(0),
            Envelope = access ?? Market.Access(0),
        })).Projections;

    internal static ProjectionsPayload PayloadOf(Envelope projections) =>
        ProjectionsPayload.Parser.ParseFrom(projections.Payload);

    /// <summary>The proof of a client that would prove anything.</summary>
    internal byte[] Prove(Envelope projections, StatisticsOpening opening)
    {
        ProjectionsPayload payload = PayloadOf(projections);
        Assert.True(ProjectionBounds.TryParse(Plan.Projections!, payload.Bounds.Span, out ProjectionBounds? bounds));
        using var random = RandomNumberGenerator.Create();
        return ProjectionStatement.ProveRanges(
            new ProjectionTerms(
                Market.ContextOf(0),
                Records.Tags.Root,
                (uint)payload.Records,
                payload.StatisticsDigest.Memory,
                new ProjectionMatrix(payload.Seed.Span, Plan.Shape, Plan.Projections!),
                bounds),
            opening,
            random);
    }

    /// <summary>What the first participant signs with a proof, answering the last question that was shown.</summary>
    internal ProveNearnessPayload PayloadOf(byte[] proof)
    {
        Assert.True(Envelopes.TryRead(Asked, out SignedEnvelope? asked, out _));
        return ClaimPayloads.ToPayload(ValidationFixture.Market, NearnessClaim.Of(
            "p0", Market.Digest.Memory, PayloadOf(Asked!).StatisticsDigest.Memory, asked, proof));
    }

    /// <summary>Signs a proof and sends it, with the commitments in these parts.</summary>
    internal Task<Envelope> SendAsync(byte[] proof, params byte[][] chunks) =>
        SendAsync(Market.Keys[0].SignMessage(PayloadOf(proof)), proof, chunks);

    /// <summary>Sends a proof under a signed message.</summary>
    internal async Task<Envelope> SendAsync(Envelope signed, byte[] proof, byte[][] chunks, string? participant = null)
    {
        using var call = Market.Validator.ProveNearness(cancellationToken: Market.Limit);
        await call.RequestStream.WriteAsync(new ProveNearnessRequest
        {
            Participant = participant ?? ValidationFixture.NameOf(0),
            Envelope = signed,
            Proof = ByteString.CopyFrom(proof),
        });
        try
        {
            foreach (byte[] chunk in chunks)
            {
                await call.RequestStream.WriteAsync(new ProveNearnessRequest { Commitments = ByteString.CopyFrom(chunk) });
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The validator has answered already: what it says is in the response.
        }

        return (await call.ResponseAsync).Verdict;
    }

    public ValueTask DisposeAsync() => Market.DisposeAsync();

    private static long X(int i) => i * 37 % 101;

    private static long Y(long x) => (x / 2) + 10;

    private static RecordColumn Column(string name) => new()
    {
        Name = name,
        Integer = new RecordColumn.Types.Integer { Minimum = 0, Maximum = 100 },
    };

    private static ReadOnlyMemory<byte> Encode(params long[] values)
    {
        var encoder = new RecordEncoder();
        foreach (long value in values)
        {
            encoder.AppendInteger(value);
        }

        return encoder.Written.ToArray();
    }

    // The definition on the wire says nothing of training yet; what follows from it is put where it will be read.
    private async Task TrainAsync()
    {
        Candor.Market.Definitions.MarketDefinition definition = (await Market.Server.App.Services
            .GetRequiredService<MarketDirectory>().FindAsync(ValidationFixture.Market, Market.Limit)).Definition;
        Assert.True(TrainingPlan.TryMake(
            new TrainingRules { Target = "y", Features = ["x"], Ramps = 4, Seed = new byte[32] },
            new TrainingSetting
            {
                Records = definition.Validation!.Records,
                Allocation = UniformAllocation.Best,
                Participants = 5,
                MostRecords = 1_000,
                IsAudited = true,
            },
            out TrainingPlan? plan,
            out _));
        typeof(Candor.Market.Definitions.MarketDefinition)
            .GetProperty(nameof(definition.Training))!.SetValue(definition, plan);
        Plan = plan;
    }
}
