using System.Security.Cryptography;
using Candor.Client;
using Candor.Client.Internal;
using Candor.Client.Participation;
using Candor.Commitments;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;
using Candor.Platform.Markets;
using Candor.Server.Testing;
using Candor.Simulation.Dishonesty;
using Candor.Simulation.LyingPlatforms;
using Candor.V1;
using Candor.Wire.Signing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.AspNetCore.Server;
using Microsoft.Extensions.DependencyInjection;
using ParticipantPhase = Candor.V1.ParticipantPhase;
using SigningKey = Candor.Client.SigningKey;

namespace Candor.Validator.Tests.Support;

/// <summary>A real server that hosts a validator, a client of it, and a market of companies that have to have their
/// records audited: one column, an integer not below zero.</summary>
internal sealed class ValidationFixture : IAsyncDisposable
{
    internal const string Market = "markets/hospitals";
    internal static readonly TimeSpan Answer = TimeSpan.FromMinutes(10);

    // A test that would hang fails instead, with the call that hung in its stack.
    private readonly CancellationTokenSource _limit = Patience.Start();

    // From version 2 on a message names the one before it.
    private bool _isChained;

    private ValidationFixture(RunningServer server) => Server = server;

    internal RunningServer Server { get; }

    /// <summary>What the server says otherwise than it knows.</summary>
    internal Lies Lies { get; private init; } = null!;

    internal FlakyPlatform Platform { get; private set; } = null!;

    internal CandorClient Client { get; private set; } = null!;

    internal SigningKey Operator { get; } = SigningKey.Create();

    internal IReadOnlyList<SigningKey> Keys { get; } = [.. Enumerable.Range(0, 4).Select(_ => SigningKey.Create())];

    internal ByteString Digest { get; private set; } = ByteString.Empty;

    internal CancellationToken Limit => _limit.Token;

    internal ValidatorService.ValidatorServiceClient Validator => new(Server.Channel);

    internal static async Task<ValidationFixture> StartAsync(
        Action<MarketDefinition>? change = null,
        int participants = 2,
        Action<IServiceCollection>? configure = null)
    {
        ValidationFixture fixture = null!;
        var lies = new Lies();
        RunningServer server = await RunningServer.StartAsync(configure: builder =>
        {
            builder.Services.AddSingleton<IMarketPlatform>(services => new FlakyPlatform(
                    ActivatorUtilities.CreateInstance<HostedMarketPlatform>(services),
                    services.GetService<StatisticsBook>()))
                .AddSingleton(lies)
                .Configure<GrpcServiceOptions>(static grpc => grpc.Interceptors.Add<LyingInterceptor>());
            configure?.Invoke(builder.Services);
        });
        fixture = new ValidationFixture(server) { Lies = lies };
        fixture.Connect();
        await fixture.CreateMarketAsync(change, participants);
        return fixture;
    }

    internal static string IdOf(int i) => $"p{i}";

    internal static string NameOf(int i) => $"{Market}/participants/{IdOf(i)}";

    /// <summary>A participant.</summary>
    internal ParticipantHandle Participant(int i, ParticipantConduct? conduct = null) =>
        Client.GetParticipantHandle(Market, IdOf(i), Keys[i], conduct ?? ParticipantConduct.Honest);

    /// <summary>The operator.</summary>
    internal OperatorHandle OperatorHandle => Client.GetOperatorHandle(Market, Operator);

    /// <summary>Restarts the server, validator included, and opens another client: both sides start over.</summary>
    internal async Task RestartAsync()
    {
        await Client.DisposeAsync();
        await Server.RestartAsync();
        Connect();
    }

    internal StatementContext ContextOf(int i) =>
        new(Market, Digest.Memory, IdOf(i), Keys[i].VerificationKey.SubjectPublicKeyInfo);

    internal static ReadOnlyMemory<byte> Encode(long value)
    {
        var encoder = new Candor.Market.Records.RecordEncoder();
        encoder.AppendInteger(value);
        return encoder.Written.ToArray();
    }

    /// <summary>A participant's records under a fresh key.</summary>
    internal AuditedRecords Tag(int i, IEnumerable<long> values, bool keepRepeats = false)
    {
        return TagRecords(i, [.. values.Select(Encode)], keepRepeats);
    }

    /// <summary>A participant's records under a fresh key.</summary>
    internal AuditedRecords TagRecords(int i, ReadOnlyMemory<byte>[] records, bool keepRepeats = false)
    {
        RecordKey key = RecordKey.Create(RandomNumberGenerator.Create());
        TaggedDataset tags = DatasetTagging.Tag(
            ContextOf(i), key, records, new DatasetOptions { Threads = 1, KeepRepeats = keepRepeats });
        return new AuditedRecords(tags, key, (positions, _) => Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>(
            [.. positions.Select(p => records[(int)tags.RecordPosition(p)])]));
    }

    /// <summary>Commits to records; joins first where the participant has not.</summary>
    internal async Task<CommitmentReceipt> CommitAsync(
        int i, AuditedRecords records, bool join = true, ulong? size = null)
    {
        ByteString predecessor = ByteString.Empty;
        if (join)
        {
            JoinReceipt joined = await Participant(i).JoinAsync(Limit);
            predecessor = _isChained ? PredecessorOf(joined) : predecessor;
        }

        using var random = RandomNumberGenerator.Create();
        CommitmentOpening opening = CommitmentOpening.Create(size ?? records.Tags.Size, random);
        StatementContext context = ContextOf(i);
        SubmitCommitmentResponse response = await new ParticipantService.ParticipantServiceClient(Server.Channel)
            .SubmitCommitmentAsync(new SubmitCommitmentRequest
            {
                Participant = NameOf(i),
                Envelope = Keys[i].SignMessage(new SubmitCommitmentPayload
                {
                    Participant = NameOf(i),
                    RequestId = Guid.NewGuid().ToString(),
                    DefinitionDigest = Digest,
                    Commitment = ByteString.CopyFrom(opening.Commit().ToArray()),
                    DatasetRoot = ByteString.CopyFrom(records.Tags.Root.Span),
                    RecordKey = ByteString.CopyFrom(records.Key.PublicKey.Span),
                    OpeningProof = ByteString.CopyFrom(
                        OpeningStatement.Prove(context, opening, records.Tags.Root.Span, random)),
                    Predecessor = predecessor,
                }),
            });
        return new CommitmentReceipt(
            context, opening, records.Tags.Root, response.Event, response.Nonce.ToByteArray(), Server.Time.GetUtcNow(),
            records.Key);
    }

    /// <summary>Joins, commits to a file's records and has them audited, all as the SDK does it.</summary>
    internal async Task<CommitmentReceipt> EnterAsync(int i, string path, IEnumerable<long> values, bool join = true)
    {
        await File.WriteAllLinesAsync(path, ["id", .. values.Select(value => $"{value}")], Limit);
        if (join)
        {
            await Participant(i).JoinAsync(Limit);
        }

        Dataset dataset = await Participant(i).TagDatasetAsync(path, cancellationToken: Limit);
        CommitmentReceipt receipt = await Participant(i).CommitAsync(dataset, Limit);
        ValidationResult result = await Participant(i).ValidateAsync(receipt, dataset, cancellationToken: Limit);
        Assert.True(result is { IsAttested: true, IsDelivered: true });
        return receipt;
    }

    /// <summary>Sends a commitment again, in another message: the same C, R and K, after the one that the receipt is
    /// of.</summary>
    internal async Task<CommitmentReceipt> CommitAgainAsync(int i, CommitmentReceipt receipt)
    {
        var before = (Candor.Market.Events.CommitmentAccepted)Candor.Market.Events.EventCodec.Decode(
            receipt.Transcript!.Entry.Span);
        using var random = RandomNumberGenerator.Create();
        SubmitCommitmentResponse response = await new ParticipantService.ParticipantServiceClient(Server.Channel)
            .SubmitCommitmentAsync(new SubmitCommitmentRequest
            {
                Participant = NameOf(i),
                Envelope = Keys[i].SignMessage(new SubmitCommitmentPayload
                {
                    Participant = NameOf(i),
                    RequestId = Guid.NewGuid().ToString(),
                    DefinitionDigest = Digest,
                    Commitment = ByteString.CopyFrom(receipt.Commitment.ToArray()),
                    DatasetRoot = ByteString.CopyFrom(receipt.DatasetRoot.Span),
                    RecordKey = ByteString.CopyFrom(receipt.RecordKey!.PublicKey.Span),
                    OpeningProof = ByteString.CopyFrom(
                        OpeningStatement.Prove(ContextOf(i), receipt.Opening, receipt.DatasetRoot.Span, random)),
                    Predecessor = ByteString.CopyFrom(before.Envelope.BodyDigest()),
                }),
            });
        return new CommitmentReceipt(
            ContextOf(i), receipt.Opening, receipt.DatasetRoot, response.Event, response.Nonce.ToByteArray(),
            Server.Time.GetUtcNow(), receipt.RecordKey)
        {
            Transcript = new Candor.Client.Transcripts.TranscriptReceipt(
                response.Receipt.LeafIndex,
                response.Receipt.Entry.Memory,
                response.Receipt.Checkpoint.Memory,
                [.. response.Receipt.InclusionProof.Select(static hash => hash.Memory)]),
        };
    }

    internal Task<ValidationResult> ValidateAsync(
        int i, CommitmentReceipt receipt, AuditedRecords records, string? validator = null) =>
        Participant(i, DishonestConduct.Instance).ValidateAsync(receipt, records, validator, null, Limit);

    /// <summary>Commits and has the commitment audited.</summary>
    internal async Task<(CommitmentReceipt Receipt, ValidationResult Result)> EnterAsync(int i, AuditedRecords records)
    {
        CommitmentReceipt receipt = await CommitAsync(i, records);
        return (receipt, await ValidateAsync(i, receipt, records));
    }

    internal OpenAuditRequest OpenRequest(
        int i, CommitmentReceipt receipt, AuditedRecords records, string? requestId = null)
    {
        using var random = RandomNumberGenerator.Create();
        var terms = new DatasetTerms(
            ContextOf(i), records.Tags.Root, records.Key.PublicKey, records.Tags.Size, receipt.Commitment);
        return new OpenAuditRequest
        {
            Participant = NameOf(i),
            Envelope = Keys[i].SignMessage(new OpenAuditPayload
            {
                Participant = NameOf(i),
                RequestId = requestId ?? Guid.NewGuid().ToString(),
                DefinitionDigest = Digest,
                CommitmentEvent = receipt.Event,
                Size = records.Tags.Size,
                DatasetProof = ByteString.CopyFrom(
                    DatasetStatement.ProveSecrets(terms, records.Key, receipt.Opening, random)),
            }),
        };
    }

    internal async Task<Audit> OpenAsync(int i, CommitmentReceipt receipt, AuditedRecords records) =>
        (await Validator.OpenAuditAsync(OpenRequest(i, receipt, records))).Audit;

    internal Envelope Access(int i, SigningKey? key = null, TimeSpan? life = null, ByteString? digest = null) =>
        (key ?? Keys[i]).SignMessage(new AccessAuditPayload
        {
            Participant = NameOf(i),
            DefinitionDigest = digest ?? Digest,
            ExpireTime = Timestamp.FromDateTimeOffset(
                Server.Time.GetUtcNow() + (life ?? TimeSpan.FromMinutes(5))),
        });

    internal async Task<Audit> GetAsync(int i) => (await Validator.GetAuditAsync(
        new GetAuditRequest { Participant = NameOf(i), Envelope = Access(i) })).Audit;

    internal static byte[] TagsOf(AuditedRecords records)
    {
        byte[] tags = new byte[records.Tags.Size * 32];
        records.Tags.CopyTags(0, tags);
        return tags;
    }

    /// <summary>Sends chunks of tags as they are.</summary>
    internal async Task<Audit> SendTagsAsync(int i, params byte[][] chunks)
    {
        using var call = Validator.SubmitTags(cancellationToken: Limit);
        for (int n = 0; n < chunks.Length; n++)
        {
            var message = new SubmitTagsRequest { Tags = ByteString.CopyFrom(chunks[n]) };
            if (n == 0)
            {
                message.Participant = NameOf(i);
                message.Envelope = Access(i);
            }

            await call.RequestStream.WriteAsync(message);
        }

        await call.RequestStream.CompleteAsync();
        return (await call.ResponseAsync).Audit;
    }

    /// <summary>Waits for a public event of the market.</summary>
    internal async Task<WatchMarketResponse> SeeAsync(WatchMarketResponse.EventOneofCase kind)
    {
        await foreach (MarketUpdate next in Client.WatchMarketAsync(Market, null, Operator, Limit))
        {
            if (next.Message!.EventCase == kind)
            {
                return next.Message;
            }
        }

        throw new InvalidOperationException($"The market ended without {kind}.");
    }

    /// <summary>Turns the clock and waits until the market has refused a commitment.</summary>
    internal async Task<WatchMarketResponse> SeeRefusalAfterAsync(TimeSpan time)
    {
        Server.Time.Advance(time);
        return await SeeAsync(WatchMarketResponse.EventOneofCase.CommitmentRefused);
    }

    internal async Task<ParticipantPhase> PhaseOfAsync(int i) => (await Server.Markets.GetCommitmentAsync(
        new GetCommitmentRequest
        {
            Participant = NameOf(i),
            Envelope = Operator.SignMessage(AccessPayloads.ReadMarket(Market, Server.Time.GetUtcNow())),
        })).Phase;

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
        Operator.Dispose();
        foreach (SigningKey key in Keys)
        {
            key.Dispose();
        }

        _limit.Dispose();
    }

    /// <summary>Another client, as another process of a participant has one.</summary>
    internal CandorClient NewClient() => new(new CandorClientOptions
    {
        Address = new Uri(Server.App.Urls.Single()),
        InitialBackoff = TimeSpan.FromMilliseconds(5),
        MaxBackoff = TimeSpan.FromMilliseconds(50),
        MaxAttempts = 100,
        TimeProvider = new ClientClock(Server.Time),
    });

    private void Connect()
    {
        Platform = (FlakyPlatform)Server.App.Services.GetRequiredService<IMarketPlatform>();
        Client = NewClient();
    }

    private async Task CreateMarketAsync(Action<MarketDefinition>? change, int participants)
    {
        ValidatorInfo hosted = await Client.GetValidatorAsync(cancellationToken: Limit);
        MarketDefinition definition = Define(hosted, participants);
        change?.Invoke(definition);
        _isChained = definition.Version >= 2;
        MarketInfo market = await OperatorHandle.CreateMarketAsync(new(definition), Limit);
        Digest = market.Message!.DefinitionDigest;
    }

    private static ByteString PredecessorOf(JoinReceipt joined)
    {
        var before = (Candor.Market.Events.ParticipantJoined)Candor.Market.Events.EventCodec.Decode(
            joined.Transcript.Entry.Span);
        return ByteString.CopyFrom(before.Envelope.BodyDigest());
    }

    private MarketDefinition Define(ValidatorInfo hosted, int participants)
    {
        var linear = new Valuation.Types.LinearExternalities();
        linear.Entries.AddRange(Enumerable.Range(0, participants)
            .Select(i => new Valuation.Types.Entry { Row = (uint)i, Column = (uint)i, Alpha = 1 }));
        return new MarketDefinition
        {
            DisplayName = "Hospitals",
            Operator = new Operator { Id = "registry", PublicKey = ByteString.FromBase64(Operator.PublicKey) },
            RecordsPerUnit = 10,
            Quality = new QualityCurve { Sigmoid = new QualityCurve.Types.Sigmoid() },
            Valuation = new Valuation { Linear = linear },
            Allocation = AllocationRule.Efficient,
            Payment = PaymentRule.Mep,
            OptOut = OptOutRule.Everyone,
            Currency = "EUR",
            CommitmentDeadline = Timestamp.FromDateTimeOffset(Server.Time.GetUtcNow().AddDays(7)),
            ReportDeadline = Timestamp.FromDateTimeOffset(Server.Time.GetUtcNow().AddDays(14)),
            Roster =
            {
                Enumerable.Range(0, participants).Select(i => new Participant
                {
                    Id = IdOf(i),
                    DisplayName = IdOf(i),
                    PublicKey = ByteString.FromBase64(Keys[i].PublicKey),
                }),
            },
            Validation = new V1.Validation
            {
                Records = new V1.RecordFormat
                {
                    Columns =
                    {
                        new RecordColumn { Name = "id", Integer = new RecordColumn.Types.Integer { Minimum = 0 } },
                    },
                },
                Validators =
                {
                    new V1.Validator { Id = hosted.Id, PublicKey = ByteString.FromBase64(hosted.PublicKey) },
                },
                Audit = new AuditPolicy { BadSharePerMillion = 200_000, SecurityBits = 20, AnswerSeconds = 600 },
            },
        };
    }
}
