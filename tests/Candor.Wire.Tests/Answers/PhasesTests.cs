using Candor.Market;
using Candor.Market.Audits;
using Candor.Market.Events;
using Candor.Market.Training;
using Candor.Wire.Answers;

namespace Candor.Wire.Tests.Answers;

public sealed class PhasesTests
{
    [Fact]
    public void MarketPhases_Each_HasItsName() => HaveTheirNames<MarketPhase, V1.MarketPhase>(Phases.ToMessage);

    [Fact]
    public void AuditPhases_Each_HasItsName() => HaveTheirNames<AuditPhase, V1.AuditPhase>(Phases.ToMessage);

    [Fact]
    public void SettlementCauses_Each_HasItsName() =>
        HaveTheirNames<SettlementCause, V1.SettlementCause>(Phases.ToMessage);

    [Fact]
    public void AuditRefusals_Each_HasItsNameBothWays()
    {
        foreach (AuditRefusal refusal in Enum.GetValues<AuditRefusal>())
        {
            Assert.Equal(refusal.ToString(), Phases.ToMessage(refusal).ToString());
            Assert.Equal(refusal, Phases.FromMessage(Phases.ToMessage(refusal)));
        }

        Assert.Equal(Enum.GetValues<AuditRefusal>().Length, Enum.GetValues<V1.AuditRefusal>().Length);
    }

    [Fact]
    public void ParticipantPhases_Each_HasItsNameUntilTheMarketsEnd()
    {
        foreach (ParticipantPhase phase in Enum.GetValues<ParticipantPhase>())
        {
            Assert.Equal(phase.ToString(), Phases.ToMessage(MarketPhase.Open, phase).ToString());
            Assert.Equal(V1.ParticipantPhase.Cancelled, Phases.ToMessage(MarketPhase.Cancelled, phase));
            Assert.Equal(
                phase == ParticipantPhase.Reported ? V1.ParticipantPhase.Assigned : V1.ParticipantPhase.Out,
                Phases.ToMessage(MarketPhase.Settled, phase));
            Assert.Equal(
                phase == ParticipantPhase.Reported ? "Contributing" : phase.ToString(),
                Phases.ToMessage(MarketPhase.Training, phase).ToString());
        }

        // All but the unspecified one, and what the market's training and its end make of them.
        Assert.Equal(
            Enum.GetValues<V1.ParticipantPhase>().Length, Enum.GetValues<ParticipantPhase>().Length + 1 + 4);
    }

    [Fact]
    public void StepsFallsAndEndsOfTraining_Each_HaveTheirNamesAndNumbers()
    {
        SameNames<TrainingStep, V1.TrainingStep>(Phases.ToMessage);
        SameNames<FallCause, V1.FallCause>(Phases.ToMessage);
        Assert.Equal(
            [
                V1.TrainingResult.Trained,
                V1.TrainingResult.NotTrainable,
                V1.TrainingResult.SharesMissing,
                V1.TrainingResult.RepairBroken,
                V1.TrainingResult.PlatformFailed,
            ],
            Enum.GetValues<TrainingEnd>().Select(static end => Phases.ToMessage(end)));
        Assert.Equal(V1.TrainingResult.Unspecified, Phases.ToMessage((TrainingEnd?)null));
    }

    // The wire may have one value more, for what is not set.
    private static void SameNames<TDomain, TMessage>(Func<TDomain, TMessage> map)
        where TDomain : struct, Enum
        where TMessage : struct, Enum
    {
        Assert.All(Enum.GetValues<TDomain>(), value => Assert.Equal(value.ToString(), map(value).ToString()));
        Assert.Equal(
            Enum.GetNames<TDomain>(), Enum.GetNames<TMessage>().Where(static name => name != "Unspecified"));
    }

    private static void HaveTheirNames<TDomain, TMessage>(Func<TDomain, TMessage> map)
        where TDomain : struct, Enum
        where TMessage : struct, Enum
    {
        // An unspecified value is never a market's own.
        TDomain[] values = [.. Enum.GetValues<TDomain>().Where(value => value.ToString() != "Unspecified")];
        foreach (TDomain value in values)
        {
            Assert.Equal(value.ToString(), map(value).ToString());
        }

        Assert.Equal(Enum.GetValues<TMessage>().Length, values.Length + 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => map((TDomain)Enum.ToObject(typeof(TDomain), 99)));
    }
}
