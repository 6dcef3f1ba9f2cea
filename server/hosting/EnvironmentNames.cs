using System.Text.RegularExpressions;

namespace Candor.Hosting;

/// <summary>Variables of the environment that begin with <c>CANDOR_</c> and are no option of a program that
/// listens.</summary>
internal static partial class EnvironmentNames
{
    // What the tool, and the tests of this project, read for themselves.
    private static readonly string[] s_ofOthers =
        ["SERVER", "PATIENCE", "MUTATIONS", "SEED", "FUZZ_SEED", "SIGN_MARKETS", "SCHEDULES", "FLIPS"];

    /// <summary>Whether a name belongs to somebody else who shares the prefix, and not to a slip in an option's
    /// name.</summary>
    /// <param name="name">The name, without the prefix.</param>
    internal static bool IsOfOthers(string name) =>
        s_ofOthers.Contains(name, StringComparer.OrdinalIgnoreCase) || OfOrchestrators().IsMatch(name);

    // Kubernetes and Docker tell each container of a service named candor, or candor-validator, by variables such as
    // CANDOR_SERVICE_HOST and CANDOR_PORT_5080_TCP: nobody wrote them.
    [GeneratedRegex("(^|_)(SERVICE_(HOST|PORT)|PORT)(_|$)")]
    private static partial Regex OfOrchestrators();
}
