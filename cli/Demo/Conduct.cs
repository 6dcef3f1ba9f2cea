namespace Candor.Cli.Demo;

/// <summary>How a hospital of the demo behaves.</summary>
internal enum Conduct
{
    /// <summary>Reports all the records that it has.</summary>
    Honest,

    /// <summary>Commits to all its records and reports fewer.</summary>
    Hides,

    /// <summary>Tries to report more records than it committed to, is refused, and reports what it has.</summary>
    Overclaims,

    /// <summary>Joins and commits, and never reports.</summary>
    StaysSilent,
}
