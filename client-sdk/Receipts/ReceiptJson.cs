using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Candor.Client.Keys;
using Candor.Commitments;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;

namespace Candor.Client.Receipts;

/// <summary>A commitment receipt as a file.</summary>
internal static class ReceiptJson
{
    // Version 3, what a participation keeps, is read and written by ParticipationJson. Version 2 adds the record key, in
    // markets with validation only; version 1 is written where there is none, so that older readers keep reading it.
    private const int VersionWithoutRecordKey = 1;
    private const int Version = 2;

    /// <summary>Reads a file of any version.</summary>
    internal static ParticipationRecord Load(string path)
    {
        byte[] file = [];
        try
        {
            // A pipe would keep its reader waiting. Like a device it has no length, and no receipt is empty.
            if (new FileInfo(path) is { Exists: true, Length: 0 })
            {
                throw Damaged(path, "it is empty, or a pipe or a device");
            }

            file = File.ReadAllBytes(path);

            ReadOnlyMemory<byte> text = file.AsSpan().StartsWith("\uFEFF"u8) ? file.AsMemory(3) : file;
            return ParticipationJson.IsParticipation(text)
                ? ParticipationJson.Read(text.Span, path)
                : ToRecord(ToReceipt(
                    JsonSerializer.Deserialize(text.Span, ReceiptJsonContext.Default.ReceiptDto)
                        ?? throw Damaged(path, "it is 'null'"),
                    path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ReceiptException(
                ReceiptFault.Missing, $"There is no file '{path}'; expected a commitment receipt.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string cause = Directory.Exists(path) ? "it is a folder." : e.Message;
            throw new ReceiptException(
                ReceiptFault.Unreadable, $"The commitment receipt '{path}' cannot be read: {cause}", e);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw Damaged(path, "it lacks a member or has one of the wrong form", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(file);
        }
    }

    /// <summary>Writes a file: in the older form where it says nothing but a commitment.</summary>
    internal static void Save(ParticipationRecord record, string path)
    {
        string text = record.IsPlain ? Write(record.Commitment!) : ParticipationJson.Write(record);
        try
        {
            PrivateFile.Write(path, writer => writer.WriteLine(text), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReceiptException(
                ReceiptFault.Unwritable, $"The commitment receipt '{path}' cannot be written: {e.Message}", e);
        }
    }

    private static string Write(CommitmentReceipt receipt)
    {
        ReceiptDto dto = ToDto(receipt);
        try
        {
            return JsonSerializer.Serialize(dto, ReceiptJsonContext.Default.ReceiptDto);
        }
        finally
        {
            dto.Erase();
        }
    }

    /// <summary>A commitment as its JSON is laid out, to be erased once it is written.</summary>
    internal static ReceiptDto ToDto(CommitmentReceipt receipt) => new(
        receipt.RecordKey is null ? VersionWithoutRecordKey : Version,
        receipt.Market,
        receipt.ParticipantId,
        receipt.Context.DefinitionDigest.ToArray(),
        receipt.Context.ParticipantKey.ToArray(),
        receipt.Event,
        receipt.Time,
        receipt.Nonce.ToArray(),
        receipt.DatasetRoot.ToArray(),
        receipt.Commitment.ToArray(),
        receipt.Records,
        receipt.Opening.ExportBlinding(),
        receipt.RecordKey?.Export(),
        receipt.Transcript is null ? null : TranscriptReceiptJson.ToDto(receipt.Transcript));

    private static ParticipationRecord ToRecord(CommitmentReceipt receipt)
    {
        var record = new ParticipationRecord(receipt.Context) { Commitment = receipt };
        return receipt.Transcript is { } message ? record.With(message) : record;
    }

    /// <summary>Reads a commitment, tries its opening, and erases the secrets it was read from.</summary>
    internal static CommitmentReceipt ToReceipt(ReceiptDto dto, string path)
    {
        try
        {
            return Read(dto, path);
        }
        finally
        {
            dto.Erase();
        }
    }

    private static CommitmentReceipt Read(ReceiptDto dto, string path)
    {
        if (dto.Version is < VersionWithoutRecordKey or > Version)
        {
            throw Damaged(
                path, $"its version is {dto.Version}, expected {VersionWithoutRecordKey} or {Version}");
        }

        if (dto.RecordKey is null != (dto.Version == VersionWithoutRecordKey))
        {
            throw Damaged(path, $"its version is {dto.Version}, which goes {(dto.RecordKey is null ? "with" : "without")}"
                + " a record key");
        }

        RecordKey? recordKey = null;
        if (dto.RecordKey is { } exported && !RecordKey.TryImport(exported, out recordKey))
        {
            throw Damaged(path, "its record key is not the encoding of a scalar above zero");
        }

        if (!CommitmentOpening.TryImport(dto.Records, dto.Blinding, out CommitmentOpening? opening))
        {
            throw Damaged(path, "its blinding is not the encoding of a scalar");
        }

        // The terms' constructor checks the lengths of root and nonce.
        var context = new StatementContext(dto.Market, dto.DefinitionDigest, dto.Participant, dto.PublicKey);
        var receipt = new CommitmentReceipt(
            context, opening, dto.DatasetRoot, dto.Event, dto.Nonce, dto.Time, recordKey)
        {
            Transcript = dto.Transcript is null ? null : TranscriptReceiptJson.FromDto(dto.Transcript),
        };
        _ = receipt.TermsOf(0, receipt.Commitment);
        return receipt.Commitment.ToArray().AsSpan().SequenceEqual(dto.Commitment)
            ? receipt
            : throw Damaged(path, "its opening does not open its commitment");
    }

    /// <summary>The file is no receipt.</summary>
    internal static ReceiptException Damaged(string path, string what, Exception? inner = null) => new(
        ReceiptFault.Damaged, $"The file '{path}' is not a commitment receipt: {what}.", inner);
}

/// <summary>A receipt as its JSON is laid out. <see cref="Blinding"/> and <see cref="RecordKey"/> are
/// secrets.</summary>
internal sealed record ReceiptDto(
    int Version,
    string Market,
    string Participant,
    byte[] DefinitionDigest,
    byte[] PublicKey,
    ulong Event,
    DateTimeOffset Time,
    byte[] Nonce,
    byte[] DatasetRoot,
    byte[] Commitment,
    uint Records,
    byte[] Blinding,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] byte[]? RecordKey = null,
    TranscriptReceiptDto? Transcript = null)
{
    /// <summary>Overwrites the secrets. What the serializer and the file's text held of them is the runtime's.</summary>
    internal void Erase()
    {
        CryptographicOperations.ZeroMemory(Blinding);
        CryptographicOperations.ZeroMemory(RecordKey);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(ReceiptDto))]
internal sealed partial class ReceiptJsonContext : JsonSerializerContext;
