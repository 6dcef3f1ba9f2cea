namespace Candor.Cli.Demo;

/// <summary>Five post offices, one of which hides records, and one of which never reports: a model of ten classes.</summary>
internal static class DigitMarket
{
    /// <summary>The market.</summary>
    internal static DemoMarket Market { get; } = new()
    {
        Data = "digits",
        Id = "post-offices",
        DisplayName = "Five post offices, one model of handwritten digits",
        Things = "handwritten digits",
        Beginning = "5 post offices want one model that reads handwritten digits. 1,437 real records are shared out among them; "
            + "360 stay aside, to measure models",
        File = "digits",
        CurveFolder = "digits",
        Target = "digit",
        HeldOut = 360,
        Seed = 1797,
        ReportOfTheHiding = 150,
        Companies =
        [
            new Company("antwerp", "Antwerp", Conduct.Honest, Records: 380, BrokenRows: 0, RepeatedRows: 3),
            new Company("brno", "Brno", Conduct.Honest, Records: 300, BrokenRows: 0, RepeatedRows: 0),
            new Company("coimbra", "Coimbra", Conduct.Hides, Records: 420, BrokenRows: 0, RepeatedRows: 2),
            new Company("dresden", "Dresden", Conduct.Honest, Records: 240, BrokenRows: 1, RepeatedRows: 0),
            new Company("espoo", "Espoo", Conduct.StaysSilent, Records: 97, BrokenRows: 0, RepeatedRows: 0),
        ],
        Externalities =
        [
            [900_000, -60_000, -50_000, -40_000, -10_000],
            [-60_000, 800_000, -50_000, -40_000, -10_000],
            [-50_000, -50_000, 950_000, -40_000, -10_000],
            [-50_000, -40_000, -60_000, 700_000, -10_000],
            [-30_000, -30_000, -30_000, -30_000, 400_000],
        ],
    };
}
