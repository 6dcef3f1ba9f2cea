using Candor.Hosting.Errors;
using Candor.Hosting.Storage;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Validator;
using Candor.Wire.Answers;
using Candor.Wire.Names;

namespace Candor.Platform.Markets;

/// <summary>The markets of this process, for the validator that this server hosts.</summary>
internal sealed class HostedMarketPlatform(MarketRegistry registry, Verdicts verdicts) : IMarketPlatform
{
    /// <inheritdoc/>
    public Task<PlatformMarket> GetMarketAsync(string market, CancellationToken cancellationToken) => AskAsync(
        market,
        static hosted => Task.FromResult(new PlatformMarket(
            hosted.View.State!.Created.Envelope,
            hosted.View.State!.Phase is Market.MarketPhase.Open or Market.MarketPhase.Training)),
        cancellationToken);

    /// <inheritdoc/>
    public Task<PlatformCommitment> GetCommitmentAsync(string participant, CancellationToken cancellationToken) =>
        AskOfAsync(
            participant,
            static (hosted, index) => Task.FromResult(ToCommitment(hosted.View.State!, index)),
            cancellationToken);

    /// <inheritdoc/>
    public Task<PlatformStatistics> GetStatisticsAsync(string participant, CancellationToken cancellationToken) =>
        AskOfAsync(
            participant,
            (hosted, index) => SignedStatistics.FindAsync(hosted, index, cancellationToken),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<ulong> DeliverAsync(string market, SignedEnvelope verdict, CancellationToken cancellationToken)
    {
        try
        {
            return (await verdicts.SubmitAsync(market, verdict, cancellationToken).ConfigureAwait(false)).Event;
        }
        catch (CallRejectedException rejected)
        {
            throw new MarketPlatformException(rejected.Reason, rejected.Message, rejected);
        }
        catch (StoreUnavailableException unavailable)
        {
            throw new MarketPlatformException(
                ErrorReason.StorageUnavailable, unavailable.Message, unavailable);
        }
    }

    private static PlatformCommitment ToCommitment(Market.MarketState state, int index)
    {
        Market.ParticipantState participant = state.Participants[index];
        return new PlatformCommitment(
            participant.Commitment?.Envelope,
            (ulong)(participant.Commitment?.Event ?? 0),
            Phases.ToMessage(state.Phase, participant.Phase));
    }

    private Task<T> AskOfAsync<T>(
        string participant, Func<HostedMarket, int, Task<T>> answer, CancellationToken cancellationToken)
    {
        ParticipantName name = ParticipantName.TryParse(participant, out ParticipantName? parsed)
            ? parsed
            : throw new ArgumentException($"'{participant}' is not a participant's name.", nameof(participant));
        return AskAsync(
            name.Market,
            hosted => hosted.View.State!.Definition.TryFind(name.Id, out int index)
                ? answer(hosted, index)
                : throw new MarketPlatformException(
                    ErrorReason.ParticipantNotFound,
                    $"The roster of {name.Market} has no participant '{name.Id}'."),
            cancellationToken);
    }

    private async Task<T> AskAsync<T>(
        string market, Func<HostedMarket, Task<T>> answer, CancellationToken cancellationToken)
    {
        try
        {
            using MarketRegistry.Lease lease = await registry.RentExistingAsync(market, cancellationToken)
                .ConfigureAwait(false);
            return await answer(lease.Market).ConfigureAwait(false);
        }
        catch (CallRejectedException rejected)
        {
            throw new MarketPlatformException(rejected.Reason, rejected.Message, rejected);
        }
        catch (StoreUnavailableException unavailable)
        {
            throw new MarketPlatformException(
                ErrorReason.StorageUnavailable, unavailable.Message, unavailable);
        }
    }
}
