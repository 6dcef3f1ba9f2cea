using System.Text.Json;
using Candor.Cli.Tests.Harness;
using Candor.Training.Features;
using Candor.Training.Models;
using Candor.Training.Onnx;
using Candor.Training.Regression;
using Candor.Training.Sums;
using Candor.Training.Targets;
using Candor.Training.Tasks;

namespace Candor.Cli.Tests;

/// <summary><c>candor model show</c> and <c>candor model check</c>.</summary>
[Trait("Category", "Slow")]
public sealed class ModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Show_Model_SaysWhatItReadsAndPredicts()
    {
        Finished run = await CandorProcess.RunAsync("model", "show", Write());

        Assert.Equal(
            """
            predicts 'ill': one of 'no', 'yes'
            of markets/wards, whose definition has the digest 00ff (by the file's own word)
            reads 2 features as 4 columns, adds 0 ramps: p = 5

            feature  values
            age      0 to 100
            ward     'north', 'south', or absent

            """,
            run.Out);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Check_Rows_MeasuresAccuracyOfEachClass()
    {
        string data = _folder.Write("rows.csv", "ward,ill,age\nnorth,no,10\n,no,20\nsouth,yes,90\nsouth,no,95\n");
        Finished text = await CandorProcess.RunAsync("model", "check", Write(), data);
        Finished run = await CandorProcess.RunAsync("model", "check", Write(), data, "--json");
        using JsonDocument json = JsonDocument.Parse(run.Out);

        Assert.Contains("accuracy  0.7500", text.Out, StringComparison.Ordinal);
        Assert.Equal(4, json.RootElement.GetProperty("rows").GetInt32());
        Assert.Equal(0.75, json.RootElement.GetProperty("accuracy").GetDouble());
        JsonElement no = json.RootElement.GetProperty("classes")[0];
        Assert.Equal(("no", 3, 2 / 3.0), (no.GetProperty("name").GetString(), no.GetProperty("rows").GetInt32(), no.GetProperty("rate").GetDouble()));
    }

    [Fact]
    public async Task Check_RowsThatItCannotRead_NamesTheFirstAndExitsWith1()
    {
        string data = _folder.Write("rows.csv", "age,ward,ill\n10,north,no\n10,east,no\n101,south,yes\n90,south,maybe\nx,south,no\n");
        Finished run = await CandorProcess.RunAsync("model", "check", Write(), data);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            "4 rows cannot be read, and are not in these figures; the first is line 3: 'ward' is 'east'; expected one of 'north', 'south'",
            run.Out,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("90,south,maybe", "'ill' is 'maybe', a class unseen; expected one of 'no', 'yes'")]
    [InlineData("101,south,yes", "'age' is 101; expected a number from 0 to 100")]
    [InlineData("-0.5,south,yes", "'age' is -0.5; expected a number from 0 to 100")]
    [InlineData("x,south,yes", "'age' is 'x'; expected a number")]
    [InlineData("10,south,", "'ill' has no value; expected a class")]
    public async Task Check_NoRowThatItCanRead_NamesLineValueAndWhatIsExpected(string row, string fault)
    {
        string data = _folder.Write("rows.csv", $"age,ward,ill\n{row}\n");
        Finished run = await CandorProcess.RunAsync("model", "check", Write(), data);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("quality   not defined: no row can be read", run.Out, StringComparison.Ordinal);
        Assert.Contains($"the first is line 2: {fault}", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_RowsOfOneClass_HaveNoQuality()
    {
        string data = _folder.Write("rows.csv", "age,ward,ill\n10,south,no\n20,north,no\n");
        Finished run = await CandorProcess.RunAsync("model", "check", Write(), data);

        Assert.Contains("quality   not defined: all rows have one target", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_WrongInput_IsOneLine()
    {
        string model = Write();
        string lacking = _folder.Write("lacking.csv", "age,ward\n1,north\n");
        byte[] changed = await File.ReadAllBytesAsync(model);
        changed[400] ^= 1;
        await File.WriteAllBytesAsync(_folder.File("changed.onnx"), changed);
        (string[] Args, string Expected)[] cases =
        [
            (["check", model, lacking], "target 'ill': is no column of"),
            (["check", model, "no.csv"], "no.csv: no such file; expected a dataset in CSV"),
            (["check", lacking, lacking], "The file is no model that Candor wrote"),
            (["show", "no.onnx"], "no.onnx: no such file; expected a model that Candor wrote"),
            (["show", _folder.File("changed.onnx")], "The file was changed"),
        ];
        foreach ((string[] args, string expected) in cases)
        {
            Finished run = await CandorProcess.RunAsync(["model", .. args]);
            Assert.Equal(2, run.ExitCode);
            Assert.Contains(expected, run.RefusalLine(), StringComparison.Ordinal);
        }
    }

    private string Write()
    {
        var task = new LearningTask(
            new FeatureMap(
                [new NumberFeature("age", 0, 100), new CategoryFeature("ward", ["north", "south"], isOptional: true)],
                0,
                new byte[FeatureMap.SeedBytes]),
            new ClassTarget("ill", ["no", "yes"]));
        var sum = new SufficientStatistics(task);
        for (int age = 0; age <= 100; age++)
        {
            sum.Add([FeatureValue.Number(age), FeatureValue.Category(age % 2)], FeatureValue.Category(age > 50 ? 1 : 0));
        }

        string path = _folder.File("model.onnx");
        File.WriteAllBytes(path, ModelFile.Write(RidgeTraining.Train(sum).Model, new ModelOrigin("markets/wards", "00ff")));
        return path;
    }
}
