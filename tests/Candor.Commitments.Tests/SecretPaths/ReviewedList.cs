namespace Candor.Commitments.Tests.SecretPaths;

/// <summary>The reviewed list: which methods are secret paths, and each of their conditional jumps and calls with the reason
/// why it depends on no secret. <c>secret-paths.txt</c> says how it is written.</summary>
internal sealed class ReviewedList
{
    private const string ReasonSeparator = " | ";

    private readonly List<string> _covered = [];
    private readonly Dictionary<string, List<string>> _steps = new(StringComparer.Ordinal);
    private readonly HashSet<string> _calls = new(StringComparer.Ordinal);

    /// <summary>The runtime that the list was reviewed for.</summary>
    internal string Runtime { get; private set; } = "";

    /// <summary>Methods and types, as the beginning of their methods' names.</summary>
    internal IReadOnlyList<string> Covered => _covered;

    /// <summary>The methods with steps.</summary>
    internal IEnumerable<string> Methods => _steps.Keys;

    /// <summary>Reads the list; every step and call must have a reason.</summary>
    internal static ReviewedList Read(IEnumerable<string> lines)
    {
        var list = new ReviewedList();
        List<string>? steps = null;
        foreach (string line in lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == ' ')
            {
                Assert.True(steps is not null, $"'{line.Trim()}' stands before the first method.");
                steps.Add(Reasoned(line.Trim()));
                continue;
            }

            string[] words = line.Split(' ', 2);
            switch (words)
            {
                case ["runtime", var version]:
                    list.Runtime = version;
                    break;
                case ["covers", var name]:
                    list._covered.Add(name);
                    break;
                case ["calls", var call]:
                    list._calls.Add(Reasoned(call));
                    break;
                case ["method", var method]:
                    steps = list._steps[method] = [];
                    break;
                default:
                    Assert.Fail($"'{line}' is not a line of the list; expected runtime, covers, calls or method.");
                    break;
            }
        }

        return list;
    }

    /// <summary>A method's steps; none where the list has none of it.</summary>
    internal IReadOnlyList<string> StepsOf(string method) => _steps.GetValueOrDefault(method) ?? [];

    /// <summary>Whether a method belongs to the secret paths. What makes a type's constants runs once.</summary>
    internal bool Covers(string method) =>
        _covered.Exists(name => method.StartsWith(name, StringComparison.Ordinal))
        && !method.EndsWith(":.cctor()", StringComparison.Ordinal);

    /// <summary>Whether a secret path may call what is called.</summary>
    internal bool AllowsCall(string call) => Covers(call.TrimStart('[')) || _calls.Contains(call);

    private static string Reasoned(string line)
    {
        string[] parts = line.Split(ReasonSeparator);
        Assert.True(parts.Length == 2 && parts[1].Trim().Length > 0, $"'{line}' has no reason; expected '… | reason'.");
        return parts[0].Trim();
    }
}
