namespace Candor.Cli.Demo;

/// <summary>How a company of the demo behaves.</summary>
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

    /// <summary>Commits to every row of its file, repeated and broken ones too; then to each row once, broken ones too;
    /// and where both are refused, to what it has.</summary>
    ClaimsEveryRow,

    /// <summary>Brings another company's records as its own.</summary>
    Copies,

    /// <summary>Reports what it has, and contributes statistics in which every label is turned round, which would spoil the
    /// model of all.</summary>
    FalseStatistics,
}
