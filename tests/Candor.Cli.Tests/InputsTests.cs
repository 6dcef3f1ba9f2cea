using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Candor.Cli.Output;
using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

/// <summary>The table of inputs tried, <c>tests/cases/inputs/inputs.jsonl</c>: each is run through the whole tool in this
/// process, and answered in words.</summary>
public sealed class InputsTests : IDisposable
{
    private const string Cases = "cases/inputs";
    private const string Placeholder = "{folder}";

    private static readonly Dictionary<string, JsonElement> s_rows = File
        .ReadLines(Path.Combine(AppContext.BaseDirectory, Cases, "inputs.jsonl"))
        .Select(static line => JsonElement.Parse(line))
        .ToDictionary(static row => row.GetProperty("name").GetString()!, StringComparer.Ordinal);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names { get; } = [.. s_rows.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Input_IsAnsweredInWords(string name)
    {
        JsonElement row = s_rows[name];
        if (OperatingSystem.IsWindows() && row.GetProperty("files").GetRawText().Contains("\"pipe\"", StringComparison.Ordinal))
        {
            return;
        }

        foreach (JsonProperty file in row.GetProperty("files").EnumerateObject())
        {
            Make(file.Name, file.Value);
        }

        string[] args =
        [
            .. row.GetProperty("command").EnumerateArray().Select(argument =>
                argument.GetString()!.Replace(Placeholder, _folder.Path, StringComparison.Ordinal)),
        ];
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        int code = await CommandLine.RunAsync(args, Screen.Of(output, error)).WithPatience();

        string answer = $"{output}{error}".Replace(_folder.Path, Placeholder, StringComparison.Ordinal);
        Assert.True(row.GetProperty("exit").GetInt32() == code, $"exit code {code}: {answer}");
        Assert.True(code == ExitCode.Done || row.GetProperty("words").GetArrayLength() > 0, $"a row without words: {answer}");
        foreach (JsonElement words in row.GetProperty("words").EnumerateArray())
        {
            Assert.Contains(words.GetString()!, answer, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("   at ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(answer, static c => c != '\n' && IsUnprintable(c));
        if (code == ExitCode.WrongInput)
        {
            Assert.Equal(string.Empty, output.ToString());
            string line = Assert.Single(error.ToString().TrimEnd('\n').Split('\n'));
            Assert.NotEmpty(line);
        }
    }

    private void Make(string name, JsonElement content)
    {
        string path = _folder.File(name);
        if (content.ValueKind == JsonValueKind.String)
        {
            File.WriteAllText(path, content.GetString());
        }
        else if (content.TryGetProperty("hex", out JsonElement hex))
        {
            File.WriteAllBytes(path, Convert.FromHexString(hex.GetString()!));
        }
        else if (content.TryGetProperty("copy", out JsonElement copied))
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, Cases, copied.GetString()!), path);
        }
        else if (content.TryGetProperty("pipe", out _))
        {
            using Process make = Process.Start("mkfifo", ["-m", "600", path]);
            make.WaitForExit();
            Assert.Equal(0, make.ExitCode);
            return;
        }
        else
        {
            Directory.CreateDirectory(path);
            return;
        }

        // A key that others may read is warned of, in a line of its own.
        if (name.EndsWith(".pem", StringComparison.Ordinal) && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static bool IsUnprintable(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
