using System.Collections.Immutable;
using Candor.Cli.Errors;
using Candor.Cli.Inputs;
using Candor.Client;
using Candor.Market.Records;

namespace Candor.Cli.Demo;

/// <summary>Reads the sample of a demo, and writes the files that its processes read: keys and datasets.</summary>
/// <param name="market">The market.</param>
internal sealed class DemoFiles(DemoMarket market)
{
    /// <summary>What a record of the sample is.</summary>
    /// <exception cref="CliException">The sample is not beside the program.</exception>
    internal RecordFormat Format { get; } = RecordFormatFile.Load(Sample("data", $"{market.File}.schema.json")).Format;

    /// <summary>How quality grows with its records.</summary>
    /// <exception cref="CliException">The sample is not beside the program.</exception>
    internal FittedSample Curve { get; } = FittedSample.Load(Sample(market.CurveFolder, "curve.json"));

    /// <summary>Shares the sample among the companies.</summary>
    internal SampleSplit Split() => SampleSplitter.Split(
        File.ReadLines(Sample("data", $"{market.File}.csv")).Skip(market.LinesBefore),
        string.Join(',', Format.Columns.Select(static column => column.Name)),
        market.Companies,
        market.HeldOut,
        market.Seed);

    /// <summary>Writes the files.</summary>
    /// <param name="folder">Where to.</param>
    /// <returns>The operator's public key, then the companies' in roster order, base64.</returns>
    internal (string Operator, ImmutableArray<string> Companies) Write(DemoFolder folder)
    {
        SampleSplit split = Split();
        File.WriteAllLines(folder.HeldOut, split.HeldOut);
        var keys = ImmutableArray.CreateBuilder<string>(market.Companies.Length);
        foreach ((Company company, ImmutableArray<string> lines) in market.Companies.Zip(split.Parts))
        {
            File.WriteAllLines(folder.Data(company), lines);
            if (company.Conduct == Conduct.ClaimsEveryRow)
            {
                File.WriteAllLines(folder.RowsOnce(company), lines.Distinct());
            }

            keys.Add(CreateKey(folder.Key(company)));
        }

        return (CreateKey(folder.Key(null)), keys.MoveToImmutable());
    }

    private static string CreateKey(string path)
    {
        using SigningKey key = SigningKey.Create();
        key.Save(path);
        return key.PublicKey;
    }

    private static string Sample(string folder, string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "samples", folder, name);
        InputFile.Require(path, "the demo's sample, which comes with the program");
        return path;
    }
}
