namespace Candor.Cli.Options;

/// <summary>What the demo types to start a cheater: the hidden command <c>candor dishonest</c> and its options.</summary>
internal static class DishonestOptions
{
    /// <summary>The command.</summary>
    internal const string Command = "dishonest";

    /// <summary>Names a file to claim every row of, before all else; may be repeated.</summary>
    internal const string ClaimEveryRow = "--claim-every-row";

    /// <summary>A report above the commitment, to be tried first.</summary>
    internal const string OverReport = "--over-report";

    /// <summary>Contributes statistics with every label turned round.</summary>
    internal const string FalseStatistics = "--false-statistics";

    /// <summary>Stays silent after the commitment.</summary>
    internal const string WithholdReport = "--withhold-report";
}
