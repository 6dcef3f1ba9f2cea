using System.Collections.Immutable;
using Candor.Commitments.Audits;
using Candor.Commitments.Logs;
using Candor.Market.Json;
using Candor.Market.Records;
using Candor.Market.Signing;

namespace Candor.Market.Definitions;

/// <summary>Reads <c>validation</c>, <c>logKey</c> and <c>transcriptAccess</c>.</summary>
internal static class ValidationReader
{
    /// <summary>The most validators in one market.</summary>
    internal const int MaxValidators = 16;

    private const int MaxAddress = 1_000;
    private const int MostBadSharePerMillion = 1_000_000;
    private const int MostSecurityBits = 128;
    private const int DefaultAnswerSeconds = 600;
    private const int LeastAnswerSeconds = 10;
    private const int MostAnswerSeconds = 86_400;
    private const int DefaultOverlapAnswerSeconds = 21_600;
    private const int DefaultMaxRecords = 1 << 20;
    private const int DefaultRecordsPerSecond = 1_000;
    private const int MostRecordsPerSecond = 1_000_000;

    private static readonly Dictionary<string, string> s_overlaps = new(StringComparer.Ordinal)
    {
        ["OVERLAP_POLICY_UNSPECIFIED"] = nameof(OverlapPolicy.None),
        ["OVERLAP_POLICY_REFUSE_LATER"] = nameof(OverlapPolicy.RefuseLater),
        ["OVERLAP_POLICY_CREDIT_EARLIER"] = nameof(OverlapPolicy.CreditEarlier),
    };

    private static readonly Dictionary<string, string> s_accesses = new(StringComparer.Ordinal)
    {
        ["TRANSCRIPT_ACCESS_UNSPECIFIED"] = nameof(TranscriptAccess.Members),
        ["TRANSCRIPT_ACCESS_MEMBERS"] = nameof(TranscriptAccess.Members),
        ["TRANSCRIPT_ACCESS_PUBLIC"] = nameof(TranscriptAccess.Public),
    };

    /// <summary>Reads how committed sizes are checked.</summary>
    /// <param name="members">The definition's members.</param>
    /// <param name="version">The definition's version.</param>
    /// <param name="roster">The roster; entries that are faulty are null.</param>
    /// <param name="commitmentDeadline">As the definition gives it; null where it does not.</param>
    /// <param name="reportDeadline">As the definition gives it; null where it is faulty.</param>
    /// <returns>The rules; null where there are none, or a fault was found.</returns>
    internal static ValidationRules? Read(
        JsonMembers members,
        int version,
        ImmutableArray<RosterEntry> roster,
        DateTimeOffset? commitmentDeadline,
        DateTimeOffset? reportDeadline)
    {
        if (members.Optional("validation")?.Members("how committed sizes are checked") is not { } inner)
        {
            return null;
        }

        JsonFaults faults = members.Owner.Faults;
        RecordFormat? records = RecordFormatReader.Read(inner, version);
        ImmutableArray<ValidatorIdentity> validators = ReadValidators(inner, roster);
        OverlapPolicy overlap = ReadChoice(inner, "overlap", s_overlaps, OverlapPolicy.None);
        (AuditPolicy? audit, AnswerTerms answers) = ReadAudit(inner, version, overlap);
        long? maxRecords = ReadSince(
            2, version, inner, "maxRecords", 1, ValidationRules.MostRecords, DefaultMaxRecords);
        inner.Finish();
        if (overlap != OverlapPolicy.None)
        {
            RequireOverlapTerms(inner, faults, validators.Length, commitmentDeadline, reportDeadline);
        }

        return records is null || audit is null || maxRecords is null || validators.Any(static v => v is null)
            ? null
            : new ValidationRules(
                records,
                validators,
                audit,
                answers.Time,
                overlap,
                version == 1 ? ValidationRules.MostRecords : (uint)maxRecords.Value,
                answers.RecordsPerSecond);
    }

    /// <summary>Reads the key that signs the transcript's checkpoints.</summary>
    internal static NoteKey? ReadLogKey(JsonMembers members)
    {
        const string Expected = "an Ed25519 note verifier key, 'name+hash+key'";
        JsonValue? member = members.Optional("logKey");
        if (member?.Text(Expected) is not { Length: > 0 } text)
        {
            return null;
        }

        if (!NoteKey.TryParse(text, out NoteKey? key))
        {
            member.Value.AddFault(Expected);
        }

        return key;
    }

    /// <summary>Reads who may read a settled market's transcript.</summary>
    internal static TranscriptAccess ReadAccess(JsonMembers members) =>
        ReadChoice(members, "transcriptAccess", s_accesses, TranscriptAccess.Members);

    // The validator that compares records needs all commitments to stand before it compares them, and time to do so.
    private static void RequireOverlapTerms(
        JsonMembers validation,
        JsonFaults faults,
        int validators,
        DateTimeOffset? commitmentDeadline,
        DateTimeOffset? reportDeadline)
    {
        if (validators > 1)
        {
            validation.Optional("validators")!.Value.AddFault(
                "exactly one validator with an overlap policy, since it must see the tags of all",
                $"{validators} validators");
        }

        const string Expected = "a time before reportDeadline, since an overlap policy compares what was committed";
        if (commitmentDeadline is null)
        {
            faults.Add("commitmentDeadline", "no time", Expected);
        }
        else if (commitmentDeadline == reportDeadline)
        {
            faults.Add("commitmentDeadline", $"{commitmentDeadline:O}, the report deadline", Expected);
        }
    }

    private static ImmutableArray<ValidatorIdentity> ReadValidators(
        JsonMembers members, ImmutableArray<RosterEntry> roster)
    {
        string expected = $"1 to {MaxValidators} validators";
        JsonValue? member = members.Required("validators", expected);
        if (member?.Items(expected) is not { } items)
        {
            return [];
        }

        if (items.Count is 0 or > MaxValidators)
        {
            member.Value.AddFault(expected, $"{items.Count} validators");
            return [];
        }

        var seenIds = new Dictionary<string, int>(StringComparer.Ordinal);
        var holders = new Dictionary<VerificationKey, string>();
        for (int i = 0; i < roster.Length; i++)
        {
            if (roster[i] is { } entry)
            {
                holders.TryAdd(entry.Key, $"roster[{i}]");
            }
        }

        return [.. items.Select((item, i) => ReadValidator(item, i, seenIds, holders)!)];
    }

    private static ValidatorIdentity? ReadValidator(
        JsonValue item, int index, Dictionary<string, int> seenIds, Dictionary<VerificationKey, string> holders)
    {
        if (item.Members("a validator") is not { } members)
        {
            return null;
        }

        string? id = MarketDefinitionReader.ReadId(members);
        VerificationKey? key = MarketDefinitionReader.ReadKey(members);
        string address = ReadAddress(members);
        members.Finish();
        if (id is not null && !seenIds.TryAdd(id, index))
        {
            members.Required("id", string.Empty)!.Value.AddFault(
                "an id of its own for each validator", $"'{id}', the id of validators[{seenIds[id]}]");
        }

        if (key is not null && !holders.TryAdd(key, $"validators[{index}]"))
        {
            members.Required("publicKey", string.Empty)!.Value.AddFault(
                "a key of its own for each validator, and not one of the roster", $"the key of {holders[key]}");
        }

        return id is null || key is null ? null : new ValidatorIdentity(id, key, address);
    }

    private static string ReadAddress(JsonMembers members)
    {
        string expected = $"an http or https address of at most {MaxAddress} characters, or nothing";
        JsonValue? member = members.Optional("address");
        if (member?.Text(expected) is not { Length: > 0 } text)
        {
            return string.Empty;
        }

        if (text.Length > MaxAddress || !Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
            || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            member.Value.AddFault(expected);
        }

        return text;
    }

    private static (AuditPolicy? Policy, AnswerTerms Answers) ReadAudit(
        JsonMembers members, int version, OverlapPolicy overlap)
    {
        // Whoever may be asked to compare records has to stay online for the answers; hours let it restart.
        int standardSeconds = version >= 2 && overlap != OverlapPolicy.None
            ? DefaultOverlapAnswerSeconds
            : DefaultAnswerSeconds;
        var standard = new AuditPolicy();
        JsonValue? member = members.Optional("audit");
        if (member is null)
        {
            return (standard, AnswerTerms.Of(version, standardSeconds, DefaultRecordsPerSecond));
        }

        if (member.Value.Members("an audit policy") is not { } inner)
        {
            return default;
        }

        long? share = ReadBounded(
            inner,
            "badSharePerMillion",
            AuditPolicy.MinimumBadSharePerMillion,
            MostBadSharePerMillion,
            standard.BadSharePerMillion);
        long? bits = ReadBounded(inner, "securityBits", 1, MostSecurityBits, standard.SecurityBits);
        long? seconds = ReadBounded(
            inner, "answerSeconds", LeastAnswerSeconds, MostAnswerSeconds, standardSeconds);
        long? rate = ReadSince(
            2, version, inner, "recordsPerSecond", 1, MostRecordsPerSecond, DefaultRecordsPerSecond);
        inner.Finish();
        return share is { } s && bits is { } b && seconds is { } t && rate is { } r
            ? (new AuditPolicy { BadSharePerMillion = (int)s, SecurityBits = (int)b }, AnswerTerms.Of(version, t, r))
            : default;
    }

    // Zero is what protobuf has where nothing was said.
    internal static long? ReadBounded(JsonMembers members, string name, long least, long most, long standard)
    {
        JsonValue? member = members.Optional(name);
        if (member is null)
        {
            return standard;
        }

        if (member.Value.WholeNumber(0, most) is not { } value)
        {
            return null;
        }

        if (value > 0 && value < least)
        {
            member.Value.AddFault($"a whole number from {least} to {most}");
            return null;
        }

        return value == 0 ? standard : value;
    }

    // What a version does not know must not be there: its author would believe that it holds.
    private static long? ReadSince(
        int since, int version, JsonMembers members, string name, long least, long most, long standard)
    {
        if (version < since && members.Optional(name) is { } member)
        {
            member.AddFault(VersionReader.ExpectedSince(since));
            return null;
        }

        return ReadBounded(members, name, least, most, standard);
    }

    private readonly record struct AnswerTerms(TimeSpan Time, uint? RecordsPerSecond)
    {
        internal static AnswerTerms Of(int version, long seconds, long rate) =>
            new(TimeSpan.FromSeconds(seconds), version >= 2 ? (uint)rate : null);
    }

    private static T ReadChoice<T>(JsonMembers members, string name, Dictionary<string, string> choices, T otherwise)
        where T : struct, Enum =>
        members.Optional(name)?.Choice(choices) is { } chosen ? Enum.Parse<T>(chosen) : otherwise;
}
