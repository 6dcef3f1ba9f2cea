using Candor.Cli;
using Candor.Cli.Output;

return await CommandLine.RunAsync(args, Screen.OfThisProcess()).ConfigureAwait(false);
