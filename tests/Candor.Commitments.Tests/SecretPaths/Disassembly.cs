using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Candor.Commitments.Tests.SecretPaths;

/// <summary>What the runtime's compiler made of each method: the instructions whose time or way may depend on a value, and
/// the methods that it calls.</summary>
internal sealed partial class Disassembly
{
    private readonly Dictionary<string, List<string>> _steps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _calls = new(StringComparer.Ordinal);

    private Disassembly(string runtime) => Runtime = runtime;

    /// <summary>The version of the runtime that compiled.</summary>
    internal string Runtime { get; }

    /// <summary>The methods by their names in listings.</summary>
    internal IEnumerable<string> Methods => _steps.Keys;

    /// <summary>A method's conditional jumps and divisions, in order: <c>jl after cmp reg, 64</c>.</summary>
    internal IReadOnlyList<string> StepsOf(string method) => _steps[method];

    /// <summary>What a method calls.</summary>
    internal IReadOnlyList<string> CallsOf(string method) => _calls[method];

    /// <summary>Compiles a library's methods in a process of their own.</summary>
    internal static async Task<Disassembly> OfAsync(string library)
    {
        string listing = Path.GetTempFileName();
        try
        {
            string host = Path.GetFullPath(Path.Combine(
                RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
            var start = new ProcessStartInfo(host, ["exec", typeof(Disassembly).Assembly.Location, library])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment =
                {
                    // What runs after a while: everything optimised, and from no profile.
                    ["DOTNET_TieredCompilation"] = "0",
                    ["DOTNET_TieredPGO"] = "0",

                    // One kind of processor, whatever this one can do beyond.
                    ["DOTNET_EnableAVX512"] = "0",
                    ["DOTNET_JitDisasm"] = "*",
                    ["DOTNET_JitStdOutFile"] = listing,
                },
            };
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WithPatience();
            Assert.True(process.ExitCode == 0, $"The compiling process ended with {process.ExitCode}: {await errors}");
            return Read((await output).Trim(), await File.ReadAllLinesAsync(listing));
        }
        finally
        {
            File.Delete(listing);
        }
    }

    /// <summary>Reads a listing as the runtime writes it.</summary>
    internal static Disassembly Read(string runtime, IEnumerable<string> listing)
    {
        var disassembly = new Disassembly(runtime);
        List<string> steps = [];
        List<string> calls = [];
        string flags = "nothing";
        foreach (string line in listing.Select(line => line.Trim()))
        {
            if (MethodLine().Match(line) is { Success: true } method)
            {
                disassembly._steps[method.Groups[1].Value] = steps = [];
                disassembly._calls[method.Groups[1].Value] = calls = [];
                flags = "nothing";
            }
            else if (ConditionalJump().Match(line) is { Success: true } jump)
            {
                steps.Add($"{jump.Value} after {flags}");
            }
            else if (Division().IsMatch(line))
            {
                steps.Add(Plain(line));
                flags = Plain(line);
            }
            else if (Call().Match(line) is { Success: true } call && !line.Contains("G_M", StringComparison.Ordinal))
            {
                calls.Add(Plain(call.Groups[1].Value));
            }
            else if (SetsFlags().IsMatch(line))
            {
                flags = Plain(line);
            }
        }

        return disassembly;
    }

    // Registers, places in the frame, addresses and the stack's cookie differ from run to run; what is compared, and how
    // wide it is, does not.
    private static string Plain(string instruction)
    {
        string plain = Comment().Replace(instruction, "");
        plain = Address().Replace(plain, "[address]");
        plain = Frame().Replace(plain, "[frame]");
        plain = Cookie().Replace(plain, "cookie");
        plain = Register().Replace(plain, register => register.Value switch
        {
            ['e', ..] or [.., 'd'] => "r32",
            ['r', ..] and not [.., 'b' or 'w'] => "r64",
            ['x' or 'y' or 'z', 'm', 'm', ..] => "vector",
            _ => "r8or16",
        });
        return Blanks().Replace(plain, " ").Trim();
    }

    [GeneratedRegex(@"^; Assembly listing for method (.*) \(.*\)$")]
    private static partial Regex MethodLine();

    [GeneratedRegex(@"^j(?!mp)[a-z]+(?=\s)")]
    private static partial Regex ConditionalJump();

    [GeneratedRegex(@"^i?div\s")]
    private static partial Regex Division();

    [GeneratedRegex(@"^(?:call|tail\.jmp|jmp)\s+(.*)$")]
    private static partial Regex Call();

    [GeneratedRegex(@"^(?:cmp|test|add|adc|sub|sbb|and|or|xor|inc|dec|neg|sh[lr]|sar|bt|imul|mul|vptest|v?u?comis[sd])\s")]
    private static partial Regex SetsFlags();

    [GeneratedRegex(@"\s*;.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\[\(reloc [^)]*\)\]")]
    private static partial Regex Address();

    [GeneratedRegex(@"\[r[bs]p[^\]]*\]")]
    private static partial Regex Frame();

    [GeneratedRegex(@"\b(?:[er]?(?:ax|bx|cx|dx|si|di|bp|sp)|[abcd]l|(?:si|di|bp|sp)l|r(?:8|9|1[0-5])[bdw]?|[xyz]mm\d+)\b")]
    private static partial Regex Register();

    [GeneratedRegex(@"(?<=cmp\s+qword ptr \[frame\], )0x[0-9A-F]+$")]
    private static partial Regex Cookie();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
