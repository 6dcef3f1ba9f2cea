using Candor.Market.Json;
using Candor.Mechanism;

namespace Candor.Market.Definitions;

/// <summary>The sizes that a report may have, where the market's payments are computed on a grid.</summary>
/// <param name="UnitRecords">ε in records.</param>
/// <param name="Steps">D/ε.</param>
public sealed record ReportGrid(uint UnitRecords, int Steps)
{
    /// <summary>The most steps: a market that settles computes Steps²/2 values for each participant.</summary>
    public const int MaxSteps = 2000;

    private const long MaxLineValues = 50_000_000;

    /// <summary>The largest size, in records.</summary>
    public long MaxRecords => (long)UnitRecords * Steps;

    /// <summary>Whether a report is on the grid.</summary>
    /// <param name="records">The report.</param>
    /// <returns>Whether it is a multiple of the unit, and not above the largest size.</returns>
    public bool Contains(uint records) => records % UnitRecords == 0 && records <= MaxRecords;

    /// <summary>The sizes beside one that is not on the grid, for the message that rejects it.</summary>
    /// <param name="records">The report.</param>
    /// <returns>One or two sizes in records.</returns>
    public string DescribeNeighbours(uint records)
    {
        long below = records - (records % UnitRecords);
        return records > MaxRecords ? $"{MaxRecords}, the largest" : $"{below} or {below + UnitRecords}";
    }

    internal TypeGrid ToTypeGrid(uint recordsPerUnit) => new(UnitRecords / (double)recordsPerUnit, Steps);

    internal static ReportGrid? Read(JsonMembers members, bool required, int rosterSize)
    {
        const string Expected = "the report grid, with desirable payments only";
        JsonValue? member = required ? members.Required("reportGrid", Expected) : members.Optional("reportGrid");
        if (member is { } given && !required)
        {
            given.AddFault("no report grid with these payments");
            return null;
        }

        if (member?.Members("a report grid") is not { } inner)
        {
            return null;
        }

        long? unit = inner.Required("unitRecords", "a whole number")?.WholeNumber(1, uint.MaxValue);
        long? max = inner.Required("maxRecords", "a whole number")?.WholeNumber(1, uint.MaxValue);
        inner.Finish();
        if (unit is not { } u || max is not { } m)
        {
            return null;
        }

        long steps = m / u;
        if (m % u != 0 || steps is 0 or > MaxSteps || steps * steps * rosterSize * rosterSize > MaxLineValues)
        {
            member.Value.Faults.Add(
                member.Value.Path + ".maxRecords",
                $"{m} records, {steps} units of {u}",
                $"a multiple of the unit, at most {MaxSteps} units, participants² x units² at most {MaxLineValues}");
            return null;
        }

        return new ReportGrid((uint)u, (int)steps);
    }
}
