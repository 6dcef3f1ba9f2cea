using System.CommandLine;
using Candor.Cli.Errors;
using Candor.Cli.Files;
using Candor.Cli.Help;
using Candor.Cli.Inputs;
using Candor.Cli.Learning;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Training.Features;

namespace Candor.Cli.Commands;

/// <summary><c>candor curve …</c>: the quality curve that data has.</summary>
internal static class CurveCommands
{
    private const int MostRepeats = 1000;

    // What fits into one line of the picture.
    private const int MostTitle = 60;

    /// <summary>Creates the group.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen) => new CandorCommand(
        "curve",
        "Measures how the quality of a model grows with records.",
        "candor curve fit samples/data/diabetes.csv --target progression")
    {
        CreateFit(screen),
    };

    private static CandorCommand CreateFit(Screen screen)
    {
        var data = new Argument<string>("DATA")
        {
            Description = "The rows, CSV with a header in UTF-8. They stay here.",
        };
        var target = new Option<string>("--target")
        {
            Description = "The column to predict.",
            HelpName = "COLUMN",
            Required = true,
        };
        var features = new Option<string>("--features")
        {
            Description = "The columns to learn from, with commas between them; all others where it is not given.",
            HelpName = "COLUMNS",
        };
        var kind = new Option<string>("--as")
        {
            Description = "What the target is: class or number. Where it is not given: a number if it has more than "
                + $"{TableTask.MostNumberedClasses} different values and all are numbers.",
            HelpName = "KIND",
        };
        Option<int> ramps = new Option<int>("--ramps")
        {
            Description = "How many ramps the feature map adds, as the market's definition will say; 0: the features alone.",
            HelpName = "D",
        }.Strict();
        var mapSeed = new Option<string>("--map-seed")
        {
            Description = "What the ramps are drawn from, 64 hexadecimal digits; zeros where it is not given.",
            HelpName = "HEX",
        };
        Option<int> repeats = new Option<int>("--repeats")
        {
            Description = "How often each size is measured, with other rows held out.",
            HelpName = "N",
            DefaultValueFactory = static _ => 10,
        }.Strict();
        Option<int> from = new Option<int>("--from")
        {
            Description = "The smallest size to measure: what the smallest participant of the market may hold. Below about p "
                + "records a model is worth now this, now that, and no curve follows.",
            HelpName = "RECORDS",
            DefaultValueFactory = static _ => CurveStudy.UsualLeastSize,
        }.Strict();
        Option<ulong> seed = new Option<ulong>("--seed")
        {
            Description = "What rows are drawn with: the same seed measures the same.",
            HelpName = "N",
            DefaultValueFactory = static _ => 1,
        }.Strict();
        var layout = new TableOptions();
        var into = new Option<string>("--into")
        {
            Description = "A scenario or definition whose \"quality\" becomes the curve that extrapolates best, in its own "
                + "units. It is written to standard output; the file stays as it is.",
            HelpName = "FILE",
        };
        var picture = new Option<string>("--svg")
        {
            Description = "Where to draw the measurements and curves (SVG). An older drawing there is replaced; anything else is "
                + "left as it is.",
            HelpName = "FILE",
        };
        var title = new Option<string>("--title")
        {
            Description = "What stands above the picture; the target and the file where it is not given.",
            HelpName = "TEXT",
        };
        Option<bool> json = CommonOptions.Json("Print one JSON object: sizes, families, best.");
        var command = new CandorCommand(
            "fit",
            "Trains models from ever larger parts of a dataset with a market's own map and tuning, measures each on rows held "
            + "out, and fits the curves that definitions know. Says which extrapolates best, and by how much it misses sizes "
            + "that it was not fitted to. Exits with 1 where none fits.",
            "candor curve fit samples/data/digits.csv --no-header --target 65 --as class --ramps 128",
            "candor curve fit samples/data/diabetes.csv --target progression --svg curve.svg",
            "candor curve fit patients.csv --target outcome --into definition.json > fitted.json")
        {
            data, target, features, kind, ramps, mapSeed, from, repeats, seed, layout.NoHeader, layout.Separator, into, picture, title, json,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            async () =>
            {
                string path = parsed.GetRequiredValue(data);
                int times = parsed.GetValue(repeats);
                if (times is < 2 or > MostRepeats)
                {
                    throw new CliException($"--repeats {times}: expected 2 to {MostRepeats}");
                }

                if (parsed.GetValue(title) is { } words && (words.Length is 0 or > MostTitle || words.Any(char.IsControl)))
                {
                    throw new CliException($"--title: has {words.Length} characters; expected 1 to {MostTitle} that can be printed");
                }

                if (parsed.GetValue(into) is not null && parsed.GetValue(json))
                {
                    throw new CliException("--into and --json: both write to standard output; expected one of them");
                }

                string? drawing = parsed.GetValue(picture);
                if (drawing is not null)
                {
                    OutputFile.Require("--svg", drawing, OutputKind.Image, [("DATA", path), ("--into", parsed.GetValue(into))]);
                }

                string? document = parsed.GetValue(into) is { } file
                    ? await InputFile.ReadTextAsync(file, "a scenario or a definition", cancellationToken).ConfigureAwait(false)
                    : null;
                DataTable table = layout.Read(parsed, path, cancellationToken);
                TableTask task = TableTask.Read(table, new TaskRequest(
                    parsed.GetRequiredValue(target),
                    parsed.GetValue(features)?.Split(',', StringSplitOptions.TrimEntries) ?? [],
                    IsNumber(parsed.GetValue(kind)),
                    parsed.GetValue(ramps),
                    parsed.GetValue(mapSeed) is { } hex
                        ? HexOption.Read("--map-seed", hex, FeatureMap.SeedBytes, "is no seed")
                        : new byte[FeatureMap.SeedBytes]));
                CurveStudy study;
                using (var meter = new ProgressMeter(screen, "training"))
                {
                    study = CurveStudy.Run(task, times, parsed.GetValue(seed), parsed.GetValue(from), meter, cancellationToken);
                }

                if (drawing is not null)
                {
                    string heading = parsed.GetValue(title) ?? TitleOf(task, parsed.GetValue(layout.NoHeader), path);
                    await WriteAsync(drawing, CurveFigure.Draw(study, heading), cancellationToken).ConfigureAwait(false);
                }

                Show(task, study, document, parsed.GetValue(into), parsed.GetValue(json), screen);
                return study.Best is null ? ExitCode.Failed : ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    private static void Show(
        TableTask task, CurveStudy study, string? document, string? path, bool isJson, Screen screen)
    {
        if (isJson)
        {
            screen.WriteLine(CliJson.Write(CurveJson.ResultOf(task, study)));
        }
        else if (document is null)
        {
            CurveView.Write(task, study, screen);
        }
        else if (study.Best is { } best)
        {
            screen.Out.Write(CurveJson.Replace(path!, document, best.Fitted));
        }
        else
        {
            throw new CliException(
                $"{path}: no curve fits: {CurveView.WhyNone(study)}; the document stays as it is", ExitCode.Failed);
        }
    }

    private static string TitleOf(TableTask task, bool isNumbered, string path)
    {
        string target = task.Task.Target.Name;
        string file = path == FilePath.StandardInput ? "standard input" : Path.GetFileName(path);
        return $"{(isNumbered ? $"column {target}" : target)} in {file}";
    }

    private static async Task WriteAsync(string drawing, string svg, CancellationToken cancellationToken)
    {
        try
        {
            await OutputFile.WriteAsync(drawing, svg, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.Unwritable("--svg", drawing, error);
        }
    }

    private static bool? IsNumber(string? kind) => kind switch
    {
        null => null,
        "class" => false,
        "number" => true,
        _ => throw new CliException($"--as '{kind}': expected class or number"),
    };
}
