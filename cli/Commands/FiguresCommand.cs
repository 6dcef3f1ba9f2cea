using System.CommandLine;
using Candor.Cli.Errors;
using Candor.Cli.Figures;
using Candor.Cli.Help;
using Candor.Cli.Options;
using Candor.Cli.Output;

namespace Candor.Cli.Commands;

/// <summary><c>candor figures --out DIR</c>: the paper's three figures.</summary>
internal static class FiguresCommand
{
    // The paper's number, whose noise belongs to what its figure 1 shows; figure 2's curves differ by less than that noise.
    private const int SamplesOfFigureOne = 50;
    private const int SamplesOfFigureTwo = 2000;

    /// <summary>Creates the command.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen)
    {
        Option<string> folder = CommonOptions.Out(
            "The folder for figure-1.csv, figure-1.svg and so on; made where it is not there.", "DIR");
        Option<ulong> seed = CommonOptions.Seed<ulong>(
            "The seed of the random markets of figures 1 and 2; the same seed gives the same files.");
        Option<int> samples = CommonOptions.Samples(
            "Random markets a point, from 2 to 100000; where it is not given 50 in figure 1, as in the paper, and 2000 in "
            + "figure 2.");
        Option<decimal> last = new Option<decimal>("--last-rate")
        {
            Description = "The last market growth rate of figure 3, from -0.9 to -0.664.",
            HelpName = "ALPHA",
            DefaultValueFactory = static _ => FigureThree.LastRate,
        }.Strict();
        var command = new CandorCommand(
            "figures",
            "Computes and draws the paper's figures: 1 in three readings of its text, 2, and 3 up to a growth rate "
                + "of -0.664, "
            + "past where the paper had to stop, with the rate at which the limit ends.",
            "candor figures --out figures",
            "candor figures --out figures --seed 7 --samples 2000")
        {
            folder, seed, samples, last,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string target = parsed.GetRequiredValue(folder);
            int? count = parsed.GetResult(samples) is { Implicit: false } ? parsed.GetValue(samples) : null;
            if (count is < 2 or > 100_000)
            {
                throw new CliException($"--samples: found {count}, expected 2 to 100000");
            }

            decimal lastRate = parsed.GetValue(last);
            if (lastRate is < -0.9m or > FigureThree.LastRate)
            {
                throw new CliException(
                    FormattableString.Invariant($"--last-rate: found {lastRate}, expected -0.9 to -0.664"));
            }

            if (File.Exists(target))
            {
                throw new CliException($"{target}: is a file; expected a folder, or a name for a new one");
            }

            Directory.CreateDirectory(target);
            Figure[] figures;
            using (var meter = new ProgressMeter(screen, "figures"))
            {
                figures = await Task.Run(
                    () => Compute(parsed.GetValue(seed), count, lastRate, meter, cancellationToken), cancellationToken)
                    .ConfigureAwait(false);
            }

            foreach (Figure figure in figures)
            {
                await WriteAsync(screen, target, figure.Name + ".csv", figure.Csv, cancellationToken)
                    .ConfigureAwait(false);
                await WriteAsync(screen, target, figure.Name + ".svg", figure.Svg, cancellationToken)
                    .ConfigureAwait(false);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Figure[] Compute(
        ulong seed, int? samples, decimal lastRate, ProgressMeter meter, CancellationToken cancellationToken) =>
    [
        FigureOne.Create(seed, samples ?? SamplesOfFigureOne, cancellationToken),
        FigureTwo.Create(seed, samples ?? SamplesOfFigureTwo, cancellationToken),
        FigureThree.Create(lastRate, meter, cancellationToken),
    ];

    private static async Task WriteAsync(
        Screen screen, string folder, string name, string text, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, name);
        await File.WriteAllTextAsync(path, text, cancellationToken).ConfigureAwait(false);
        screen.WriteLine(path);
    }
}
