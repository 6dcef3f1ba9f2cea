using System.Globalization;
using Candor.Market.Json;
using Candor.Market.Records;
using Candor.Market.Records.Normalization;

namespace Candor.Market.Definitions;

/// <summary>Reads <c>validation.records</c>.</summary>
internal static class RecordFormatReader
{
    // Protobuf's JSON parser reads a number without quotes as a double, which is exact up to here. Larger integers are
    // written in quotes, as protobuf itself writes every integer of 64 bits.
    private const long LargestPlain = 1L << 53;

    internal static RecordFormat? Read(JsonMembers members, int version)
    {
        string expected = $"1 to {RecordFormat.MaxColumns} columns";
        JsonMembers? inner = members.Required("records", "what a record is")?.Members("what a record is");
        JsonValue? member = inner?.Required("columns", expected);
        inner?.Finish();
        if (member?.Items(expected) is not { } items)
        {
            return null;
        }

        if (items.Count is 0 or > RecordFormat.MaxColumns)
        {
            member.Value.AddFault(expected, $"{items.Count} columns");
            return null;
        }

        int faultsBefore = member.Value.Faults.Count;
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        RecordColumn?[] columns = [.. items.Select((item, i) => ReadColumn(item, i, seen, version))];
        return member.Value.Faults.Count > faultsBefore ? null : new RecordFormat(columns!);
    }

    private static RecordColumn? ReadColumn(
        JsonValue item, int index, Dictionary<string, int> seen, int version)
    {
        if (item.Members("a column") is not { } members)
        {
            return null;
        }

        string? name = ReadName(members, index, seen, version);
        bool isOptional = members.Optional("optional")?.Boolean() ?? false;
        bool hasKind = members.TryOneOf(
            out string? kind, out JsonValue value, "number", "integer", "text", "category");
        members.Finish();
        if (!hasKind || value.Members($"what makes a value of the kind '{kind}' valid") is not { } rules)
        {
            return null;
        }

        // A faulty name stands in for another, so that the rules are read all the same; the format is rejected anyway.
        RecordColumn? column = kind switch
        {
            "number" => ReadNumber(rules, name ?? "column", isOptional),
            "integer" => ReadInteger(rules, name ?? "column", isOptional),
            "text" => ReadText(rules, name ?? "column", isOptional, version),
            _ => ReadCategory(rules, name ?? "column", isOptional),
        };
        rules.Finish();
        return column;
    }

    private static string? ReadName(JsonMembers members, int index, Dictionary<string, int> seen, int version)
    {
        string expected = RecordColumn.ExpectedName(version);
        JsonValue? member = members.Required("name", expected);
        if (member?.Text(expected) is not { } name)
        {
            return null;
        }

        if (RecordColumn.NameFault(name, version) is not null)
        {
            member.Value.AddFault(expected);
            return null;
        }

        if (!seen.TryAdd(name, index))
        {
            member.Value.AddFault("a name of its own for each column", $"'{name}', the name of columns[{seen[name]}]");
        }

        return name;
    }

    private static NumberColumn? ReadNumber(JsonMembers rules, string name, bool isOptional)
    {
        double? minimum = rules.Optional("minimum")?.Number();
        double? maximum = rules.Optional("maximum")?.Number();
        if (minimum > maximum)
        {
            rules.Optional("minimum")!.Value.AddFault("a number not above the maximum");
            return null;
        }

        return new NumberColumn(name, isOptional, minimum, maximum);
    }

    private static IntegerColumn? ReadInteger(JsonMembers rules, string name, bool isOptional)
    {
        long? minimum = ReadInt64(rules.Optional("minimum"));
        long? maximum = ReadInt64(rules.Optional("maximum"));
        if (minimum > maximum)
        {
            rules.Optional("minimum")!.Value.AddFault("an integer not above the maximum");
            return null;
        }

        return new IntegerColumn(name, isOptional, minimum, maximum);
    }

    private static long? ReadInt64(JsonValue? member)
    {
        if (member is not { } value)
        {
            return null;
        }

        // What the value is described by is its own text, quotes included.
        string text = value.Describe();
        if (!text.StartsWith('"'))
        {
            return value.WholeNumber(-LargestPlain, LargestPlain);
        }

        text = text.Trim('"');
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer)
            && integer.ToString(CultureInfo.InvariantCulture) == text)
        {
            return integer;
        }

        value.AddFault($"a whole number from {long.MinValue} to {long.MaxValue}, without leading zeros");
        return null;
    }

    private static TextColumn? ReadText(JsonMembers rules, string name, bool isOptional, int version)
    {
        long? maxBytes = ValidationReader.ReadBounded(
            rules, "maxBytes", 1, TextColumn.LongestText, TextColumn.LongestText);
        TextNormalization? normalization = ReadNormalization(rules, version);
        JsonValue? given = rules.Optional("pattern");
        string? pattern = given?.Text("a regular expression");
        if (!string.IsNullOrEmpty(pattern) && !TextPattern.TryParse(pattern, version, out _, out string? fault))
        {
            given!.Value.AddFault("a regular expression in part of RE2's language", $"{given.Value.Describe()}: {fault}");
            return null;
        }

        return maxBytes is { } most ? new TextColumn(name, isOptional, pattern, (int)most, normalization) : null;
    }

    // What a version does not know must not be there: its author would believe that it holds.
    private static TextNormalization? ReadNormalization(JsonMembers rules, int version)
    {
        if (rules.Optional("normalization") is not { } member)
        {
            return null;
        }

        if (version < 3)
        {
            member.AddFault(VersionReader.ExpectedSince(3));
            return null;
        }

        const string Expected = "how a text is rewritten: nfc, caseFold or collapseSpaces, at least one of them true";
        if (member.Members(Expected) is not { } inner)
        {
            return null;
        }

        var normalization = new TextNormalization
        {
            Nfc = inner.Optional("nfc")?.Boolean() ?? false,
            CaseFold = inner.Optional("caseFold")?.Boolean() ?? false,
            CollapseSpaces = inner.Optional("collapseSpaces")?.Boolean() ?? false,
        };
        inner.Finish();
        if (normalization.IsEmpty)
        {
            member.AddFault(Expected);
            return null;
        }

        return normalization;
    }

    private static CategoryColumn? ReadCategory(JsonMembers rules, string name, bool isOptional)
    {
        string expected = $"1 to {CategoryColumn.MaxValues} distinct texts";
        JsonValue? member = rules.Required("values", expected);
        if (member?.Items(expected) is not { } items)
        {
            return null;
        }

        if (items.Count is 0 or > CategoryColumn.MaxValues)
        {
            member.Value.AddFault(expected, $"{items.Count} values");
            return null;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var values = new List<string>(items.Count);
        foreach (JsonValue item in items)
        {
            string? text = item.Text("a text");
            if (text is null)
            {
                continue;
            }

            if (CategoryColumn.ValueFault(text) is { } fault)
            {
                item.AddFault("a value that a record can have", $"{item.Describe()}: {fault}");
            }
            else if (!seen.Add(text))
            {
                item.AddFault("each value once", $"{item.Describe()} a second time");
            }
            else
            {
                values.Add(text);
            }
        }

        return values.Count == items.Count ? new CategoryColumn(name, values, isOptional) : null;
    }
}
