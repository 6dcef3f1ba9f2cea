using System.Collections.Immutable;
using Candor.Cli.Errors;
using Candor.Client;

namespace Candor.Cli.Demo;

/// <summary>Writes the files that the demo's processes read: keys, data sets, their schema and the market's
/// definition.</summary>
internal static class DemoFiles
{
    // The market settles when the operator asks for it; the deadline only has to be far enough away.
    private static readonly TimeSpan s_reportTime = TimeSpan.FromDays(1);

    /// <summary>Writes them.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="CliException">The sample is not beside the program.</exception>
    internal static void Write(DemoFolder folder, DateTimeOffset now)
    {
        string sample = Sample("breast_cancer.csv");
        string schemaText = File.ReadAllText(Sample("breast_cancer.schema.json"));
        File.WriteAllText(folder.Schema, schemaText);
        string header = string.Join(',', DatasetSchema.Parse(schemaText).Columns.Select(static column => column.Name));
        ImmutableArray<ImmutableArray<string>> parts =
            SampleSplitter.Split(File.ReadLines(sample), header, Hospitals.All);
        var keys = ImmutableArray.CreateBuilder<string>(Hospitals.All.Length);
        foreach ((Hospital hospital, ImmutableArray<string> lines) in Hospitals.All.Zip(parts))
        {
            File.WriteAllLines(folder.Data(hospital), lines);
            keys.Add(CreateKey(folder.Key(hospital)));
        }

        string operatorKey = CreateKey(folder.Key(null));
        File.WriteAllText(
            folder.Definition, DemoDefinition.Write(operatorKey, keys.MoveToImmutable(), now + s_reportTime));
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
