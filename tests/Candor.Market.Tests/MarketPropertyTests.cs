using Candor.Commitments;
using Candor.Market.Commands;
using Candor.Market.Events;
using Candor.Market.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Market.Tests;

/// <summary>Laws that hold after any sequence of messages, sensible or not.</summary>
public sealed class MarketPropertyTests
{
    private const int Participants = 3;

    private static readonly Config s_fast = Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(24);

    // One step: who acts, what it does, with which number. Everything is allowed in any order.
    private static readonly Arbitrary<(int Who, int Action, uint Size)[]> s_steps =
        (from who in Gen.Choose(0, Participants - 1)
         from action in Gen.Choose(0, 19)
         from size in Gen.Choose(0, 6)
         select (who, action, (uint)size)).ArrayOf().ToArbitrary();

    [Fact]
    public void AnySequence_FoldedTwice_GivesTheSameState() => Prop
        .ForAll(s_steps, steps =>
        {
            TestMarket market = Play(steps);
            MarketState direct = market.State;
            MarketState folded = MarketState.Fold(market.Events)!;
            MarketState decoded = MarketState.Fold(
                market.Events.Select(e => EventCodec.Decode(EventCodec.Encode(e))))!;
            return Describe(direct) == Describe(folded) && Describe(direct) == Describe(decoded);
        })
        .Check(s_fast);

    [Fact]
    public void AnySequence_ReachingSettlement_CreditsNobodyAboveItsCommitment() => Prop
        .ForAll(s_steps, steps =>
        {
            TestMarket market = Play(steps);
            return Enumerable.Range(0, Participants).All(i =>
                market.State.Participants[i] is not { Records: { } records } participant
                || (records <= market.Openings[i].Value
                    && participant.Commitment!.Commitment.Equals(market.Openings[i].Commit())));
        })
        .Check(s_fast);

    [Fact]
    public void AnySequence_RefusedOrNot_NumbersItsEventsWithoutAGap() => Prop
        .ForAll(s_steps, steps =>
        {
            TestMarket market = Play(steps);
            return market.State.Version == market.Events.Count
                && market.Events.OfType<MarketSettled>().Count() + market.Events.OfType<MarketCancelled>().Count() <= 1;
        })
        .Check(s_fast);

    private static TestMarket Play((int Who, int Action, uint Size)[] steps)
    {
        var market = new TestMarket(Participants);
        foreach ((int who, int action, uint size) in steps)
        {
            Step(market, who, action, size);
        }

        return market;
    }

    private static void Step(TestMarket market, int who, int action, uint size)
    {
        switch (action)
        {
            case < 4:
                market.Send(market.Join(who));
                break;
            case < 10:
                CommitmentOpening? standing = market.Openings.GetValueOrDefault(who);
                Rejection? refused = market.TryCommit(market.CommitmentClaim(who, size), market.Keys[who]);
                if (refused is not null && standing is not null)
                {
                    market.Openings[who] = standing;
                }

                break;
            case < 17 when market.State.Participants[who].Commitment is not null:
                market.TryReport(market.ReportClaim(who, size), market.Keys[who]);
                break;
            case 17:
                market.Send(market.Settle());
                break;
            case 18:
                market.Send(market.Cancel());
                break;
            case 19:
                market.Send(new PassDeadline(market.State.Definition.ReportDeadline));
                break;
            default:
                var noCommitment = new ReportClaim($"p{who}", market.State.DefinitionDigest, size, 1, new byte[608]);
                Assert.NotNull(market.TryReport(noCommitment, market.Keys[who]));
                break;
        }
    }

    private static string Describe(MarketState state) => string.Join(
        '\n',
        state.Participants
            .Select(p => $"{p.Phase} {p.Records} {p.CommitmentCount} {p.Commitment?.Event} {p.Commitment?.Commitment} "
                + $"{(p.Commitment is { } c ? Convert.ToHexString(c.Nonce.Span) : "-")}")
            .Prepend($"{state.Name} {state.Phase} {state.Version} {state.ReportCount} {state.CancelReason} "
                + Convert.ToHexString(state.DefinitionDigest.Span))
            .Concat(state.Outcome?.Assignments.Select(a => a.ToString()) ?? []));
}
