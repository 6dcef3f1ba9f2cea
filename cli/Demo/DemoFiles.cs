using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Candor.Cli.Errors;
using Candor.Cli.Inputs;
using Candor.Client;

namespace Candor.Cli.Demo;

/// <summary>Writes the files that the demo's processes read: keys and datasets.</summary>
internal static class DemoFiles
{
    /// <summary>What a record of the sample is, as a market's definition says it.</summary>
    /// <exception cref="CliException">The sample is not beside the program.</exception>
    internal static JsonNode RecordFormat() =>
        DemoDefinition.RecordsOf(RecordFormatFile.Load(Sample("breast_cancer.schema.json")).Format);

    /// <summary>Writes them.</summary>
    /// <param name="folder">Where to.</param>
    /// <returns>The operator's public key, then the hospitals' in roster order, base64.</returns>
    /// <exception cref="CliException">The sample is not beside the program.</exception>
    internal static (string Operator, ImmutableArray<string> Hospitals) Write(DemoFolder folder)
    {
        string header = string.Join(
            ',', RecordFormatFile.Load(Sample("breast_cancer.schema.json")).Format.Columns.Select(static column => column.Name));
        ImmutableArray<ImmutableArray<string>> parts =
            SampleSplitter.Split(File.ReadLines(Sample("breast_cancer.csv")), header, Hospitals.All);
        var keys = ImmutableArray.CreateBuilder<string>(Hospitals.All.Length);
        foreach ((Hospital hospital, ImmutableArray<string> lines) in Hospitals.All.Zip(parts))
        {
            File.WriteAllLines(folder.Data(hospital), lines);
            if (hospital.Conduct == Conduct.ClaimsEveryRow)
            {
                File.WriteAllLines(folder.RowsOnce(hospital), lines.Distinct());
            }

            keys.Add(CreateKey(folder.Key(hospital)));
        }

        return (CreateKey(folder.Key(null)), keys.MoveToImmutable());
    }

    private static string CreateKey(string path)
    {
        using SigningKey key = SigningKey.Create();
        key.Save(path);
        return key.PublicKey;
    }

    private static string Sample(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "samples", "data", name);
        InputFile.Require(path, "the demo's sample, which comes with the program");
        return path;
    }
}
