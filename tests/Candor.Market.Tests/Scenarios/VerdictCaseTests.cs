using System.Globalization;
using Candor.Market.Scenarios;
using Candor.Mechanism.Checks;
using Candor.Mechanism.Properties;

namespace Candor.Market.Tests.Scenarios;

/// <summary>Scenarios whose verdicts rounding used to decide, in <c>tests/cases/verdicts</c>.</summary>
public class VerdictCaseTests
{
    [Theory]
    [InlineData("false-ir-mep")]
    [InlineData("ir-false-by-rounding")]
    [InlineData("false-ic-mep")]
    public void Check_MepWithPositiveOwnEffects_IsRationalAndTruthful(string name)
    {
        foreach (bool useTheorems in new[] { true, false })
        {
            PropertyReport report = Check(name, useTheorems);
            Assert.Equal(0, report.IndividuallyRational.Margin);
            Assert.Equal(0, report.IncentiveCompatible.Margin);
            Assert.True(report.IndividuallyRational.Holds && report.IncentiveCompatible.Holds);
            Assert.DoesNotContain("gains", report.IncentiveCompatible.Witness, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("false-ir-mep")]
    [InlineData("ir-false-by-rounding")]
    [InlineData("false-ic-mep")]
    public void Sample_MepWithPositiveOwnEffects_IsNotRefuted(string name)
    {
        Scenario scenario = Read(name);
        (Verdict hiding, Verdict leaving) =
            SampledCheck.Run(scenario.Mechanism, scenario.Grid!.Max, 20_000, new Random(1));
        Assert.True(hiding.Holds, hiding.Witness);
        Assert.True(leaving.Holds, leaving.Witness);
    }

    [Fact]
    public void Check_WelfareThatIsZeroEverywhere_IsEfficient()
    {
        Assert.All(
            new[] { true, false },
            static useTheorems => Assert.Equal(0, Check("efficient-false-by-rounding", useTheorems).Efficient.Margin));
    }

    [Fact]
    public void Check_FailureOfOneAmongLargeCoefficientsOfOthers_NamesTheOneThatGains()
    {
        PropertyReport report = Check("wrong-witness");
        Assert.False(report.IncentiveCompatible.Holds);
        Assert.InRange(report.IncentiveCompatible.Margin, -3e-7, -1e-9);
        string gain = (-report.IncentiveCompatible.Margin).ToString("G6", CultureInfo.InvariantCulture);
        Assert.StartsWith("participant 1, of true size", report.IncentiveCompatible.Witness, StringComparison.Ordinal);
        Assert.Contains($"gains {gain} by reporting", report.IncentiveCompatible.Witness, StringComparison.Ordinal);
        Assert.True(report.IndividuallyRational.Holds, report.IndividuallyRational.Witness);
    }

    [Fact]
    public void Check_FailureBesideACoefficientOf1e10_IsNotHidden()
    {
        Verdict compatible = Check("tolerance-hides-0.23").IncentiveCompatible;
        Assert.False(compatible.Holds);
        Assert.InRange(compatible.Margin, -0.24, -0.22);
        Assert.StartsWith("participant 0, of true size", compatible.Witness, StringComparison.Ordinal);
    }

    private static PropertyReport Check(string name, bool useTheorems = true)
    {
        Scenario scenario = Read(name);
        return PropertyCheck.Run(scenario.Mechanism, scenario.Grid!, new() { UseTheorems = useTheorems });
    }

    private static Scenario Read(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "cases", "verdicts", name + ".json");
        return ScenarioReader.Parse(File.ReadAllText(path));
    }
}
