using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Candor.Market.Definitions;
using Candor.Market.Json;
using Candor.Mechanism;
using Candor.Mechanism.Allocations;
using Candor.Mechanism.Numerics;
using Candor.Mechanism.Payments;

namespace Candor.Market.Scenarios;

/// <summary>Reads scenario files: JSON in camelCase, with comments and trailing commas allowed.</summary>
/// <remarks>
/// The allocation defaults to efficient, the payment to mep, the opt-out rule to everyone and the reports to the types.
/// Without <c>training</c> a model can be trained from any reports; with it, from those that meet it (docs/paper.md, D23).
/// A report above the type is accepted: what happens then is Observation 1, which a scenario may want to show.
/// </remarks>
public static class ScenarioReader
{
    private const string SizesShape = "an array of data sizes, one a participant";

    /// <summary>Reads a scenario.</summary>
    /// <param name="json">The text of the file.</param>
    /// <exception cref="ScenarioException">The text is not a scenario; every fault is listed with its path.</exception>
    public static Scenario Parse(string json) =>
        TryParse(json, out Scenario? scenario, out ImmutableArray<JsonFault> faults)
            ? scenario
            : throw new ScenarioException(faults);

    /// <summary>Reads a scenario, or lists every fault in it.</summary>
    /// <param name="json">The text of the file.</param>
    /// <param name="scenario">The scenario; null when there are faults.</param>
    /// <param name="faults">The faults, empty when there is a scenario.</param>
    public static bool TryParse(
        string json, [NotNullWhen(true)] out Scenario? scenario, out ImmutableArray<JsonFault> faults)
    {
        var found = new JsonFaults();
        scenario = JsonValue.Parse(json, found) is JsonValue root && root.Members("a scenario") is { } members
            ? Read(members, found)
            : null;
        faults = found.ToImmutable();
        if (!faults.IsEmpty)
        {
            scenario = null;
        }

        return scenario is not null;
    }

    private static Scenario? Read(JsonMembers members, JsonFaults faults)
    {
        RuleSpelling paper = RuleSpelling.Paper;
        IQualityCurve? curve = QualityCurveReader.Read(members, paper);
        IValuation? valuation = ValuationReader.Read(
            members, curve, CountOf(members, "types") ?? CountOf(members, "reports"), paper)?.Valuation;
        AllocationKind? allocation = AllocationReader.Read(members, paper, AllocationKind.Efficient);
        PaymentKind? payment = RuleNames.Read<PaymentKind>(
            members, "payment", RuleNames.Payments, paper, PaymentKind.Mep);
        OptOutRule? optOut = RuleNames.Read<OptOutRule>(
            members, "optOut", RuleNames.OptOuts, paper, OptOutRule.Everyone);
        TypeGrid? grid = members.Optional("grid") is JsonValue sizes ? ReadGrid(sizes) : null;
        ImmutableArray<double>? types = members.Optional("types") is JsonValue given
            ? ReadTypes(given, valuation?.Count)
            : null;
        Profile? reports = members.Optional("reports") is JsonValue reported
            ? ReadReports(reported, valuation?.Count ?? types?.Length)
            : null;
        TrainingRequirement? training = members.Optional("training") is JsonValue asked
            ? TrainingReader.Read(asked, valuation?.Count)
            : null;
        members.Finish();
        if (payment == PaymentKind.Desirable)
        {
            RequireGridPoints(members, grid, wereRead: reports is not null || types is not null);
        }

        if (!faults.IsEmpty)
        {
            return null;
        }

        IAllocationRule rule = AllocationReader.Create(allocation!.Value, valuation!, optOut!.Value, paper.Version);
        var mechanism = new MarketMechanism(curve!, valuation!, rule, PaymentRules.Create(payment!.Value, grid));
        var scenario = new Scenario(mechanism, types, reports, grid);
        if (training is null)
        {
            return scenario;
        }

        TrainingReader.RequireBestOrNothing(
            members, mechanism, allocation == AllocationKind.BestOrNothing, Examples(scenario));
        return new Scenario(mechanism.WithTraining(training), types, reports, grid);
    }

    private static IEnumerable<Profile> Examples(Scenario scenario)
    {
        if (scenario.Reports is Profile reports)
        {
            yield return reports;
        }

        if (scenario.Grid is TypeGrid grid)
        {
            yield return Profile.AllIn([.. Enumerable.Repeat(grid.Max, scenario.Mechanism.Count)]);
        }
    }

    /// <summary>Desirable payments live on a grid: it must be there, and what is reported must lie on it.</summary>
    private static void RequireGridPoints(JsonMembers members, TypeGrid? grid, bool wereRead)
    {
        if (members.Optional("grid") is null)
        {
            members.Owner.Faults.Add("grid", "nothing", "the grid of sizes that desirable payments are for");
        }

        JsonValue? reported = members.Optional("reports") ?? members.Optional("types");
        if (grid is null || !wereRead || reported is not { IsArray: true })
        {
            return;
        }

        foreach (JsonValue item in reported.Value.Items()!)
        {
            if (!item.IsNull && item.Number() is double size and >= 0 && !grid.TryGetStep(size, out _))
            {
                item.AddFault(grid.DescribeNeighbours(size));
            }
        }
    }

    private static int? CountOf(JsonMembers members, string name) =>
        members.Peek(name) is JsonValue sizes && sizes.IsArray ? sizes.Items()!.Count : null;

    private static TypeGrid? ReadGrid(JsonValue value)
    {
        if (value.Members("a grid") is not { } members)
        {
            return null;
        }

        double? unit = members.Required("unit", "the smallest size, more than 0")?.Number();
        double? max = members.Required("max", "the largest size, a multiple of the unit")?.Number();
        members.Finish();
        if (unit is not double epsilon || max is not double largest)
        {
            return null;
        }

        string found = string.Create(CultureInfo.InvariantCulture, $"unit {epsilon:R} and max {largest:R}");
        double steps = Math.Round(largest / epsilon);
        bool isMultiple = Math.Abs((largest / epsilon) - steps) <= 1e-9 * Math.Abs(steps);
        if (epsilon > 0 && steps is >= 1 and <= TypeGrid.MostSteps && isMultiple)
        {
            return new TypeGrid(epsilon, (int)steps);
        }

        string expected = epsilon <= 0 ? "a unit of more than 0"
            : largest < epsilon ? "a max of at least one unit"
            : steps > TypeGrid.MostSteps ? $"a max of at most {TypeGrid.MostSteps} units"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"a max that is a whole multiple of the unit, such as {Math.Floor(largest / epsilon) * epsilon:G15} or "
                + $"{Math.Ceiling(largest / epsilon) * epsilon:G15}");
        value.AddFault(expected, found);
        return null;
    }

    private static ImmutableArray<double>? ReadTypes(JsonValue value, int? count)
    {
        if (ReadSizes(value, count, static item => item.Number(SizeShape(canBeOut: false))) is not { } sizes)
        {
            return null;
        }

        return [.. sizes.Select(static size => size!.Value)];
    }

    private static Profile? ReadReports(JsonValue value, int? count)
    {
        double?[]? sizes = ReadSizes(
            value, count, static item => item.IsNull ? null : item.Number(SizeShape(canBeOut: true)));
        return sizes is null ? null : Profile.Of(sizes);
    }

    private static double?[]? ReadSizes(JsonValue value, int? count, Func<JsonValue, double?> read)
    {
        if (value.Items(SizesShape) is not { } items)
        {
            return null;
        }

        int before = value.Faults.Count;
        if (count is int expected && items.Count != expected)
        {
            value.AddFault($"{expected}, one a participant", $"{items.Count} sizes");
        }

        var sizes = new double?[items.Count];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = read(items[i]);
            if (sizes[i] < 0)
            {
                items[i].AddFault(SizeShape(canBeOut: false));
            }
        }

        if (!double.IsFinite(Summation.Sum([.. sizes.Select(static size => size ?? 0)])))
        {
            value.AddFault("sizes whose sum is finite");
        }

        return value.Faults.Count == before ? sizes : null;
    }

    private static string SizeShape(bool canBeOut) =>
        canBeOut ? "a finite size of at least 0, or null for out" : "a finite size of at least 0";
}
