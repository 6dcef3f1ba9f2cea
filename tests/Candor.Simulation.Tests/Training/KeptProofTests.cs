using Candor.Commitments.Contributions;
using Candor.Market.Contributions;
using Candor.Market.Training;
using Candor.Simulation.Training;
using Candor.Simulation.Training.Cheaters;
using Candor.Training.Sums;

namespace Candor.Simulation.Tests.Training;

/// <summary>A member holds a verdict on its statistics to the proof that it gave.</summary>
[Collection(TrainingTestGroup.Name)]
[Trait("Category", "Slow")]
public sealed class KeptProofTests(TrainingBasesFixture fixture)
{
    private const int Member = 1;

    [Fact]
    public void VerifyKept_ProofsOfAllKinds_SaysWhatTheyShow()
    {
        TrainingMarket market = fixture.Bases.Reported.Fork(Member, TrainingConduct.Honest);
        market.Run(TrainingStep.Nearness);
        ProjectionsQuestion question = market.Validator.Ask(market.State, Member);
        TrainingMember member = market.Members[Member];
        var answered = (SendNearness)ContributorClient.AnswerProjections(
            market.State, member.ReadDisk(market.State), member.Sum(), question, member.Audit!, member.Random);

        Assert.Equal(KeptProof.Holds, Verify(member.Sum(), question, answered.Proof));
        Assert.Equal(KeptProof.Fails, Verify(member.Sum(), question, answered.Proof[..^1]));
        Assert.Equal(KeptProof.Fails, Verify(member.Sum(), question, default));
        Assert.Equal(KeptProof.Fails, Verify(member.Sum(), question with { Records = question.Records - 1 }, answered.Proof));
        Assert.Equal(KeptProof.Fails, Verify(member.Sum(), question with { Seed = new byte[32] }, answered.Proof));
        Assert.Equal(KeptProof.Fails, Verify(member.Sum(), question with { Bounds = default }, answered.Proof));
        Assert.Equal(KeptProof.OtherRecords, Verify(FalseStatistics.Scaled.Sum(member), question, answered.Proof));

        KeptProof Verify(SufficientStatistics own, ProjectionsQuestion asked, ReadOnlyMemory<byte> proof)
        {
            KeptProof shows = ContributorClient.VerifyKept(
                market.State, answered.State, own, asked, proof, out StatisticsCommitments? commitments);
            Assert.Equal(shows == KeptProof.OtherRecords, commitments is null);
            return shows;
        }
    }

    [Fact]
    public void VerifyKept_AfterTheReportFell_StillHolds()
    {
        TrainingMarket market = fixture.Bases.Reported.Fork(Member, new MalformedProof());
        market.Run(TrainingStep.Nearness);
        ProjectionsQuestion question = market.Validator.Ask(market.State, Member);
        market.Run(TrainingStep.Mask);
        TrainingMember member = market.Members[Member];
        ContributorState state = member.ReadDisk(market.State);
        Assert.Equal(FallCause.NotNear, market.Training.State.Fallen[Member]);
        Assert.False(market.Training.Verdicts[Member].Near);
        Assert.All(market.Training.State.Members.Keys, place => Assert.True(market.Training.Verdicts[place].Near));

        // Its client made a proof that holds, and kept it; what was signed and sent was another, and judged.
        KeptProof shows = ContributorClient.VerifyKept(
            market.State, state, member.Sum(), question, state.Nearness, out _);

        Assert.Equal(KeptProof.Holds, shows);
        Assert.False(market.Training.State.HasMasked(Member));
        Assert.False(market.Training.State.HasMasked(0));
        market.Run(TrainingStep.Unmask);
        Assert.False(market.Training.State.HasMasked(Member));
        Assert.True(market.Training.State.HasMasked(0));
    }
}
