using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Candor.Cli.Demo;
using Candor.Client;

namespace Candor.Cli.Tests.Demo;

public sealed class SampleSplitterTests
{
    private static readonly string s_data = Path.Combine(AppContext.BaseDirectory, "samples", "data");

    [Fact]
    public void Split_Sample_CountsAsTheHospitalsSay()
    {
        using var folder = new Harness.TemporaryFolder();
        RecordFormatFile schema = Schema();
        ImmutableArray<ImmutableArray<string>> parts = Split();
        foreach ((Hospital hospital, ImmutableArray<string> lines) in Hospitals.All.Zip(parts))
        {
            string path = folder.Write($"{hospital.Id}.csv", string.Join('\n', lines));
            Dataset dataset = Dataset.FromFile(path, schema.Format);
            Assert.Equal((uint)hospital.Records, dataset.Records);
            Assert.Equal(hospital.BrokenRows, dataset.BrokenRows);
            Assert.Equal(hospital.RepeatedRows, dataset.RepeatedRows);
            Assert.Equal(hospital.Rows, dataset.Rows);
        }
    }

    [Fact]
    public void Split_Sample_UsesEveryRecordOnce()
    {
        List<string> shared = [.. Split().SelectMany(static part => part.Skip(1)).Distinct()];
        string[] sample = [.. SampleLines().Skip(1)];
        Assert.Equal(569, sample.Length);
        Assert.Equal(sample.Order(), shared.Intersect(sample).Order());
    }

    [Fact]
    public void Split_Sample_ShowsEveryDefect()
    {
        using var folder = new Harness.TemporaryFolder();
        string path = folder.Write("cork.csv", string.Join('\n', Split()[2]));
        IReadOnlyList<RowFault> faults = Dataset.FromFile(path, Schema().Format).Faults;
        Assert.Contains(faults, static fault => fault.Column is null);
        Assert.Contains(faults, static fault => fault.Reason.Contains("n/a", StringComparison.Ordinal));
        Assert.Contains(faults, static fault => fault.Reason.Contains("-1", StringComparison.Ordinal));
        Assert.Contains(faults, static fault => fault.Column == "diagnosis");
    }

    [Fact]
    public void Split_Copy_HasTheCopiedRecordsInOtherRows()
    {
        using var folder = new Harness.TemporaryFolder();
        ImmutableArray<ImmutableArray<string>> parts = Split();
        var original = Dataset.FromFile(folder.Write("bergen.csv", string.Join('\n', parts[1])), Schema().Format);
        string copy = string.Join('\n', parts[6]);
        var both = Dataset.FromFile(
            folder.Write("both.csv", string.Join('\n', [.. parts[1], .. parts[6].Skip(1)])), Schema().Format);

        Assert.Equal(original.Records, Dataset.FromFile(folder.Write("ghent.csv", copy), Schema().Format).Records);
        Assert.Equal(original.Records, both.Records);
        Assert.NotEqual(parts[1].Skip(1).Order(), parts[6].Skip(1).Order());
    }

    [Fact]
    public void Split_Sample_IsFrozen()
    {
        string all = string.Join('\n', Split().Select(static part => string.Join('\n', part)));
        Assert.Equal(
            "325e495e54c060da",
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..16]);
    }

    [Fact]
    public void Split_SampleOfAnotherSize_IsRefused()
    {
        var error = Assert.Throws<InvalidDataException>(
            () => SampleSplitter.Split(["1,30,a,b", "1,2,3"], "x,y,z", Hospitals.All));
        Assert.Equal("the sample has 1 records; expected 569", error.Message);
    }

    private static ImmutableArray<ImmutableArray<string>> Split() => SampleSplitter.Split(
        SampleLines(), string.Join(',', Schema().Format.Columns.Select(static column => column.Name)), Hospitals.All);

    private static string[] SampleLines() => File.ReadAllLines(Path.Combine(s_data, "breast_cancer.csv"));

    private static RecordFormatFile Schema() => RecordFormatFile.Load(Path.Combine(s_data, "breast_cancer.schema.json"));
}
