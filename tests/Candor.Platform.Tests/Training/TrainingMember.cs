using System.Security.Cryptography;
using Candor.Market;
using Candor.Market.Contributions;
using Candor.Server.Testing;
using Candor.Simulation.Setup;
using Candor.Simulation.Training;
using Candor.V1;
using Candor.Wire.Commands;
using Candor.Wire.Names;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using SigningKey = Candor.Server.Testing.SigningKey;

namespace Candor.Platform.Tests.Training;

/// <summary>A member that does what an honest client does, step by step, over the wire. Each message can be had before it is
/// sent, so that a test can spoil it.</summary>
internal sealed class TrainingMember(TrainingSetting setting, int place)
{
    private readonly RandomNumberGenerator _rng = RandomNumberGenerator.Create();
    private int _requests;
    private uint _records;

    internal string Name => ParticipantName.Of(setting.Owner.Name, MarketOwner.CompanyId(place));

    internal SigningKey Key => setting.Owner.CompanyKeys[place];

    internal ContributorState State { get; private set; } = null!;

    /// <summary>The message that was sent last.</summary>
    internal SubmitContributionRequest Last { get; private set; } = null!;

    /// <summary>How it behaves; a cheater sends something else than its client makes.</summary>
    internal TrainingConduct Conduct { get; set; } = TrainingConduct.Honest;

    /// <summary>Sees what it receives; null for nobody.</summary>
    internal Func<ChannelBase, ChannelBase>? Tap { get; set; }

    /// <summary>Through what it speaks with the server, which may have started again.</summary>
    internal ChannelBase Channel => Tap?.Invoke(setting.Server.Channel) ?? setting.Server.Channel;

    private Company Company => setting.Owner.Company(place, Channel);

    private TrainingService.TrainingServiceClient Training => new(Channel);

    /// <summary>Joins, commits, gives its mask key and reports.</summary>
    internal async Task ReportAsync(uint records)
    {
        _records = records;
        Company company = Company;
        JoinMarketPayload join = company.JoinPayload(NewRequestId());
        join.Predecessor = await PredecessorAsync();
        await company.Client.JoinMarketAsync(company.Request(join));
        SubmitCommitmentPayload commitment = company.CommitmentPayload(records, NewRequestId());
        commitment.Predecessor = await PredecessorAsync();
        company.Committed = await company.Client.SubmitCommitmentAsync(company.Request(commitment));
        State = ContributorState.Create(ContributorState.TermsOf(await setting.StateAsync(), place), _rng);
        await AnswerAsync();
        SubmitReportPayload report = company.ReportPayload(records, NewRequestId());
        report.Predecessor = await PredecessorAsync();
        await company.Client.SubmitReportAsync(company.Request(report));
    }

    /// <summary>Answers the step that is on.</summary>
    internal async Task<SubmitContributionResponse> AnswerAsync()
    {
        SendContribution turn = await NextAsync();
        foreach (ContributionUpload upload in turn.Uploads)
        {
            await UploadAsync(upload);
        }

        return await SendAsync(Request(turn.Claim, turn.Shares));
    }

    /// <summary>Does what its conduct makes of the step that is on; nothing where it has nothing to send.</summary>
    internal async Task ActAsync()
    {
        ContributorState before = State;
        if (await TryNextAsync() is not { } turn)
        {
            return;
        }

        MarketState market = await setting.StateAsync();
        foreach (SendContribution message in Conduct.Send(CheaterAt(market), market, before, turn).ToList())
        {
            State = message.State;
            foreach (ContributionUpload upload in message.Uploads)
            {
                await UploadAsync(upload);
            }

            await SendAsync(Request(
                message.Claim with { Predecessor = (await PredecessorAsync()).Memory }, message.Shares));
        }
    }

    /// <summary>Publishes points of which one is not that of its masks.</summary>
    internal async Task PublishOtherPointsAsync()
    {
        var points = (PointsClaim)(await NextAsync()).Claim;
        byte[] other = points.Points.ToArray();
        other.AsSpan(32, 32).CopyTo(other);
        await SendAsync(Request(points with { Points = other }));
    }

    /// <summary>What it would answer.</summary>
    internal async Task<SendContribution> NextAsync() => await TryNextAsync()
        ?? throw new InvalidOperationException($"Member {place} has nothing to send.");

    private async Task<SendContribution?> TryNextAsync()
    {
        MarketState market = await setting.StateAsync();
        Dictionary<int, ReadOnlyMemory<byte>>? shares = null;
        Candor.Training.Sums.SufficientStatistics? own = null;
        while (true)
        {
            ContributorTurn turn = ContributorClient.Next(market, State, own, shares, _rng);
            State = turn.State;
            switch (turn)
            {
                case SendContribution send:
                    return send;
                case AskAgain { Need: ContributorNeed.Statistics }:
                    own = setting.StatisticsOf(market, place, _records);
                    break;
                case AskAgain ask:
                    shares = await ReadSharesAsync(market, ask.Epoch);
                    break;
                case RefuseStep refused:
                    throw new InvalidOperationException($"Member {place} refuses to answer: {refused.Refusal}.");
                default:
                    return null;
            }
        }
    }

    /// <summary>Signs a claim.</summary>
    internal SubmitContributionRequest Request(ContributionClaim claim, ReadOnlyMemory<byte> shares = default) => new()
    {
        Participant = Name,
        Envelope = Key.Sign(ContributionPayloads.ToPayload(
            setting.Owner.Name, claim.RequestId.Length > 0 ? claim : claim with { RequestId = NewRequestId() })),
        Shares = ByteString.CopyFrom(shares.Span),
    };

    internal async Task<SubmitContributionResponse> SendAsync(SubmitContributionRequest request)
    {
        Last = request;
        return await Training.SubmitContributionAsync(request);
    }

    /// <summary>Uploads all of a part, or what is left of it.</summary>
    internal Task<UploadContributionResponse> UploadAsync(ContributionUpload upload, int offset = 0, int chunk = 64) =>
        UploadAsync((V1.ContributionPart)upload.Part, upload.Digest, upload.Bytes, offset, chunk);

    internal async Task<UploadContributionResponse> UploadAsync(
        V1.ContributionPart part,
        ReadOnlyMemory<byte> digest,
        ReadOnlyMemory<byte> bytes,
        int offset = 0,
        int chunk = 64)
    {
        using var call = Training.UploadContribution();
        try
        {
            await call.RequestStream.WriteAsync(First(part, digest, offset, bytes[offset..Math.Min(bytes.Length, offset + chunk)]));
            for (int at = offset + chunk; at < bytes.Length; at += chunk)
            {
                await call.RequestStream.WriteAsync(new UploadContributionRequest
                {
                    Content = ByteString.CopyFrom(bytes.Span[at..Math.Min(bytes.Length, at + chunk)]),
                });
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The server has answered already: what it says is in the response.
        }

        return await call;
    }

    internal UploadContributionRequest First(
        V1.ContributionPart part, ReadOnlyMemory<byte> digest, int offset, ReadOnlyMemory<byte> content) => new()
        {
            Participant = Name,
            Envelope = Access(),
            Part = part,
            Digest = ByteString.CopyFrom(digest.Span),
            Offset = (ulong)offset,
            Content = ByteString.CopyFrom(content.Span),
        };

    internal async Task<GetUploadResponse> FindAsync(V1.ContributionPart part, ReadOnlyMemory<byte> digest) =>
        await Training.GetUploadAsync(new GetUploadRequest
        {
            Participant = Name,
            Envelope = Access(),
            Part = part,
            Digest = ByteString.CopyFrom(digest.Span),
        });

    /// <summary>Waits until so much of an upload is there.</summary>
    internal async Task<GetUploadResponse> WaitForUploadAsync(ContributionUpload upload, ulong received)
    {
        using CancellationTokenSource limit = Patience.Start();
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            GetUploadResponse found = await FindAsync((V1.ContributionPart)upload.Part, upload.Digest);
            if (found.Received >= received)
            {
                return found;
            }
        }
    }

    /// <summary>Receives the model.</summary>
    internal async Task<(byte[] Salt, byte[] File)> GetModelAsync()
    {
        using var call = Training.GetModel(new GetModelRequest { Participant = Name, Envelope = Access() });
        List<GetModelResponse> parts = await call.ResponseStream.ReadAllAsync().ToListAsync();
        byte[] file = [.. parts.SelectMany(part => part.Content)];
        Assert.Equal((ulong)file.Length, parts[0].Size);
        return (parts[0].Salt.ToByteArray(), file);
    }

    internal async Task<List<ReadSharesResponse>> ReadSharesAsync(ulong epoch)
    {
        using var call = Training.ReadShares(
            new ReadSharesRequest { Participant = Name, Envelope = Access(), Epoch = epoch });
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }

    internal Envelope Access() => Key.Sign(new WatchAssignmentPayload
    {
        Participant = Name,
        DefinitionDigest = setting.Owner.Digest,
        ExpireTime = Timestamp.FromDateTimeOffset(setting.Server.Time.GetUtcNow().AddMinutes(4)),
    });

    internal async Task<ByteString> PredecessorAsync() =>
        ByteString.CopyFrom((await setting.StateAsync()).PredecessorOf(place).Span);

    internal string NewRequestId() => $"t{place}-{Interlocked.Increment(ref _requests)}";

    // What the simulation's cheaters look at: the place, the records and randomness.
    private Simulation.Training.TrainingMember CheaterAt(MarketState market) => new(
        market,
        place,
        Client.SigningKey.Create(),
        [.. setting.RecordsOf(place, _records).Select(TrainingSetting.Encode)],
        new SimulationRandom(7, Name),
        Conduct);

    private async Task<Dictionary<int, ReadOnlyMemory<byte>>> ReadSharesAsync(MarketState market, ulong epoch) =>
        (await ReadSharesAsync(epoch)).ToDictionary(
            one => market.PlaceOf(one.Dealer), one => (ReadOnlyMemory<byte>)one.Shares.ToByteArray());
}
