using System.Diagnostics.CodeAnalysis;
using Candor.Commitments.Contributions;
using Candor.Commitments.Projections;
using Candor.Market.Records;
using Candor.Mechanism;
using Candor.Training.Features;
using Candor.Training.Sums;
using Candor.Training.Targets;
using Candor.Training.Tasks;

namespace Candor.Market.Training;

/// <summary>What follows from <see cref="TrainingRules"/> that hold in a market. Immutable and thread-safe.</summary>
public sealed class TrainingPlan
{
    private TrainingPlan(TrainingRules rules, TrainingSetting setting, LearningTask task)
    {
        Rules = rules;
        Task = task;
        Records = setting.Records;
        MostRecords = setting.MostRecords;
        var layout = new SumLayout(task);
        Shape = new StatisticsShape(layout.GramCount, layout.Count - layout.GramCount);
        Requirement = new TrainingRequirement(
            rules.MinContributors, TrainingRuleFaults.RecordsToHide(layout.Dimension), setting.RecordsPerUnit);
        Projections = setting.IsAudited
            ? new ProjectionPolicy
            {
                PerBlock = rules.Projections ?? ProjectionPolicy.MaximumPerBlock,
                ZThousandths = rules.ZThousandths ?? new ProjectionPolicy().ZThousandths,
            }
            : null;
        Examples = new ExampleReader(setting.Records, task);
    }

    /// <summary>The rules.</summary>
    public TrainingRules Rules { get; }

    /// <summary>What a record is.</summary>
    public RecordFormat Records { get; }

    /// <summary>The most records that one participant may report, so that sums stay within 62 bits.</summary>
    public long MostRecords { get; }

    /// <summary>What is learnt from what.</summary>
    public LearningTask Task { get; }

    /// <summary>How many coordinates a contribution has.</summary>
    public StatisticsShape Shape { get; }

    /// <summary>From which reports a model can be trained: the contributors other than the largest hold at least 2p records,
    /// p the entries of the feature map, since records can be found again in sums of fewer.</summary>
    public TrainingRequirement Requirement { get; }

    /// <summary>How closely contributions are held to the audited records; null in markets that are not audited.</summary>
    public ProjectionPolicy? Projections { get; }

    /// <summary>Reads records as the feature map takes them.</summary>
    public ExampleReader Examples { get; }

    /// <summary>Checks rules against the rest of a definition.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="setting">The rest of the definition.</param>
    /// <param name="plan">What follows from them; null where a rule is broken.</param>
    /// <param name="faults">Every rule that is broken, with its path, what was found and what was expected; empty where none
    /// is.</param>
    /// <returns>Whether they hold.</returns>
    public static bool TryMake(
        TrainingRules rules,
        TrainingSetting setting,
        [NotNullWhen(true)] out TrainingPlan? plan,
        out IReadOnlyList<DefinitionFault> faults)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(setting);
        var found = new List<DefinitionFault>();
        List<Feature> features = TrainingColumns.ReadFeatures(rules, setting.Records, found);
        Target? target = TrainingColumns.ReadTarget(rules, setting.Records, found);
        TrainingRuleFaults.Add(rules, setting, 1 + features.Sum(static feature => feature.Columns.Count), found);
        faults = found;
        plan = found.Count == 0
            ? new TrainingPlan(
                rules, setting, new LearningTask(new FeatureMap(features, rules.Ramps, rules.Seed.Span), target!))
            : null;
        return plan is not null;
    }
}
