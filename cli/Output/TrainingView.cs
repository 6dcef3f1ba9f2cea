using Candor.Market.Scenarios;
using Candor.Mechanism;

namespace Candor.Cli.Output;

/// <summary>Says beside a result what training asks for, and whether the reports have it.</summary>
internal static class TrainingView
{
    /// <summary>Writes whether a settled profile can train.</summary>
    /// <param name="screen">Where it writes.</param>
    /// <param name="training">What was found; nothing is written where the market trains no model.</param>
    internal static void Write(Screen screen, Trainability? training)
    {
        if (training is null)
        {
            return;
        }

        screen.WriteLine();
        screen.WriteLine(
            training.IsTrainable
                ? $"TRAINABLE  {training.Describe()}"
                : $"NOT_TRAINABLE  {training.Describe()}; nobody is given a model, and nothing is owed",
            training.IsTrainable ? Tone.Plain : Tone.Bad);
    }

    /// <summary>Writes what the verdicts over a grid mean in a market that trains.</summary>
    /// <param name="screen">Where it writes.</param>
    /// <param name="training">What is asked for; nothing is written where the market trains no model.</param>
    internal static void Write(Screen screen, TrainingOnGrid? training)
    {
        if (training is null)
        {
            return;
        }

        screen.WriteLine();
        screen.WriteLine(training.Describe(), training.CanTrain ? Tone.Plain : Tone.Bad);
    }
}
