namespace Candor.Cli.Demo;

/// <summary>Eight hospitals, five of which cheat, each in its own way.</summary>
internal static class TumourMarket
{
    /// <summary>The market.</summary>
    internal static DemoMarket Market { get; } = new()
    {
        Data = "breast-cancer",
        Id = "hospitals",
        DisplayName = "Eight hospitals, one tumour model",
        Things = "tumours",
        Beginning = "8 hospitals want one model that tells malignant tumours from benign ones. 455 real records are shared out "
            + "among seven of them, some rows broken or repeated; the eighth copies. 114 records stay aside, to measure models",
        File = "breast_cancer",
        CurveFolder = "demo",
        LinesBefore = 1,
        Target = "diagnosis",
        HeldOut = 114,

        // Over 60 ways of sharing out, the pooled model is right on 95.4 % of the held-out records, and those that each trains
        // alone on 93.2 %; this way is near both.
        Seed = 23,
        ReportOfTheHiding = 40,
        Overclaim = 60,
        Companies =
        [
            new Company("aachen", "Aachen", Conduct.Honest, Records: 84, BrokenRows: 4, RepeatedRows: 6),
            new Company("bergen", "Bergen", Conduct.Honest, Records: 75, BrokenRows: 2, RepeatedRows: 3),
            new Company("cork", "Cork", Conduct.Hides, Records: 104, BrokenRows: 5, RepeatedRows: 1),
            new Company("delft", "Delft", Conduct.Overclaims, Records: 52, BrokenRows: 8, RepeatedRows: 12),
            new Company("evora", "Evora", Conduct.StaysSilent, Records: 30, BrokenRows: 3, RepeatedRows: 2),
            new Company("faro", "Faro", Conduct.ClaimsEveryRow, Records: 40, BrokenRows: 20, RepeatedRows: 30),
            new Company("ghent", "Ghent", Conduct.Copies, Records: 75, BrokenRows: 0, RepeatedRows: 0, CopyOf: "bergen"),
            new Company("heide", "Heide", Conduct.FalseStatistics, Records: 70, BrokenRows: 1, RepeatedRows: 0),
        ],
        Externalities =
        [
            [600_000, -60_000, -40_000, -30_000, -20_000, -30_000, -20_000, -30_000],
            [-50_000, 500_000, -40_000, -20_000, -20_000, -20_000, -30_000, -20_000],
            [-40_000, -30_000, 550_000, -50_000, -30_000, -20_000, -20_000, -20_000],
            [-30_000, -20_000, -60_000, 400_000, -20_000, -20_000, -10_000, -10_000],
            [-20_000, -30_000, -30_000, -20_000, 300_000, -10_000, -10_000, -20_000],
            [-20_000, -20_000, -30_000, -20_000, -20_000, 350_000, -20_000, -10_000],
            [-30_000, -40_000, -20_000, -10_000, -10_000, -20_000, 450_000, -20_000],
            [-40_000, -30_000, -30_000, -20_000, -10_000, -10_000, -20_000, 400_000],
        ],
    };
}
