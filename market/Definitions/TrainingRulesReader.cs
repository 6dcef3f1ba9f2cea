using System.Collections.Immutable;
using Candor.Commitments.Projections;
using Candor.Market.Json;
using Candor.Market.Records;
using Candor.Market.Training;
using Candor.Mechanism;
using Candor.Mechanism.Allocations;
using Candor.Training.Features;

namespace Candor.Market.Definitions;

/// <summary>Reads <c>training</c>, which version 3 lets the operator say, and makes the plan that follows from it.</summary>
internal static class TrainingRulesReader
{
    private const int Since = 3;
    private const int DefaultMaxRecords = 1 << 20;

    /// <summary>Reads what a market trains.</summary>
    /// <param name="members">The definition's members.</param>
    /// <param name="version">The definition's version.</param>
    /// <param name="validation">How sizes are checked; null where they are not, or a fault was found.</param>
    /// <returns>The rules with what a record is; null where there are none, or a fault was found.</returns>
    internal static Written? Read(JsonMembers members, int version, ValidationRules? validation)
    {
        int faultsBefore = members.Owner.Faults.Count;
        if (MembersOf(members, version) is not { } inner)
        {
            return null;
        }

        bool isAudited = members.Peek("validation") is { IsNull: false };
        string? target = inner.Required("target", "the column to predict")?.Text("the name of a column");
        ImmutableArray<string> features = ReadFeatures(inner);
        (long? ramps, byte[]? seed) = ReadMap(inner);
        const int Fewest = TrainingRequirement.FewestContributors;
        long? contributors = ValidationReader.ReadBounded(
            inner, "minContributors", Fewest, MarketDefinitionReader.MaxRoster, Fewest);
        long? projections = ValidationReader.ReadBounded(inner, "projections", 2, ProjectionPolicy.MaximumPerBlock, 0);
        long? z = ValidationReader.ReadBounded(inner, "zThousandths", 1, ProjectionPolicy.MaximumZThousandths, 0);
        long? seconds = ValidationReader.ReadBounded(
            inner,
            "answerSeconds",
            TrainingRules.LeastAnswerSeconds,
            TrainingRules.MostAnswerSeconds,
            TrainingRules.DefaultAnswerSeconds);
        long? days = ValidationReader.ReadBounded(
            inner, "retentionDays", 1, TrainingRules.MostRetentionDays, TrainingRules.DefaultRetentionDays);
        (RecordFormat? records, long? mostRecords) = ReadRecords(inner, version, isAudited, validation);
        inner.Finish();
        if (members.Owner.Faults.Count > faultsBefore || records is null || mostRecords is null)
        {
            return null;
        }

        var rules = new TrainingRules
        {
            Target = target!,
            Features = features,
            Ramps = (int)ramps!.Value,
            Seed = seed!,
            MinContributors = (int)contributors!.Value,
            Projections = projections is > 0 ? (int)projections.Value : null,
            ZThousandths = z is > 0 ? (int)z.Value : null,
            AnswerTime = TimeSpan.FromSeconds(seconds!.Value),
            Retention = TimeSpan.FromDays(days!.Value),
        };
        return new Written(rules, records, mostRecords.Value, isAudited);
    }

    /// <summary>Opens <c>training</c>.</summary>
    /// <param name="members">The definition's members.</param>
    /// <param name="version">The definition's version.</param>
    /// <returns>What stands in it; null where it is not there, or after adding a fault.</returns>
    internal static JsonMembers? MembersOf(JsonMembers members, int version)
    {
        if (members.Optional("training") is not { } member)
        {
            return null;
        }

        // What a version does not know must not be there: its author would believe that it holds.
        if (version < Since)
        {
            member.AddFault(VersionReader.ExpectedSince(Since));
            return null;
        }

        return member.Members("what the market trains");
    }

    /// <summary>Makes the plan, or says why the rules do not go with the rest of the definition.</summary>
    /// <param name="written">The rules.</param>
    /// <param name="participants">How many stand on the roster.</param>
    /// <param name="recordsPerUnit">How many records make one unit.</param>
    /// <param name="allocation">Who is allocated what, without training.</param>
    /// <param name="kind">That rule's name.</param>
    /// <param name="grid">The sizes that a report may have; null where any will do.</param>
    /// <param name="faults">Receives the faults.</param>
    /// <returns>The plan; null after adding a fault.</returns>
    internal static TrainingPlan? Plan(
        Written written,
        int participants,
        uint recordsPerUnit,
        IAllocationRule allocation,
        AllocationKind kind,
        ReportGrid? grid,
        JsonFaults faults)
    {
        var setting = new TrainingSetting
        {
            Records = written.Records,
            Allocation = allocation,
            IsBestOrNothing = kind == AllocationKind.BestOrNothing,
            Participants = participants,
            MostRecords = written.MostRecords,
            RecordsPerUnit = recordsPerUnit,
            IsAudited = written.IsAudited,
        };
        TrainingPlan.TryMake(
            written.Rules, setting, out TrainingPlan? plan, out IReadOnlyList<DefinitionFault> broken);
        foreach (DefinitionFault fault in broken)
        {
            faults.Add(fault.Path, fault.Found, fault.Expected);
        }

        // The grid may allow less than maxRecords does.
        if (plan is not null && grid is not null
            && (participants - 1L) * grid.MaxRecords is var besides && besides < plan.Requirement.MinRecords)
        {
            faults.Add(
                "reportGrid.maxRecords",
                $"{grid.MaxRecords} records for each of {participants} participants, {besides} without one of them",
                $"at least {plan.Requirement.MinRecords} without one, since fewer do not hide a record");
            return null;
        }

        return plan;
    }

    private static ImmutableArray<string> ReadFeatures(JsonMembers members)
    {
        string expected = $"1 to {RecordFormat.MaxColumns} columns to learn from";
        JsonValue? member = members.Required("features", expected);
        if (member?.Items(expected) is not { } items)
        {
            return [];
        }

        if (items.Count is 0 or > RecordFormat.MaxColumns)
        {
            member.Value.AddFault(expected, $"{items.Count} columns");
            return [];
        }

        return [.. items.Select(static item => item.Text("the name of a column") ?? string.Empty)];
    }

    private static (long? Ramps, byte[]? Seed) ReadMap(JsonMembers members)
    {
        const string Expected = "how columns become the entries of one vector";
        if (members.Required("map", Expected)?.Members(Expected) is not { } inner)
        {
            return default;
        }

        long? ramps = ValidationReader.ReadBounded(inner, "ramps", 0, FeatureMap.MaxDimension, 0);
        byte[]? seed = ReadSeed(inner);
        inner.Finish();
        return (ramps, seed);
    }

    private static byte[]? ReadSeed(JsonMembers members)
    {
        string expected = $"{FeatureMap.SeedBytes} bytes in base64";
        JsonValue? member = members.Required("seed", expected);
        if (member?.Text(expected) is not { } text)
        {
            return null;
        }

        byte[] bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out int length))
        {
            member.Value.AddFault(expected, "a string that is not base64");
            return null;
        }

        if (length != FeatureMap.SeedBytes)
        {
            member.Value.AddFault(expected, $"{length} bytes");
            return null;
        }

        return bytes[..length];
    }

    // Both stand in one place: beside the validators that check them, or here where nobody does.
    private static (RecordFormat? Records, long? MostRecords) ReadRecords(
        JsonMembers members, int version, bool isAudited, ValidationRules? validation)
    {
        if (!isAudited)
        {
            RecordFormat? records = RecordFormatReader.Read(members, version);
            return (records, ValidationReader.ReadBounded(
                members, "maxRecords", 1, ValidationRules.MostRecords, DefaultMaxRecords));
        }

        members.Optional("records")?.AddFault("nothing, since validation.records says what a record is", "a record format");
        if (ValidationReader.ReadBounded(members, "maxRecords", 1, ValidationRules.MostRecords, 0) is > 0)
        {
            members.Optional("maxRecords")?.AddFault("nothing, since validation.maxRecords is the limit");
        }

        return (validation?.Records, validation?.MaxRecords);
    }

    /// <summary>What a definition says of training.</summary>
    /// <param name="Rules">The rules.</param>
    /// <param name="Records">What a record is.</param>
    /// <param name="MostRecords">The most records that one participant may report.</param>
    /// <param name="IsAudited">Whether validators audit what is committed.</param>
    internal sealed record Written(TrainingRules Rules, RecordFormat Records, long MostRecords, bool IsAudited);
}
