using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Candor.Cli.Demo;
using Candor.Client;

namespace Candor.Cli.Tests.Demo;

public sealed class SampleSplitterTests
{
    public static TheoryData<string> Names => [.. DemoMarket.All.Select(static market => market.Data)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Split_Sample_CountsAsTheCompaniesSay(string data)
    {
        using var folder = new Harness.TemporaryFolder();
        var market = DemoMarket.Of(data);
        var files = new DemoFiles(market);
        SampleSplit split = files.Split();
        foreach ((Company company, ImmutableArray<string> lines) in market.Companies.Zip(split.Parts))
        {
            string path = folder.Write($"{company.Id}.csv", string.Join('\n', lines));
            Dataset dataset = Dataset.FromFile(path, files.Format);
            Assert.Equal((uint)company.Records, dataset.Records);
            Assert.Equal(company.BrokenRows, dataset.BrokenRows);
            Assert.Equal(company.RepeatedRows, dataset.RepeatedRows);
            Assert.Equal(company.Rows, dataset.Rows);
        }

        var heldOut = Dataset.FromFile(folder.Write("held-out.csv", string.Join('\n', split.HeldOut)), files.Format);
        Assert.Equal((market.HeldOut, 0L), ((int)heldOut.Records, heldOut.BrokenRows));
    }

    [Theory]
    [InlineData("breast-cancer", 569)]
    [InlineData("digits", 1797)]
    [InlineData("diabetes", 442)]
    public void Split_Sample_UsesEveryRecordOnceAndNobodyBringsTheHeldOutOnes(string data, int records)
    {
        var market = DemoMarket.Of(data);
        SampleSplit split = new DemoFiles(market).Split();
        string[] sample = [.. File.ReadLines(SamplePath(market)).Skip(market.LinesBefore)];
        Assert.Equal(records, sample.Length);
        string[] brought = [.. split.Parts.SelectMany(static part => part.Skip(1)).Distinct().Intersect(sample)];
        Assert.Empty(brought.Intersect(split.HeldOut));
        Assert.Equal(sample.Order(), brought.Concat(split.HeldOut.Skip(1)).Order());
    }

    [Fact]
    public void Split_Sample_ShowsEveryDefect()
    {
        using var folder = new Harness.TemporaryFolder();
        var files = new DemoFiles(DemoMarket.All[0]);
        string path = folder.Write("cork.csv", string.Join('\n', files.Split().Parts[2]));
        IReadOnlyList<RowFault> faults = Dataset.FromFile(path, files.Format).Faults;
        Assert.Contains(faults, static fault => fault.Column is null);
        Assert.Contains(faults, static fault => fault.Reason.Contains("n/a", StringComparison.Ordinal));
        Assert.Contains(faults, static fault => fault.Reason.Contains("-1", StringComparison.Ordinal));
        Assert.Contains(faults, static fault => fault.Column == "diagnosis");
    }

    [Fact]
    public void Split_Copy_HasTheCopiedRecordsInOtherRows()
    {
        using var folder = new Harness.TemporaryFolder();
        var files = new DemoFiles(DemoMarket.All[0]);
        ImmutableArray<ImmutableArray<string>> parts = files.Split().Parts;
        var original = Dataset.FromFile(folder.Write("bergen.csv", string.Join('\n', parts[1])), files.Format);
        string copy = string.Join('\n', parts[6]);
        var both = Dataset.FromFile(
            folder.Write("both.csv", string.Join('\n', [.. parts[1], .. parts[6].Skip(1)])), files.Format);

        Assert.Equal(original.Records, Dataset.FromFile(folder.Write("ghent.csv", copy), files.Format).Records);
        Assert.Equal(original.Records, both.Records);
        Assert.NotEqual(parts[1].Skip(1).Order(), parts[6].Skip(1).Order());
    }

    [Theory]
    [InlineData("breast-cancer", "3fb612e21191a305")]
    [InlineData("digits", "55efa93088c74ee6")]
    [InlineData("diabetes", "73c44a5b6ca21191")]
    public void Split_Sample_IsFrozen(string data, string digest)
    {
        SampleSplit split = new DemoFiles(DemoMarket.Of(data)).Split();
        string all = string.Join('\n', split.Parts.Add(split.HeldOut).Select(static part => string.Join('\n', part)));
        Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..16]);
    }

    [Fact]
    public void Split_SampleOfAnotherSize_IsRefused()
    {
        var error = Assert.Throws<InvalidDataException>(
            () => SampleSplitter.Split(["1,30,a,b"], "x,y,z", DemoMarket.All[0].Companies, 114, 569));
        Assert.Equal("the sample has 1 records; expected 569", error.Message);
    }

    private static string SamplePath(DemoMarket market) =>
        Path.Combine(AppContext.BaseDirectory, "samples", "data", $"{market.File}.csv");
}
