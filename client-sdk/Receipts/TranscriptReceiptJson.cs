using System.Text.Json;
using System.Text.Json.Serialization;
using Candor.Client.Transcripts;

namespace Candor.Client.Receipts;

/// <summary>A transcript receipt as JSON: inside of other files, and as a file of its own.</summary>
internal static class TranscriptReceiptJson
{
    internal const string Type = "candor-message-receipt/1";

    // The largest entry creates a market whose definition fills a request of 4 MiB; base64 makes a third more of it.
    private const int MaxBytes = TranscriptFile.MaxLineBytes;

    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    private static readonly string[] s_members = ["index", "entry", "checkpoint", "inclusionProof"];

    /// <summary>A receipt as the object that other files hold.</summary>
    /// <param name="receipt">The receipt.</param>
    internal static TranscriptReceiptDto ToDto(TranscriptReceipt receipt) => new(
        receipt.Index,
        receipt.Entry.ToArray(),
        receipt.Checkpoint.ToArray(),
        [.. receipt.InclusionProof.Select(static hash => hash.ToArray())]);

    /// <summary>A receipt out of such an object.</summary>
    /// <param name="dto">The object.</param>
    internal static TranscriptReceipt FromDto(TranscriptReceiptDto dto) => new(
        dto.Index,
        dto.Entry,
        dto.Checkpoint,
        [.. dto.InclusionProof.Select(static hash => (ReadOnlyMemory<byte>)hash)]);

    /// <summary>A file of one receipt.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <returns>Its text, ended by a newline.</returns>
    internal static string Write(TranscriptReceipt receipt)
    {
        TranscriptReceiptDto dto = ToDto(receipt);
        var file = new MessageReceiptDto(Type, dto.Index, dto.Entry, dto.Checkpoint, dto.InclusionProof);
        return JsonSerializer.Serialize(file, TranscriptReceiptJsonContext.Default.MessageReceiptDto) + "\n";
    }

    /// <summary>Reads a file of one receipt, or all receipts of a file that keeps some beside other things, such as a
    /// commitment receipt: there they are its members, and the elements of its lists, that have exactly the members
    /// of a receipt.</summary>
    /// <param name="file">The file, from where it stands.</param>
    /// <returns>The receipts in the file's order; none where it is JSON and has none.</returns>
    /// <exception cref="FormatException">The file is not JSON, too long, or a receipt in it has a value that it cannot
    /// have.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static List<TranscriptReceipt> Read(Stream file)
    {
        if (file.Length > MaxBytes)
        {
            throw new FormatException($"it has {file.Length} bytes, and a receipt has at most {MaxBytes}");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(file, s_strict);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A name that escapes half a character is an invalid operation to the framework.
            throw new FormatException("it is not JSON, lacks a member or has one of the wrong form", e);
        }
    }

    /// <summary>Whether a file is of one receipt, and so holds nothing else.</summary>
    /// <param name="file">The file, from where it stands.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static bool IsOneReceipt(Stream file)
    {
        if (file.Length > MaxBytes)
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(file, s_strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("type", out JsonElement type)
                && type.ValueKind == JsonValueKind.String
                && type.ValueEquals(Type);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static List<TranscriptReceipt> Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("it is not one JSON object");
        }

        if (root.TryGetProperty("type", out JsonElement type))
        {
            return type.ValueKind == JsonValueKind.String && type.ValueEquals(Type)
                ? [FromDto(root.Deserialize(TranscriptReceiptJsonContext.Default.MessageReceiptDto)!.ToReceipt())]
                : throw new FormatException($"its type is not '{Type}'");
        }

        return
        [
            .. root.EnumerateObject()
                .SelectMany(static member => member.Value.ValueKind == JsonValueKind.Array
                    ? member.Value.EnumerateArray()
                    : Enumerable.Repeat(member.Value, 1))
                .Where(IsReceipt)
                .Select(static value => FromDto(
                    value.Deserialize(TranscriptReceiptJsonContext.Default.TranscriptReceiptDto)!)),
        ];
    }

    private static bool IsReceipt(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
        && value.EnumerateObject().Select(static member => member.Name).Order().SequenceEqual(s_members.Order());
}

/// <summary>Where a message is in the transcript, as the JSON of other files has it.</summary>
internal sealed record TranscriptReceiptDto(ulong Index, byte[] Entry, byte[] Checkpoint, byte[][] InclusionProof);

/// <summary>The same as a file of its own.</summary>
internal sealed record MessageReceiptDto(
    string Type, ulong Index, byte[] Entry, byte[] Checkpoint, byte[][] InclusionProof)
{
    internal TranscriptReceiptDto ToReceipt() => new(Index, Entry, Checkpoint, InclusionProof);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(MessageReceiptDto))]
[JsonSerializable(typeof(TranscriptReceiptDto))]
internal sealed partial class TranscriptReceiptJsonContext : JsonSerializerContext;
