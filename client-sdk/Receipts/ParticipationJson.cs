using System.Text.Json;
using System.Text.Json.Serialization;
using Candor.Commitments.Statements;

namespace Candor.Client.Receipts;

/// <summary>What a participation keeps, as a file: version 3 of a receipt.</summary>
internal static class ParticipationJson
{
    /// <summary>The newest version of a receipt.</summary>
    internal const int Version = 3;

    private const int NonceBytes = 32;

    /// <summary>Whether a receipt's text is of this version; else one of the older readers reads it, or says what is
    /// wrong with it.</summary>
    internal static bool IsParticipation(ReadOnlyMemory<byte> text)
    {
        using var json = JsonDocument.Parse(text);
        return json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.TryGetProperty("version", out JsonElement version)
            && version.ValueKind == JsonValueKind.Number
            && version.TryGetInt32(out int number)
            && number == Version;
    }

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="ReceiptException">It is damaged.</exception>
    /// <exception cref="JsonException">It lacks a member.</exception>
    /// <exception cref="ArgumentException">A member has the wrong length.</exception>
    internal static ParticipationRecord Read(ReadOnlySpan<byte> text, string path)
    {
        ParticipationDto dto = JsonSerializer.Deserialize(text, ParticipationJsonContext.Default.ParticipationDto)!;

        // The serializer respects the annotations of members, not those of an array's elements.
        if (dto.Samples.Any(static sample => sample is null)
            || dto.Messages.Any(static message => message?.InclusionProof.All(static hash => hash is not null) != true))
        {
            throw ReceiptJson.Damaged(path, "a sample, a message or a hash in it is 'null'");
        }

        var context = new StatementContext(dto.Market, dto.DefinitionDigest, dto.Participant, dto.PublicKey);
        CommitmentReceipt? commitment = dto.Commitment is null ? null : ReceiptJson.ToReceipt(dto.Commitment, path);
        var record = new ParticipationRecord(context)
        {
            Commitment = commitment,
            Samples = [.. dto.Samples.Select(sample => ToSample(sample, path))],
            Messages = [.. dto.Messages.Select(TranscriptReceiptJson.FromDto)],
            Report = dto.Report is null ? null : ToReport(dto.Report),
        };
        if (commitment is not null && !record.IsOf(commitment.Context))
        {
            throw ReceiptJson.Damaged(path, "its commitment is of another participant than the file");
        }

        return record.Samples.Select(static sample => sample.CommitmentEvent).Distinct().Count() == record.Samples.Length
            ? record
            : throw ReceiptJson.Damaged(path, "it has two samples of one commitment");
    }

    /// <summary>The text of a file.</summary>
    internal static string Write(ParticipationRecord record)
    {
        ReceiptDto? commitment = record.Commitment is null ? null : ReceiptJson.ToDto(record.Commitment);
        var dto = new ParticipationDto(
            Version,
            record.Context.Market,
            record.Context.Participant,
            record.Context.DefinitionDigest.ToArray(),
            record.Context.ParticipantKey.ToArray(),
            [
                .. record.Samples.Select(static sample => new SampleDto(
                    sample.CommitmentEvent, sample.Validator, sample.Nonce.ToArray(), [.. sample.Positions])),
            ],
            [.. record.Messages.Select(TranscriptReceiptJson.ToDto)],
            commitment,
            record.Report is not { } report
                ? null
                : new SentReportDto(
                    report.CommitmentEvent,
                    [.. report.Debits],
                    report.Debited,
                    report.Records,
                    report.Message.ToArray(),
                    report.IsRefused));
        try
        {
            return JsonSerializer.Serialize(dto, ParticipationJsonContext.Default.ParticipationDto);
        }
        finally
        {
            commitment?.Erase();
        }
    }

    private static DrawnSample ToSample(SampleDto dto, string path) => dto.Nonce.Length == NonceBytes
        ? new DrawnSample(dto.CommitmentEvent, dto.Validator, dto.Nonce, [.. dto.Positions])
        : throw ReceiptJson.Damaged(path, $"a sample's nonce has {dto.Nonce.Length} bytes, expected {NonceBytes}");

    private static SentReport ToReport(SentReportDto dto) => new(
        dto.CommitmentEvent, [.. dto.Debits], dto.Debited, dto.Records, dto.Message, dto.IsRefused);
}

/// <summary>A participation as its JSON is laid out; the commitment in it holds secrets.</summary>
internal sealed record ParticipationDto(
    int Version,
    string Market,
    string Participant,
    byte[] DefinitionDigest,
    byte[] PublicKey,
    SampleDto[] Samples,
    TranscriptReceiptDto[] Messages,
    ReceiptDto? Commitment = null,
    SentReportDto? Report = null);

/// <summary>A drawn sample as its JSON is laid out.</summary>
internal sealed record SampleDto(ulong CommitmentEvent, string Validator, byte[] Nonce, ulong[] Positions);

/// <summary>A report's message as its JSON is laid out.</summary>
internal sealed record SentReportDto(
    ulong CommitmentEvent, ulong[] Debits, ulong Debited, uint Records, byte[] Message, bool IsRefused);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(ParticipationDto))]
internal sealed partial class ParticipationJsonContext : JsonSerializerContext;
