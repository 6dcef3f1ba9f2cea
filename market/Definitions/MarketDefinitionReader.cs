using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Candor.Commitments.Logs;
using Candor.Market.Json;
using Candor.Market.Records;
using Candor.Market.Signing;
using Candor.Market.Training;
using Candor.Mechanism;
using Candor.Mechanism.Allocations;
using Candor.Mechanism.Payments;

namespace Candor.Market.Definitions;

/// <summary>Reads a market definition from protobuf's JSON mapping of <c>candor.v1.MarketDefinition</c>: the form in
/// which the server receives it and the log keeps it. People may write it otherwise too. All faults are found in one
/// reading, each with its path, so that the same words serve a file's author and a caller of the server.</summary>
public static class MarketDefinitionReader
{
    /// <summary>The most participants in one roster.</summary>
    public const int MaxRoster = 10_000;

    /// <summary>The longest display name: in Unicode code points from version 3 on, in UTF-16 code units before.</summary>
    public const int MaxDisplayName = 200;

    /// <summary>Reads a definition from text; comments and trailing commas are allowed.</summary>
    /// <param name="json">The text.</param>
    /// <param name="definition">The definition, where nothing is wrong.</param>
    /// <param name="faults">Every fault, in the order of the text; empty where nothing is wrong.</param>
    /// <returns>Whether nothing is wrong.</returns>
    public static bool TryRead(
        string json,
        [NotNullWhen(true)] out MarketDefinition? definition,
        out ImmutableArray<DefinitionFault> faults) => TryRead(json, RuleSpelling.Signed, out definition, out faults);

    /// <summary>Reads a definition as a person may write it: curves, valuations and rules also in the dialect of
    /// scenario files. What is read is the definition's translation into protobuf's mapping, which is what is
    /// signed; faults name the path that the author wrote.</summary>
    /// <param name="json">The text; comments and trailing commas are allowed.</param>
    /// <param name="definition">The definition, where nothing is wrong.</param>
    /// <param name="faults">Every fault, in the order of the text; empty where nothing is wrong.</param>
    /// <returns>Whether nothing is wrong.</returns>
    public static bool TryReadWritten(
        string json,
        [NotNullWhen(true)] out MarketDefinition? definition,
        out ImmutableArray<DefinitionFault> faults) =>
        TryRead(json, RuleSpelling.Written, out definition, out faults)
        && TryRead(DefinitionDialect.ToContract(json), out definition, out faults);

    /// <summary>Reads no more of a definition than what a record is, so that files can be counted before keys and validators
    /// are known.</summary>
    /// <param name="json">The text; comments and trailing commas are allowed.</param>
    /// <param name="records">What a record is, where nothing is wrong with that.</param>
    /// <param name="faults">Every fault in <c>version</c> and in <c>validation.records</c>, or in <c>training.records</c> where
    /// nobody audits; empty where nothing is wrong.</param>
    /// <returns>Whether nothing is wrong with what a record is.</returns>
    public static bool TryReadRecords(
        string json,
        [NotNullWhen(true)] out RecordFormat? records,
        out ImmutableArray<DefinitionFault> faults)
    {
        var found = new JsonFaults();
        records = null;
        if (JsonValue.Parse(json, found)?.Members("a market definition") is { } members)
        {
            records = ReadRecords(members, VersionReader.Read(members));
        }

        faults =
        [
            .. found.ToImmutable().Select(static fault => new DefinitionFault(fault.Path, fault.Found, fault.Expected)),
        ];
        records = faults.IsEmpty ? records : null;
        return records is not null;
    }

    // Who audits needs to know what a record is, and so does who trains; where both do, it stands with the former.
    private static RecordFormat? ReadRecords(JsonMembers members, int version)
    {
        const string Either = "how committed sizes are checked, which says what a record is, or training, which does as well";
        bool isAudited = members.Peek("validation") is { IsNull: false };
        return isAudited || members.Peek("training") is not { IsNull: false }
            ? members.Required("validation", Either)?.Members(Either) is { } validation
                ? RecordFormatReader.Read(validation, version)
                : null
            : TrainingRulesReader.MembersOf(members, version) is { } training
                ? RecordFormatReader.Read(training, version)
                : null;
    }

    /// <summary>Reads a definition that is JSON already.</summary>
    /// <param name="json">The object.</param>
    /// <param name="definition">The definition, where nothing is wrong.</param>
    /// <param name="faults">Every fault; empty where nothing is wrong.</param>
    /// <returns>Whether nothing is wrong.</returns>
    public static bool TryRead(
        JsonElement json,
        [NotNullWhen(true)] out MarketDefinition? definition,
        out ImmutableArray<DefinitionFault> faults) => TryRead(json.GetRawText(), out definition, out faults);

    private static bool TryRead(
        string json,
        RuleSpelling spelling,
        [NotNullWhen(true)] out MarketDefinition? definition,
        out ImmutableArray<DefinitionFault> faults)
    {
        var found = new JsonFaults();
        definition = null;
        if (JsonValue.Parse(json, found) is { } root && root.Members("a market definition") is { } members)
        {
            definition = Read(members, json, spelling);
        }

        faults =
        [
            .. found.ToImmutable().Select(static fault => new DefinitionFault(fault.Path, fault.Found, fault.Expected)),
        ];
        return definition is not null;
    }

    private static MarketDefinition? Read(JsonMembers members, string json, RuleSpelling spelling)
    {
        JsonFaults faults = members.Owner.Faults;
        int version = VersionReader.Read(members);
        spelling = spelling with { Version = version };
        string? displayName = DisplayNames.Read(members, version);
        OperatorIdentity? marketOperator = ReadOperator(members);
        ImmutableArray<RosterEntry> roster = RosterReader.Read(members, version);
        long? recordsPerUnit = members.Required("recordsPerUnit", "a whole number")?.WholeNumber(1, uint.MaxValue);
        IQualityCurve? curve = QualityCurveReader.Read(members, spelling);
        BoundedValuation? valuation = ValuationReader.Read(members, curve, roster.Length, spelling);
        AllocationKind? allocation = AllocationReader.Read(members, spelling, null);
        PaymentKind? payment = RuleNames.Read<PaymentKind>(members, "payment", RuleNames.Payments, spelling, null);
        OptOutRule? optOut = RuleNames.Read<OptOutRule>(
            members, "optOut", RuleNames.OptOuts, spelling, OptOutRule.Everyone);
        ReportGrid? grid = ReportGrid.Read(members, payment == PaymentKind.Desirable, roster.Length);
        string? currency = ReadCurrency(members);
        long paymentUnit = VersionReader.ReadPaymentUnit(members, version);
        DateTimeOffset? commitmentDeadline = ReadTime(members.Optional("commitmentDeadline"), spelling);
        DateTimeOffset? reportDeadline = ReadTime(members.Required("reportDeadline", TimeExpected), spelling);
        if (commitmentDeadline > reportDeadline)
        {
            faults.Add("commitmentDeadline", $"{commitmentDeadline:O}", "a time not after reportDeadline");
        }

        ValidationRules? validation = ValidationReader.Read(
            members, version, roster, commitmentDeadline, reportDeadline);
        TrainingRulesReader.Written? trains = TrainingRulesReader.Read(members, version, validation);
        NoteKey? logKey = ValidationReader.ReadLogKey(members);
        TranscriptAccess access = ValidationReader.ReadAccess(members);
        MarketAccess readAccess = VersionReader.ReadAccess(members, version);
        bool isListed = VersionReader.ReadListed(members, version);
        members.Finish();
        if (!faults.IsEmpty)
        {
            return null;
        }

        var unit = (uint)recordsPerUnit!.Value;
        PaymentBound.Check(curve!, valuation!, unit, grid, faults);
        if (!faults.IsEmpty)
        {
            return null;
        }

        var mechanism = new MarketMechanism(
            curve!,
            valuation!.Valuation,
            AllocationReader.Create(allocation!.Value, valuation.Valuation, optOut!.Value, version),
            PaymentRules.Create(payment!.Value, grid?.ToTypeGrid(unit)));
        TrainingPlan? training = trains is null
            ? null
            : TrainingRulesReader.Plan(trains, roster.Length, unit, mechanism.Allocation, allocation.Value, grid, faults);
        if (!faults.IsEmpty)
        {
            return null;
        }

        return new MarketDefinition(
            Element(json),
            displayName!,
            marketOperator!,
            roster,
            unit,
            training is null ? mechanism : mechanism.WithTraining(training.Requirement),
            grid,
            currency!,
            commitmentDeadline,
            reportDeadline!.Value)
        {
            Validation = validation,
            Training = training,
            LogKey = logKey,
            TranscriptAccess = access,
            Version = version,
            PaymentUnit = paymentUnit,
            ReadAccess = readAccess,
            IsListed = isListed,
        };
    }

    private const string TimeExpected = "a time in RFC 3339, such as 2030-01-31T12:00:00Z";

    internal static string? ReadId(JsonMembers members)
    {
        JsonValue? member = members.Required("id", ResourceId.Expected);
        string? text = member?.Text(ResourceId.Expected);
        if (text is not null && !ResourceId.IsValid(text))
        {
            member!.Value.AddFault(ResourceId.Expected);
        }

        return text;
    }

    internal static VerificationKey? ReadKey(JsonMembers members)
    {
        const string Expected = "an ECDSA P-256 public key: SubjectPublicKeyInfo in DER, 91 bytes, in base64";
        JsonValue? member = members.Required("publicKey", Expected);
        if (member?.Text(Expected) is not { } text)
        {
            return null;
        }

        byte[] bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out int length))
        {
            member.Value.AddFault(Expected, "a string that is not base64");
            return null;
        }

        if (!VerificationKey.TryParse(bytes.AsSpan(0, length), out VerificationKey? key, out string? fault))
        {
            member.Value.AddFault(Expected, fault);
        }

        return key;
    }

    private static OperatorIdentity? ReadOperator(JsonMembers members)
    {
        if (members.Required("operator", "the operator")?.Members("an operator") is not { } inner)
        {
            return null;
        }

        string? id = ReadId(inner);
        VerificationKey? key = ReadKey(inner);
        inner.Finish();
        return id is null || key is null ? null : new OperatorIdentity(id, key);
    }

    private static string? ReadCurrency(JsonMembers members)
    {
        const string Expected = "three upper-case letters as in ISO 4217";
        JsonValue? member = members.Required("currency", Expected);
        string? text = member?.Text(Expected);
        if (text is not null && (text.Length != 3 || !text.All(char.IsAsciiLetterUpper)))
        {
            member!.Value.AddFault(Expected);
        }

        return text;
    }

    private static DateTimeOffset? ReadTime(JsonValue? member, RuleSpelling spelling)
    {
        if (member?.Text(TimeExpected) is not { } text)
        {
            return null;
        }

        // Who writes a file may write a time as RFC 3339 lets him; what is signed has one spelling.
        string? expected = spelling.TakesDialect ? Rfc3339.ReadWritten(text, out DateTimeOffset time)
            : Rfc3339.TryParse(text, out time) ? null
            : TimeExpected;
        if (expected is null)
        {
            return time;
        }

        member.Value.AddFault(expected);
        return null;
    }

    private static JsonElement Element(string json)
    {
        using JsonDocument document = JsonDocument.Parse(
            json,
            new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        return document.RootElement.Clone();
    }
}
