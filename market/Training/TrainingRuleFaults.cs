using System.Globalization;
using Candor.Commitments.Projections;
using Candor.Mechanism;
using Candor.Mechanism.Allocations;
using Candor.Training.Features;
using Candor.Training.Sums;

namespace Candor.Market.Training;

/// <summary>What is wrong with training's numbers, each by itself and with the rest of the definition.</summary>
internal static class TrainingRuleFaults
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_leastAnswer = TimeSpan.FromSeconds(TrainingRules.LeastAnswerSeconds);
    private static readonly TimeSpan s_mostAnswer = TimeSpan.FromSeconds(TrainingRules.MostAnswerSeconds);
    private static readonly TimeSpan s_leastRetention = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_mostRetention = TimeSpan.FromDays(TrainingRules.MostRetentionDays);

    /// <summary>How many records the contributors other than the largest must hold together: twice the entries of φ, since
    /// from sums of fewer records can be found again.</summary>
    /// <param name="dimension">p, the entries of φ.</param>
    internal static long RecordsToHide(int dimension) => 2L * dimension;

    /// <summary>Adds what is wrong.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="setting">The rest of the definition.</param>
    /// <param name="columns">The entries of φ without ramps.</param>
    /// <param name="faults">Receives the faults.</param>
    internal static void Add(TrainingRules rules, TrainingSetting setting, int columns, List<DefinitionFault> faults)
    {
        AddMap(rules, columns, faults);
        AddContributors(rules, setting, faults);
        AddProjections(rules, setting.IsAudited, faults);
        AddSums(setting, columns + Math.Max(0, (long)rules.Ramps), faults);
        AddTime("training.answerSeconds", "seconds", s_second, rules.AnswerTime, s_leastAnswer, s_mostAnswer, faults);
        AddTime("training.retentionDays", "days", s_leastRetention, rules.Retention, s_leastRetention, s_mostRetention, faults);
        if (!setting.IsBestOrNothing && setting.Allocation is not (IBestOrNothingAllocation or CornerAllocation))
        {
            faults.Add(new DefinitionFault(
                "allocation",
                "a rule that can give a quality between nothing and the best",
                "a rule that gives the best or nothing, since training makes one model, which a participant is given or not"));
        }
    }

    private static void AddMap(TrainingRules rules, int columns, List<DefinitionFault> faults)
    {
        if (rules.Seed.Length != FeatureMap.SeedBytes)
        {
            faults.Add(new DefinitionFault(
                "training.map.seed", $"{rules.Seed.Length} bytes", $"{FeatureMap.SeedBytes} bytes"));
        }

        if (rules.Ramps < 0)
        {
            faults.Add(new DefinitionFault("training.map.ramps", Say(rules.Ramps), "0 or more"));
        }
        else if ((long)columns + rules.Ramps > FeatureMap.MaxDimension)
        {
            faults.Add(new DefinitionFault(
                "training.map",
                $"{columns} entries of the features and {rules.Ramps} ramps",
                $"at most {FeatureMap.MaxDimension} together"));
        }
    }

    private static void AddContributors(TrainingRules rules, TrainingSetting setting, List<DefinitionFault> faults)
    {
        const int Fewest = TrainingRequirement.FewestContributors;
        if (setting.Participants < Fewest)
        {
            faults.Add(new DefinitionFault(
                "roster",
                $"{setting.Participants} participants",
                $"{Fewest} participants or more, since of two each would learn the other's part"));
        }

        int most = Math.Max(Fewest, setting.Participants);
        if (rules.MinContributors < Fewest || rules.MinContributors > most)
        {
            faults.Add(new DefinitionFault(
                "training.minContributors", Say(rules.MinContributors), $"a whole number from {Fewest} to {most}"));
        }
    }

    private static void AddProjections(TrainingRules rules, bool isAudited, List<DefinitionFault> faults)
    {
        const string OnlyAudited = "nothing, since nobody audits this market";
        if (rules.Projections is { } projections)
        {
            if (!isAudited)
            {
                faults.Add(new DefinitionFault("training.projections", Say(projections), OnlyAudited));
            }
            else if (projections is < 2 or > ProjectionPolicy.MaximumPerBlock || projections % 2 != 0)
            {
                faults.Add(new DefinitionFault(
                    "training.projections", Say(projections), $"an even number from 2 to {ProjectionPolicy.MaximumPerBlock}"));
            }
        }

        if (rules.ZThousandths is { } z)
        {
            if (!isAudited)
            {
                faults.Add(new DefinitionFault("training.zThousandths", Say(z), OnlyAudited));
            }
            else if (z is < 1 or > ProjectionPolicy.MaximumZThousandths)
            {
                faults.Add(new DefinitionFault(
                    "training.zThousandths", Say(z), $"a whole number from 1 to {ProjectionPolicy.MaximumZThousandths}"));
            }
        }
    }

    private static void AddSums(TrainingSetting setting, long dimension, List<DefinitionFault> faults)
    {
        string path = setting.IsAudited ? "validation.maxRecords" : "training.maxRecords";
        Int128 all = (Int128)setting.Participants * setting.MostRecords;
        if (all > SufficientStatistics.MaxRecords)
        {
            faults.Add(new DefinitionFault(
                path,
                $"{setting.MostRecords} records for each of {setting.Participants} participants, {Say(all)} together",
                $"at most {SufficientStatistics.MaxRecords} together, so that sums stay within 62 bits"));
        }

        // A market that no reports can train would settle with nothing for anyone, whatever happens in it.
        Int128 besides = (Int128)(setting.Participants - 1) * setting.MostRecords;
        Int128 needed = 2 * (Int128)dimension;
        if (setting.Participants > 0 && besides < needed)
        {
            faults.Add(new DefinitionFault(
                path,
                $"{setting.MostRecords} records for each of {setting.Participants} participants, {Say(besides)} without one of them",
                $"at least {Say(needed)} without one, twice the {dimension} entries of the feature map, since fewer do not hide "
                + "a record"));
        }
    }

    private static void AddTime(
        string path, string unit, TimeSpan one, TimeSpan time, TimeSpan least, TimeSpan most, List<DefinitionFault> faults)
    {
        if (time < least || time > most || time.Ticks % one.Ticks != 0)
        {
            faults.Add(new DefinitionFault(
                path, $"{Say(time / one)} {unit}", $"whole {unit}, from {Say(least / one)} to {Say(most / one)}"));
        }
    }

    private static string Say<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
