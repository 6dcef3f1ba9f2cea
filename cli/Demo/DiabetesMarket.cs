namespace Candor.Cli.Demo;

/// <summary>Five clinics, one of which hides records, and one of which sends false statistics: a model of a number.</summary>
internal static class DiabetesMarket
{
    /// <summary>The market.</summary>
    internal static DemoMarket Market { get; } = new()
    {
        Data = "diabetes",
        Id = "clinics",
        DisplayName = "Five clinics, one model of the progression of diabetes",
        Things = "patients",
        Beginning = "5 clinics want one model of how far diabetes goes on in a year. 353 real records are shared out among "
            + "them; 89 stay aside, to measure models",
        File = "diabetes",
        CurveFolder = "diabetes",
        LinesBefore = 1,
        Target = "progression",
        HeldOut = 89,
        Seed = 442,
        ReportOfTheHiding = 30,
        Companies =
        [
            new Company("arles", "Arles", Conduct.Honest, Records: 80, BrokenRows: 2, RepeatedRows: 1),
            new Company("bath", "Bath", Conduct.Honest, Records: 70, BrokenRows: 0, RepeatedRows: 0),
            new Company("como", "Como", Conduct.Hides, Records: 93, BrokenRows: 1, RepeatedRows: 2),
            new Company("delphi", "Delphi", Conduct.FalseStatistics, Records: 60, BrokenRows: 0, RepeatedRows: 0),
            new Company("eger", "Eger", Conduct.Honest, Records: 50, BrokenRows: 0, RepeatedRows: 3),
        ],
        Externalities =
        [
            [600_000, -60_000, -40_000, -30_000, -20_000],
            [-50_000, 500_000, -40_000, -20_000, -20_000],
            [-40_000, -30_000, 550_000, -50_000, -30_000],
            [-30_000, -20_000, -60_000, 400_000, -20_000],
            [-20_000, -30_000, -30_000, -20_000, 300_000],
        ],
    };
}
