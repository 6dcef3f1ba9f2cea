using Candor.Market;
using Candor.Platform.Tests.Transcripts;
using Candor.Server.Testing;
using Candor.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ContributionPart = Candor.V1.ContributionPart;

namespace Candor.Platform.Tests.Training;

/// <summary>A member that makes every call that reads, whether it is answered or refused, about itself and about each
/// other.</summary>
internal sealed class EverythingReader(TrainingSetting setting, int place, ChannelBase channel)
{
    private readonly MarketService.MarketServiceClient _markets = new(channel);
    private readonly ParticipantService.ParticipantServiceClient _participants = new(channel);
    private readonly TranscriptService.TranscriptServiceClient _transcripts = new(channel);
    private readonly TrainingService.TrainingServiceClient _training = new(channel);
    private readonly ValidatorService.ValidatorServiceClient _validators = new(channel);

    private TrainingMember Me => setting.All[place];

    private string Market => setting.Owner.Name;

    /// <summary>Makes each call that answers at once.</summary>
    internal async Task ReadAsync()
    {
        Envelope reading = TranscriptReading.Request(setting.Owner, Me.Key).Envelope;
        ListEntriesResponse entries = await _transcripts.ListEntriesAsync(
            new ListEntriesRequest { Name = Market, Envelope = reading, PageSize = 1000 });
        var size = (ulong)entries.Entries.Count;
        await TryAsync(_transcripts.GetCheckpointAsync(new GetCheckpointRequest { Name = Market, Envelope = reading }));
        await TryAsync(_transcripts.GetLogKeyAsync(new GetLogKeyRequest()));
        await TryAsync(_transcripts.ProveConsistencyAsync(
            new ProveConsistencyRequest { Name = Market, FirstSize = 1, SecondSize = size, Envelope = reading }));
        for (ulong index = 0; index < size; index++)
        {
            await TryAsync(_transcripts.ProveInclusionAsync(
                new ProveInclusionRequest { Name = Market, Index = index, Size = size, Envelope = reading }));
        }

        await TryAsync(_markets.GetMarketAsync(new GetMarketRequest { Name = Market, Envelope = reading }));
        await TryAsync(_markets.ListMarketsAsync(new ListMarketsRequest()));
        await TryAsync(_validators.GetValidatorAsync(new GetValidatorRequest()));
        foreach (TrainingMember member in setting.All)
        {
            await TryAsync(_markets.GetCommitmentAsync(
                new GetCommitmentRequest { Participant = member.Name, Envelope = reading }));
            await TryAsync(_markets.GetStatisticsAsync(
                new GetStatisticsRequest { Participant = member.Name, Envelope = ReadMarket() }));
            await TryAsync(_participants.GetLastMessageAsync(
                new GetLastMessageRequest { Participant = member.Name, Envelope = Me.Access() }));
            await TryAsync(_training.GetModel(
                new GetModelRequest { Participant = member.Name, Envelope = Me.Access() }));
        }

        foreach (ulong epoch in (ulong[])[1, 2])
        {
            await TryAsync(_training.ReadShares(
                new ReadSharesRequest { Participant = Me.Name, Envelope = Me.Access(), Epoch = epoch }));
        }

        await ReadUploadsAsync();
    }

    private Envelope ReadMarket() => Me.Key.Sign(new ReadMarketPayload
    {
        Market = Market,
        ExpireTime = Timestamp.FromDateTimeOffset(setting.Server.Time.GetUtcNow().AddMinutes(4)),
    });

    /// <summary>Reads the streams that end with the market.</summary>
    internal async Task ReadToTheEndAsync()
    {
        await TryAsync(_markets.WatchMarket(new WatchMarketRequest
        {
            Name = Market,
            Envelope = TranscriptReading.Request(setting.Owner, Me.Key).Envelope,
        }));
        foreach (TrainingMember member in setting.All)
        {
            await TryAsync(_participants.WatchAssignment(
                new WatchAssignmentRequest { Participant = member.Name, Envelope = Me.Access() }));
        }
    }

    // By the digests of others that the log names.
    private async Task ReadUploadsAsync()
    {
        MarketState state = await setting.StateAsync();
        foreach ((ContributionPart part, ReadOnlyMemory<byte> digest) in state.Training!.Statistics.Values
            .Select(static one => (ContributionPart.Commitments, one.Digest))
            .Concat(state.Training.Masks.Values.SelectMany(
                static one => ((ContributionPart, ReadOnlyMemory<byte>)[])
                [
                    (ContributionPart.Values, one.ValuesDigest),
                    (ContributionPart.Blindings, one.BlindingsDigest),
                    (ContributionPart.Shares, one.SharesDigest),
                ])))
        {
            await TryAsync(_training.GetUploadAsync(new GetUploadRequest
            {
                Participant = Me.Name,
                Envelope = Me.Access(),
                Part = part,
                Digest = ByteString.CopyFrom(digest.Span),
            }));
        }
    }

    private static async Task TryAsync<T>(AsyncUnaryCall<T> call)
    {
        using (call)
        {
            try
            {
                await call;
            }
            catch (RpcException)
            {
                // Refused: that, too, is received.
            }
        }
    }

    private static async Task TryAsync<T>(AsyncServerStreamingCall<T> call)
    {
        using (call)
        {
            try
            {
                await call.ToListAsync();
            }
            catch (RpcException)
            {
                // Refused: that, too, is received.
            }
        }
    }
}
