using System.CommandLine;
using System.Globalization;
using Candor.Cli.Errors;
using Candor.Cli.Help;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Mechanism.Growth;

namespace Candor.Cli.Commands;

/// <summary><c>candor growth</c>: Figure 3's boundaries, for any number of participants.</summary>
internal static class GrowthCommand
{
    private const int MostRates = 1_000_000;

    /// <summary>Creates the command.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen)
    {
        Option<int> participants = CommonOptions.Participants("How many participants compete, from 2 to 100.");
        participants.Required = true;
        Option<decimal> from = Rate("--from", "The first market growth rate, at least -1.");
        Option<decimal> to = Rate("--to", "The last market growth rate, included when the steps meet it.");
        Option<decimal> step = Rate("--step", "From one rate to the next, at least 1e-9.");
        Option<int> max = new Option<int>("--max")
        {
            Description = "The largest disparity to look at; a rate with no boundary up to it gets '>K'.",
            HelpName = "K",
            DefaultValueFactory = static _ => 10_000,
        }.Strict(least: 0);
        var command = new CandorCommand(
            "growth",
            "Prints, as CSV, the largest data disparity D/ε at which a market that grows at rate alpha has a desirable "
            + "mechanism (Figure 3). Every profile up to the boundary is verified.",
            "candor growth --participants 2 --from -1 --to -0.668 --step 0.002   # Figure 3, the paper's 167 rates",
            "candor growth --participants 3 --from -0.9 --to -0.8 --step 0.05",
            "candor growth --participants 2 --from -0.665 --to -0.665 --step 1 --max 20000")
        {
            participants, from, to, step, max,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            screen,
            new Request(
                parsed.GetValue(participants),
                parsed.GetValue(from),
                parsed.GetValue(to),
                parsed.GetValue(step),
                parsed.GetValue(max)),
            cancellationToken));
        return command;
    }

    private static Option<decimal> Rate(string name, string description) => new Option<decimal>(name)
    {
        Description = description,
        HelpName = "ALPHA",
        Required = true,
    }.Strict();

    private static async Task<int> RunAsync(Screen screen, Request request, CancellationToken cancellationToken)
    {
        int rates = request.RequireRates();
        await Task.Run(
            () =>
            {
                using var meter = new ProgressMeter(screen, "boundaries");
                screen.Out.WriteLine("alpha,disparity");
                for (int k = 0; k < rates; k++)
                {
                    decimal rate = request.From + (k * request.Step);
                    Boundary found = GrowthBoundary.Find(
                        request.Participants, (double)rate, request.Max, cancellationToken);
                    screen.Out.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{rate},{(found.Disparity is int disparity ? disparity : $">{request.Max}")}"));
                    meter.Report((k + 1.0) / rates);
                }
            },
            cancellationToken).ConfigureAwait(false);
        return ExitCode.Done;
    }

    /// <summary>What was asked for.</summary>
    private sealed record Request(int Participants, decimal From, decimal To, decimal Step, int Max)
    {
        /// <summary>How many rates there are, after every fault of the request was looked for.</summary>
        internal int RequireRates()
        {
            var faults = new List<string>();
            Add(faults, Participants is < 2 or > 100, $"--participants: found {Participants}, expected 2 to 100");
            Add(
                faults,
                From < -1,
                FormattableString.Invariant(
                    $"--from: found {From}, expected -1 or more: below, sharing nothing is efficient and free"));
            Add(faults, To < From || To > 1000,
                FormattableString.Invariant($"--to: found {To}, expected {From} to 1000"));
            Add(faults, Step < 1e-9m, FormattableString.Invariant($"--step: found {Step}, expected at least 1e-9"));
            Add(faults, Max is < 1 or > 1_000_000, $"--max: found {Max}, expected 1 to 1000000");
            decimal rates = faults.Count == 0 ? decimal.Floor((To - From) / Step) + 1 : 0;
            Add(faults, rates > MostRates,
                FormattableString.Invariant($"--step: found {Step}, expected at most {MostRates} rates"));
            return faults.Count == 0 ? (int)rates : throw new CliException(string.Join("; ", faults));
        }

        private static void Add(List<string> faults, bool isFault, string fault)
        {
            if (isFault)
            {
                faults.Add(fault);
            }
        }
    }
}
