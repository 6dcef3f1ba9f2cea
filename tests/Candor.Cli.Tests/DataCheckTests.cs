using System.Text.Json;
using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

/// <summary><c>candor data check</c>, without a server.</summary>
[Trait("Category", "Slow")]
public sealed class DataCheckTests : IDisposable
{
    private const string Schema = "cases/inputs/schema.json";
    private const string DecimalCommas = "cases/inputs/decimal-comma.csv";
    private const string Semicolons = "cases/inputs/semicolons.csv";
    private const string Definition = "samples/markets/audited-hospitals.json";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_EveryRowIsARecord_ExitsWith0()
    {
        string data = _folder.Write("data.csv", "id,x,n\na,1.5,2\nb,2.5,\n");

        Finished run = await CheckAsync(data, "--schema", Schema);

        Assert.Equal(
            (0, $"{data}: 2 records of 2 rows (0 broken, 0 repeated)\nevery row is a record\n", string.Empty),
            (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public async Task Check_DecimalCommas_ListsTheFaultsAndHints()
    {
        Finished run = await CheckAsync(DecimalCommas, "--schema", Schema);

        Assert.Equal((1, string.Empty), (run.ExitCode, run.Error));
        Assert.Equal(
            $"""
            {DecimalCommas}: 0 records of 3 rows (3 broken, 0 repeated)

            broken rows  first line  column  fault
                      3           2  x       is not a finite number

            first fault: line 2, column 'x': '1,5' is not a finite number
            hint: column 'x' has decimal commas (first in line 2): write decimal points, 1.5 and not 1,5
            no row is a record: a participant would have nothing to commit to

            """,
            run.Out);
    }

    [Fact]
    public async Task Check_BrokenAndRepeatedRows_AreCountedByColumnAndKind()
    {
        string data = _folder.Write(
            "data.csv", "id,x,n\na,1,2\nb,?,2\nc,?,2.5\na,1.0,2\nd,1\n,2,2\na,1,02\n");

        Finished run = await CheckAsync(data, "--schema", Schema);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            $"""
            {data}: 1 records of 7 rows (4 broken, 2 repeated)

            broken rows  first line  column  fault
                      2           3  x       is not a finite number
                      1           4  n       is not an integer of 64 bits
                      1           6          the row has 2 fields; expected 3
                      1           7  id      there is no value; expected one

            first fault: line 3, column 'x': '?' is not a finite number
            line 5 repeats line 2
            line 8 repeats line 2
            4 rows would not count

            """,
            run.Out);
    }

    [Fact]
    public async Task Check_AsJson_HasTheSame()
    {
        string data = _folder.Write("data.csv", "id;x;n\na;1;2\nb;1,5;2\na;1;2\n");

        Finished run = await CheckAsync(data, "--schema", Schema, "--separator", ";", "--json");

        Assert.Equal((1, string.Empty), (run.ExitCode, run.Error));
        using JsonDocument json = JsonDocument.Parse(run.Out);
        JsonElement result = json.RootElement;
        Assert.Equal(
            [3, 1, 1, 1],
            new[] { "rows", "records", "brokenRows", "repeatedRows" }.Select(name => result.GetProperty(name).GetInt32()));
        Assert.Equal(
            """{"column":"x","fault":"is not a finite number","rows":1,"firstLine":3}""",
            JsonSerializer.Serialize(Assert.Single(result.GetProperty("faults").EnumerateArray())));
        Assert.Equal(
            """[{"line":4,"firstLine":2}]""", JsonSerializer.Serialize(result.GetProperty("repeated")));
        Assert.Equal(
            "column 'x' has decimal commas (first in line 3): write decimal points, 1.5 and not 1,5",
            Assert.Single(result.GetProperty("hints").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Check_HeaderAlone_IsNoDataset()
    {
        Finished run = await CheckAsync(_folder.Write("data.csv", "id,x,n\n"), "--schema", Schema);

        Assert.Equal(1, run.ExitCode);
        Assert.EndsWith(
            "\nno row: a participant would have nothing to commit to\n", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(';', ";")]
    [InlineData(',', ",")]
    [InlineData('|', "|")]
    [InlineData('\t', "tab")]
    public async Task Check_DefinitionWithoutKeysOrValidators_SaysWhatARecordIs(char separator, string given)
    {
        string data = _folder.Write(
            "data.csv",
            "patient,age,radius,stage,malignant\nAA0001,60,1.5,I,0\nAA0002,71,2.5,,1\n".Replace(',', separator));

        Finished run = await CheckAsync(data, "--definition", Definition, "--separator", given);

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.StartsWith($"{data}: 2 records of 2 rows ", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_ALargeFile_CanBeStopped()
    {
        // Seconds of work: whoever stops it does so long before its end.
        string data = _folder.Write("data.csv", "id,x,n\n");
        await using (StreamWriter file = File.AppendText(data))
        {
            for (int i = 0; i < 4_000_000; i++)
            {
                await file.WriteAsync("a,1,2\n");
            }
        }

        await using CandorProcess check = CandorProcess.Start("data", "check", data, "--schema", Schema);
        await check.SignalAsync("INT");

        Finished stopped = await check.FinishAsync();
        Assert.Equal((130, string.Empty), (stopped.ExitCode, stopped.Out));
    }

    [Fact]
    public async Task Check_WrongInputs_AreOneLine()
    {
        const string OneOf = "expected one of --schema, --definition and --market";
        string lines = _folder.Write("data.jsonl", "{}\n");
        (string[] Args, string Expected)[] cases =
        [
            ([DecimalCommas], $"candor data check: nothing says what a record is; {OneOf}"),
            ([DecimalCommas, "--schema", Schema, "--definition", Definition],
                $"candor data check: --schema and --definition each say what a record is; {OneOf}"),
            ([DecimalCommas, "--schema", Schema, "--server", "http://127.0.0.1:1"],
                "--server: has no use here; no server is asked; expected --market with it"),
            ([DecimalCommas, "--schema", Schema, "--separator", "x"],
                "--separator 'x': is not a separator; expected ';', ',', '|' or tab"),
            ([lines, "--schema", Schema, "--separator", ";"],
                $"--separator ';': has no use here; '{lines}' is a file of JSON lines by its name; expected no --separator"),
            ([Semicolons, "--schema", Schema],
                "Hint: the header is one cell with ';' in it: pass --separator ';' (DatasetFileOptions.Separator)."),
            (["no.csv", "--schema", Schema], "There is no file 'no.csv'; expected a dataset in CSV."),
            ([DecimalCommas, "--definition", "samples/markets/rivals-in-the-dialect.json"],
                "--definition 'samples/markets/rivals-in-the-dialect.json': validation: found nothing, expected how committed "
                + "sizes are checked, which says what a record is"),
            ([DecimalCommas, "--definition", "no.json"], "no.json: no such file; expected a market definition"),
            ([DecimalCommas, "--definition", _folder.Write("later.json", """{ "version": 99, "validation": {} }""")],
                "validation.records: found nothing, expected what a record is"),
        ];
        foreach ((string[] args, string expected) in cases)
        {
            Finished run = await CheckAsync(args);
            Assert.Contains(expected, run.RefusalLine(), StringComparison.Ordinal);
        }
    }

    private static Task<Finished> CheckAsync(params string[] args) =>
        CandorProcess.RunAsync(["data", "check", .. args]);
}
