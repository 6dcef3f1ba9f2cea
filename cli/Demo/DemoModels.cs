using System.Security.Cryptography;
using Candor.Cli.Errors;
using Candor.Client;
using Candor.Client.Datasets;
using Candor.Market.Records;
using Candor.Market.Training;
using Candor.Training.Features;
using Candor.Training.Models;
using Candor.Training.Onnx;
using Candor.Training.Regression;
using Candor.Training.Sums;

namespace Candor.Cli.Demo;

/// <summary>Trains what a company can train alone, and measures models on the records that nobody brought.</summary>
/// <param name="format">What a record is.</param>
/// <param name="plan">What the market trains.</param>
/// <param name="heldOut">The file of the records that nobody brought.</param>
internal sealed class DemoModels(RecordFormat format, TrainingPlan plan, string heldOut)
{
    /// <summary>Trains a model of every record in a file, each once.</summary>
    /// <param name="path">The file.</param>
    internal Model TrainAlone(string path) => RidgeTraining.Train(Sum(path)).Model;

    /// <summary>Sums every record in a file, each once.</summary>
    /// <param name="path">The file.</param>
    internal SufficientStatistics Sum(string path)
    {
        var sums = new SufficientStatistics(plan.Task);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Read(path, (record, row, target) =>
        {
            if (seen.Add(Convert.ToHexString(SHA256.HashData(record))))
            {
                sums.Add(row, target);
            }
        });
        return sums;
    }

    /// <summary>Measures a model on the records that nobody brought.</summary>
    /// <param name="model">The model.</param>
    internal DemoMeasurement Measure(Model model)
    {
        var measurement = new ModelMeasurement(model);
        Read(heldOut, (_, row, target) => measurement.Add(row, target));
        return new DemoMeasurement(measurement.Rows, measurement.Accuracy, measurement.Quality!.Value);
    }

    /// <summary>Reads a model's file.</summary>
    /// <param name="path">The file.</param>
    internal static Model Load(string path)
    {
        try
        {
            return ModelFile.Read(File.ReadAllBytes(path), out _);
        }
        catch (Exception error) when (error is ModelFileException or IOException)
        {
            throw new CliException($"{path}: is no model that a company could use: {error.Message}", ExitCode.Failed);
        }
    }

    private void Read(string path, Reader onRecord)
    {
        var row = new FeatureValue[plan.Task.Map.Features.Count];
        var scan = new DatasetScan(path, format, new DatasetFileOptions().Layout);
        scan.Run(
            (record, _) =>
            {
                if (plan.Examples.Read(record.Span, row, out FeatureValue target) is { } fault)
                {
                    throw new InvalidOperationException(fault);
                }

                onRecord(record.Span, row, target);
            },
            CancellationToken.None);
    }

    private delegate void Reader(ReadOnlySpan<byte> record, FeatureValue[] row, FeatureValue target);
}

/// <summary>What a model is worth on the records that nobody brought.</summary>
/// <param name="Rows">How many they are.</param>
/// <param name="Accuracy">The part whose class it predicts; null where it predicts a number.</param>
/// <param name="Quality">The explained variance.</param>
internal sealed record DemoMeasurement(long Rows, double? Accuracy, double Quality);
