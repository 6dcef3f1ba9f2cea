using Candor.Cli.Output;
using Candor.Cli.Processes;

namespace Candor.Cli.Demo;

/// <summary>Something that one of the demo's processes did.</summary>
/// <param name="Company">Whose process; null for the server's.</param>
/// <param name="Update">The step it told of; null where it ended.</param>
/// <param name="Ended">The process, where it ended.</param>
/// <param name="ExitCode">Its exit code, where it ended.</param>
internal sealed record ProcessNotice(
    CompanyProcess? Company, JoinUpdate? Update = null, ChildProcess? Ended = null, int ExitCode = 0);
