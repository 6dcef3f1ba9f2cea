using System.Security.Cryptography;
using Candor.Commitments.Group;
using Candor.Commitments.Masks;
using Candor.Market;
using Candor.Market.Contributions;
using Candor.Market.Events;

namespace Candor.Simulation.Training.Cheaters;

/// <summary>Sends other points, complaints or a context than its client makes.</summary>
/// <param name="alters">Makes the claim that it signs.</param>
internal sealed class AlteredPoints(
    Func<TrainingMember, MarketState, ContributorState, PointsClaim, PointsClaim> alters) : TrainingConduct
{
    /// <summary>The point of a pair as that of its own masks.</summary>
    internal static AlteredPoints Self { get; } = new(static (member, market, _, claim) =>
    {
        int own = market.Training!.PositionOf(member.Place);
        byte[] points = claim.Points.ToArray();
        PointAt(points, own == 0 ? 1 : 0).CopyTo(PointAt(points, own));
        return claim with { Points = points };
    });

    /// <summary>The points of two pairs in each other's place, on one side of it, so that their sum stays what it was.</summary>
    internal static AlteredPoints Pair { get; } = new(static (member, market, _, claim) =>
    {
        int own = market.Training!.PositionOf(member.Place);
        (int first, int second) = own >= 2 ? (0, 1) : (own + 1, own + 2);
        byte[] points = claim.Points.ToArray();
        byte[] kept = PointAt(points, first).ToArray();
        PointAt(points, second).CopyTo(PointAt(points, first));
        kept.CopyTo(PointAt(points, second));
        return claim with { Points = points };
    });

    /// <summary>A complaint about a share that fits.</summary>
    internal static AlteredPoints Complaint { get; } = new(static (member, market, state, claim) =>
    {
        TrainingProgress training = market.Training!;
        int dealer = training.List!.Members.First(other => other.Place != member.Place).Place;
        byte[] opening = PairOpeningStatement.Open(
            training.Epoch!, training.PositionOf(member.Place), training.PositionOf(dealer), state.Key, member.Random);
        return claim with
        {
            Complaints = [new DealtShareComplaint(market.Definition.Roster[dealer].Id, opening)],
        };
    });

    /// <summary>A complaint with an opening of nothing.</summary>
    internal static AlteredPoints VoidComplaint { get; } = new(static (member, market, _, claim) => claim with
    {
        Complaints =
        [
            new DealtShareComplaint(
                market.Definition.Roster[market.Training!.List!.Members.First(other => other.Place != member.Place).Place].Id,
                new byte[PairOpeningStatement.Size]),
        ],
    });

    /// <summary>A context of other masks, as if it had been shown them.</summary>
    internal static AlteredPoints Context { get; } = new(static (_, _, _, claim) =>
        claim with { Context = SHA256.HashData("other masks"u8) });

    /// <inheritdoc/>
    internal override IEnumerable<SendContribution> Send(
        TrainingMember member, MarketState market, ContributorState before, SendContribution turn) =>
        turn.Claim is PointsClaim claim ? [turn with { Claim = alters(member, market, turn.State, claim) }] : [turn];

    private static Span<byte> PointAt(byte[] points, int position) =>
        points.AsSpan(position * RistrettoPoint.Size, RistrettoPoint.Size);
}
