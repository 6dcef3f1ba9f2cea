using System.CommandLine;
using System.CommandLine.Help;
using Candor.Cli.Commands;
using Candor.Cli.Help;
using Candor.Cli.Options;
using Candor.Cli.Output;

namespace Candor.Cli;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    /// <summary>Creates the tree.</summary>
    /// <param name="screen">Where commands write.</param>
    internal static RootCommand Create(Screen screen)
    {
        var root = new RootCommand(
            "Candor settles federated-learning markets truthfully: companies pool what their data can teach a model, "
            + "and each is charged by rules under which hiding data never pays.")
        {
            CommonOptions.EndWithParent,
            CommonOptions.Timeout,
            ServeCommand.Create(screen),
            ValidateCommands.Create(screen),
            DatabaseCommands.Create(screen),
            KeygenCommand.Create(screen),
            MarketCommands.Create(screen),
            DataCommands.Create(screen),
            JoinCommand.Create(screen),
            DishonestCommand.Create(screen),
            TranscriptCommands.Create(screen),
            VerifyCommand.Create(screen),
            SettleCommand.Create(screen),
            CheckCommand.Create(screen),
            DesirableCommand.Create(screen),
            CompareCommand.Create(screen),
            GrowthCommand.Create(screen),
            FiguresCommand.Create(screen),
            CurveCommands.Create(screen),
            ModelCommands.Create(screen),
            SimulateCommand.Create(screen),
            DemoCommand.Create(screen),
        };
        Teach(root);
        return root;
    }

    private static void Teach(RootCommand root)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        var usual = (HelpAction)help.Action!;
        help.Action = new TeachingHelp(usual, wasAsked: true);

        // A group of commands typed alone is a question, and its help is the answer.
        var teaching = new TeachingHelp(usual, wasAsked: false);
        root.Action = teaching;
        foreach (Command group in root.Subcommands.Where(
            static command => command.Subcommands.Count > 0 && command.Action is null))
        {
            group.Action = teaching;
        }
    }
}
