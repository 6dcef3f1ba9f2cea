using System.Globalization;
using Candor.Client;
using Candor.Market.Training;
using Candor.V1;
using Google.Protobuf.Reflection;
using FallCause = Candor.Market.Training.FallCause;
using TrainingStep = Candor.Market.Training.TrainingStep;

namespace Candor.Cli.Output;

/// <summary>A market's training in words: its steps, why reports fall, and what that means for whom.</summary>
internal static class TrainingWords
{
    private const string CausePrefix = "FALL_CAUSE_";
    private const string StepPrefix = "TRAINING_STEP_";

    private static readonly FileDescriptor s_contract = MarketServiceReflection.Descriptor;

    /// <summary>The stable name of a step in lower case, such as <c>mask</c>.</summary>
    internal static string NameOf(TrainingStep step) =>
        NameOf(nameof(V1.TrainingStep), StepPrefix, (int)step).ToLowerInvariant();

    /// <summary>The stable name of why a report fell, such as <c>NOT_NEAR</c>.</summary>
    internal static string NameOf(FallCause cause) => NameOf(nameof(V1.FallCause), CausePrefix, (int)cause);

    /// <summary>The stable name of how a training ended, such as <c>TRAINED</c>.</summary>
    internal static string NameOf(TrainingEnd end) => end switch
    {
        TrainingEnd.Summed => "TRAINED",
        TrainingEnd.NotTrainable => "NOT_TRAINABLE",
        TrainingEnd.SharesMissing => "SHARES_MISSING",
        TrainingEnd.RepairBroken => "REPAIR_BROKEN",
        TrainingEnd.PlatformFailed => "PLATFORM_FAILED",
        _ => $"{(int)end}",
    };

    /// <summary>What a member did at a step, and what it took.</summary>
    internal static string Describe(ParticipationContributed done)
    {
        string what = done.Step switch
        {
            TrainingStep.Keys => "gave the key of its masks",
            TrainingStep.Commit => "committed to its sums, which hides them",
            TrainingStep.Nearness => "answered the validator whether they are near its audited records",
            TrainingStep.Mask => "sent its sums under masks, which cancel only in the sum of all",
            TrainingStep.Check => "published the points that show whether masks fit",
            TrainingStep.Dispute => "opened the masks that it shares with a member whose points differ from its own",
            TrainingStep.Unmask => "sent the shares that open the sum of all",
            _ => $"answered step {(int)done.Step}",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{what} ({Size(done.BytesSent)}, {done.Elapsed.TotalSeconds:0.0} s{(done.Epoch > 1 ? $", epoch {done.Epoch}" : "")})");
    }

    /// <summary>The step's place among those that each member answers, such as <c>training, step 2 of 5</c>.</summary>
    /// <param name="step">The step.</param>
    /// <param name="isAudited">Whether a validator judges statistics.</param>
    internal static string PlaceOf(TrainingStep step, bool isAudited)
    {
        TrainingStep[] steps = isAudited
            ? [TrainingStep.Commit, TrainingStep.Nearness, TrainingStep.Mask, TrainingStep.Check, TrainingStep.Unmask]
            : [TrainingStep.Commit, TrainingStep.Mask, TrainingStep.Check, TrainingStep.Unmask];
        int place = Array.IndexOf(steps, step);
        return place < 0 ? "training" : $"training, step {place + 1} of {steps.Length}";
    }

    /// <summary>What somebody did who answered a step, for onlookers.</summary>
    internal static string DescribeAnswer(TrainingStep step) => step switch
    {
        TrainingStep.Keys => "gave the key of its masks",
        TrainingStep.Commit => "committed to its sums",
        TrainingStep.Nearness => "was judged by its validator",
        TrainingStep.Mask => "sent its sums under masks",
        TrainingStep.Check => "published the points of its masks",
        TrainingStep.Dispute => "opened the masks that it shares with another member",
        TrainingStep.Unmask => "sent its shares",
        _ => $"answered step {(int)step}",
    };

    /// <summary>Why a report fell, for onlookers: the stable name, what it means and who says so.</summary>
    internal static string DescribeFall(FallCause cause) => $"{NameOf(cause)}: " + cause switch
    {
        FallCause.Silent => "no answer came in time, as the platform says",
        FallCause.NoVerdict => "its validator gave no verdict in time, as the platform says",
        FallCause.NotNear => "its sums are not near its audited records, as its validator has signed",
        FallCause.MasksFail => "what it sent under masks is not what it had committed to, as its own signed messages show",
        FallCause.PairNamed => "it signed a false point, as an opened pair of masks shows",
        FallCause.ShareNamed => "it sent a false share, or complained of a right one, as an opened pair of masks shows",
        FallCause.SelfPoint => "it signed a false point of its own mask, as its opened seed shows",
        _ => "for a reason that this version does not know",
    };

    /// <summary>What a fall means for who fell.</summary>
    internal const string FallMeans = "The market settles without it: it owes nothing, and receives no model";

    /// <summary>What became of a training.</summary>
    internal static string Describe(TrainingResult result) => result switch
    {
        TrainingResult.Trained => "the training is over: one model was made of the sum of all who contributed (TRAINED)",
        TrainingResult.NotTrainable => "what was reported cannot be trained (NOT_TRAINABLE): nobody is given a model, and "
            + "nothing is owed",
        TrainingResult.SharesMissing => "too few members sent the shares that open the sum (SHARES_MISSING): nobody is given a "
            + "model, and nothing is owed",
        TrainingResult.RepairBroken => "a sum could not be repaired (REPAIR_BROKEN): nobody is given a model, and nothing is "
            + "owed",
        TrainingResult.PlatformFailed => "the platform says that it lost uploads, or could not keep what it made of them "
            + "(PLATFORM_FAILED): no member is to blame, nobody is given a model, and nothing is owed",
        _ => "the training ended in a way that this version does not know",
    };

    /// <summary>A step that began, in words.</summary>
    internal static string DescribeBegun(TrainingStep step) => step switch
    {
        TrainingStep.Commit => "reports are closed, and the training begins: members commit to their sums",
        TrainingStep.Nearness => "members show the validator that their sums are near their audited records",
        TrainingStep.Mask => "members send their sums under masks",
        TrainingStep.Check => "members publish the points of their masks",
        TrainingStep.Compare => "the platform compares the points with what was sent",
        TrainingStep.Dispute => "members whose points differ open the masks that they share",
        TrainingStep.Unmask => "members send the shares that open the sum of all",
        TrainingStep.Sum => "the platform opens the sum of all, and trains the model",
        TrainingStep.Ended => "the training is over",
        _ => $"step {(int)step} of the training",
    };

    /// <summary>Bytes as people read them.</summary>
    private static string Size(long bytes) => bytes < 10_000
        ? $"{bytes} bytes"
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000.0:#,0} kB");

    private static string NameOf(string type, string prefix, int number) =>
        s_contract.FindTypeByName<EnumDescriptor>(type).FindValueByNumber(number)?.Name[prefix.Length..] ?? $"{number}";
}
