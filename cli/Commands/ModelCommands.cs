using System.CommandLine;
using System.Globalization;
using Candor.Cli.Errors;
using Candor.Cli.Files;
using Candor.Cli.Help;
using Candor.Cli.Inputs;
using Candor.Cli.Learning;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Training.Features;
using Candor.Training.Models;
using Candor.Training.Onnx;
using Candor.Training.Targets;

namespace Candor.Cli.Commands;

/// <summary><c>candor model …</c>: what is in a model's file, and what it is worth on one's own rows.</summary>
internal static class ModelCommands
{
    private const string What = "a model that Candor wrote (ONNX)";

    /// <summary>Creates the group.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen) => new CandorCommand(
        "model",
        "Looks at a model that Candor wrote, or fetches one. The file is ONNX, which other runtimes read to the same bits.",
        "candor model get hospitals --as aachen --key aachen.pem --out model.onnx",
        "candor model show model.onnx",
        "candor model check model.onnx patients.csv")
    {
        ModelGetCommand.Create(screen),
        CreateShow(screen),
        CreateCheck(screen),
    };

    private static CandorCommand CreateShow(Screen screen)
    {
        Argument<string> file = File();
        var command = new CandorCommand(
            "show",
            "Prints what a model predicts, what it reads, and which market it is of, by the file's own word.",
            "candor model show model.onnx")
        {
            file,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            (Model model, ModelOrigin origin) = await ReadAsync(parsed.GetRequiredValue(file), cancellationToken)
                .ConfigureAwait(false);
            Show(model, origin, screen);
            return ExitCode.Done;
        });
        return command;
    }

    private static CandorCommand CreateCheck(Screen screen)
    {
        Argument<string> file = File();
        var data = new Argument<string>("DATA")
        {
            Description = "The rows, CSV with a header in UTF-8: a column for each feature and one for the target.",
        };
        var layout = new TableOptions();
        Option<bool> json = CommonOptions.Json("Print one JSON object: rows, quality, accuracy, classes.");
        var command = new CandorCommand(
            "check",
            "Measures a model on rows whose target is known: its quality, and its accuracy with the rate of each class. Rows "
            + "that it was trained from flatter it. Exits with 1 where there are rows that it cannot read.",
            "candor model check model.onnx patients.csv",
            "candor model check model.onnx patients.csv --json | jq .accuracy")
        {
            file, data, layout.Separator, layout.NoHeader, json,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            async () =>
            {
                (Model model, _) = await ReadAsync(parsed.GetRequiredValue(file), cancellationToken).ConfigureAwait(false);
                DataTable table = layout.Read(parsed, parsed.GetRequiredValue(data), cancellationToken);
                var rows = new ModelRows(table, model.Task);
                ModelMeasurement measurement = rows.Measure(model, cancellationToken);
                ModelResult result = rows.ResultOf(measurement);
                if (parsed.GetValue(json))
                {
                    screen.WriteLine(CliJson.Write(result));
                }
                else
                {
                    Write(result, screen);
                }

                return result.UnusableRows == 0 ? ExitCode.Done : ExitCode.Failed;
            },
            cancellationToken));
        return command;
    }

    private static Argument<string> File() => new("FILE")
    {
        Description = "The model's file.",
    };

    private static async Task<(Model Model, ModelOrigin Origin)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        byte[] bytes = await InputFile.ReadAsync(path, What, () => Bytes(path), cancellationToken).ConfigureAwait(false);
        try
        {
            Model model = ModelFile.Read(bytes, out ModelOrigin origin);
            return (model, origin);
        }
        catch (ModelFileException fault)
        {
            throw new CliException($"{path}: {fault.Message}");
        }
    }

    // No more than a model may have, and one byte by which it has more: a pipe says no length.
    private static byte[] Bytes(string path)
    {
        using Stream file = FilePath.Open(path);
        using var bytes = new MemoryStream();
        byte[] part = new byte[1 << 16];
        while (bytes.Length <= ModelFile.MaxBytes && file.Read(part) is > 0 and int read)
        {
            bytes.Write(part, 0, read);
        }

        return bytes.Length <= ModelFile.MaxBytes
            ? bytes.ToArray()
            : throw new CliException($"{path}: has more than {ModelFile.MaxBytes} bytes; expected {What} of at most as many");
    }

    private static void Show(Model model, ModelOrigin origin, Screen screen)
    {
        FeatureMap map = model.Task.Map;
        string target = model.Task.Target switch
        {
            ClassTarget classes => $"one of {DataTable.Names(classes.Classes)}",
            NumberTarget number => Range(number.Minimum, number.Maximum),
            _ => string.Empty,
        };
        screen.WriteLine($"predicts '{model.Task.Target.Name}': {target}", Tone.Strong);
        screen.WriteLine(origin.Market.Length == 0
            ? "of no market"
            : $"of {origin.Market}, whose definition has the digest {origin.Definition} (by the file's own word)");
        screen.WriteLine($"reads {map.Features.Count} features as {map.Columns.Count} columns, adds {map.Ramps} ramps: p = {map.Dimension}");
        screen.WriteLine();
        var table = new TextTable(
            new TextTable.Column("feature", IsNumber: false), new TextTable.Column("values", IsNumber: false));
        foreach (Feature feature in map.Features)
        {
            string values = feature switch
            {
                CategoryFeature category => DataTable.Names(category.Categories),
                NumberFeature number => Range(number.Minimum, number.Maximum),
                _ => string.Empty,
            };
            table.Add(ErrorFilter.OneLine(feature.Name), ErrorFilter.OneLine(values) + (feature.IsOptional ? ", or absent" : string.Empty));
        }

        screen.WriteTable(table);
    }

    private static void Write(ModelResult result, Screen screen)
    {
        screen.WriteLine($"measured on {Numbers.Count(result.Rows)} rows", Tone.Strong);
        screen.WriteLine(result.Quality is { } quality
            ? $"quality   {Numbers.Quality(quality)} (explained variance)"
            : result.Rows == 0
                ? "quality   not defined: no row can be read"
                : "quality   not defined: all rows have one target");
        if (result.Accuracy is { } accuracy)
        {
            screen.WriteLine($"accuracy  {Numbers.Quality(accuracy)}");
            screen.WriteLine();
            var table = new TextTable(
                new TextTable.Column("class", IsNumber: false), new TextTable.Column("rows"), new TextTable.Column("predicted so"));
            foreach (ModelResult.Class rate in result.Classes)
            {
                table.Add(
                    ErrorFilter.OneLine(rate.Name),
                    Numbers.Count(rate.Rows),
                    rate.Rate is { } part ? Numbers.Quality(part) : "no row");
            }

            screen.WriteTable(table);
        }

        if (result.UnusableRows > 0)
        {
            screen.WriteLine();
            screen.WriteLine(
                $"{result.UnusableRows} rows cannot be read, and are not in these figures; the first is {result.FirstFault}",
                Tone.Bad);
        }
    }

    private static string Range(double least, double greatest) =>
        string.Create(CultureInfo.InvariantCulture, $"{least} to {greatest}");
}
