using System.Collections.Immutable;

namespace Candor.Cli.Demo;

/// <summary>The seven hospitals. The records of those that bring their own add up to the sample's 569 patients; who
/// behaves how is the demo's only script, all else follows from the rules.</summary>
internal static class Hospitals
{
    /// <summary>How many records the hospital that hides reports.</summary>
    internal const int ReportOfTheHiding = 60;

    /// <summary>How many records more than it has the hospital that overclaims tries to report.</summary>
    internal const int Overclaim = 60;

    /// <summary>The roster, in the order of the valuation's rows and columns.</summary>
    internal static ImmutableArray<Hospital> All { get; } =
    [
        new Hospital("aachen", "Aachen", Conduct.Honest, Records: 120, BrokenRows: 4, RepeatedRows: 6),
        new Hospital("bergen", "Bergen", Conduct.Honest, Records: 100, BrokenRows: 2, RepeatedRows: 3),
        new Hospital("cork", "Cork", Conduct.Hides, Records: 140, BrokenRows: 5, RepeatedRows: 1),
        new Hospital("delft", "Delft", Conduct.Overclaims, Records: 84, BrokenRows: 8, RepeatedRows: 12),
        new Hospital("evora", "Evora", Conduct.StaysSilent, Records: 55, BrokenRows: 3, RepeatedRows: 2),
        new Hospital("faro", "Faro", Conduct.ClaimsEveryRow, Records: 70, BrokenRows: 20, RepeatedRows: 30),
        new Hospital("ghent", "Ghent", Conduct.Copies, Records: 100, BrokenRows: 0, RepeatedRows: 0, CopyOf: "bergen"),
    ];

    /// <summary>The hospital against whose receipts the transcript is held at the demo's end.</summary>
    internal static Hospital WithReceipt => All[0];

    /// <summary>What a quality of 1 of the column's hospital is worth to the row's hospital, in euros a year: one's own
    /// model counts most, and a rival's good model costs some patients.</summary>
    internal static ImmutableArray<ImmutableArray<double>> Externalities { get; } =
    [
        [60_000, -6_000, -4_000, -3_000, -2_000, -3_000, -2_000],
        [-5_000, 50_000, -4_000, -2_000, -2_000, -2_000, -3_000],
        [-4_000, -3_000, 55_000, -5_000, -3_000, -2_000, -2_000],
        [-3_000, -2_000, -6_000, 40_000, -2_000, -2_000, -1_000],
        [-2_000, -3_000, -3_000, -2_000, 30_000, -1_000, -1_000],
        [-2_000, -2_000, -3_000, -2_000, -2_000, 35_000, -2_000],
        [-3_000, -4_000, -2_000, -1_000, -1_000, -2_000, 45_000],
    ];
}
