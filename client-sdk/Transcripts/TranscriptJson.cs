using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Candor.Commitments.Logs;
using Candor.Commitments.Merkle;
using Candor.Market.Texts;
using Candor.Wire.Names;

namespace Candor.Client.Transcripts;

/// <summary>The lines of a transcript file.</summary>
internal static class TranscriptJson
{
    internal const string Type = "candor-transcript/1";

    private static readonly JsonDocumentOptions s_strict = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = 1,
    };

    internal static byte[] Write(TranscriptHeader header) => WriteLine(json =>
    {
        json.WriteString("type", Type);
        json.WriteString("market", header.Market);
        json.WriteString("origin", header.Origin);
        json.WriteString("logKey", header.LogKey);
        json.WriteBase64String("checkpoint", header.Checkpoint.Span);
    });

    internal static byte[] Write(TranscriptEntry entry) => WriteLine(json =>
    {
        json.WriteNumber("index", entry.Index);
        if (entry.Entry is { } body)
        {
            json.WriteBase64String("entry", body.Span);
        }
        else
        {
            json.WriteBase64String("leafHash", entry.LeafHash.Span);
        }
    });

    /// <summary>Reads the header's line.</summary>
    /// <exception cref="TranscriptFileException">The line is not a header.</exception>
    internal static TranscriptHeader ReadHeader(ReadOnlyMemory<byte> line, long number)
    {
        using JsonDocument document = Parse(line, number);
        var members = new Members(document.RootElement, number);
        if (members.Text("type") is var type && type != Type)
        {
            throw new TranscriptFileException(
                TranscriptFileFault.UnknownType, number, $"the type is {Quote(type)}; expected '{Type}'");
        }

        members.RequireOnly("type", "market", "origin", "logKey", "checkpoint");
        string market = members.Text("market");
        string origin = members.Text("origin");
        string logKey = members.Text("logKey");
        Require(
            MarketName.IsValid(market),
            "market", market, MarketName.Expected, number);
        Require(
            NoteKey.TryParse(logKey, out NoteKey? key), "logKey", logKey, "a note verifier key, name+hash+key", number);
        Require(origin == $"{key!.Name}/{market}", "origin", origin, $"'{key.Name}/{market}'", number);
        return new TranscriptHeader(market, origin, logKey, members.Bytes("checkpoint"));
    }

    /// <summary>Reads an entry's line.</summary>
    /// <exception cref="TranscriptFileException">The line is not an entry, or not the one due.</exception>
    internal static TranscriptEntry ReadEntry(ReadOnlyMemory<byte> line, ulong due, long number)
    {
        using JsonDocument document = Parse(line, number);
        var members = new Members(document.RootElement, number);
        bool isOpen = members.Has("entry");
        members.RequireOnly("index", isOpen ? "entry" : "leafHash");
        ulong index = members.Number("index");
        if (index != due)
        {
            throw new TranscriptFileException(
                TranscriptFileFault.OutOfOrder,
                number,
                string.Create(CultureInfo.InvariantCulture, $"the index is {index}; expected {due}"));
        }

        if (isOpen)
        {
            return TranscriptEntry.Open(index, members.Bytes("entry"));
        }

        byte[] hash = members.Bytes("leafHash");
        Require(hash.Length == MerkleHash.Size, "leafHash", $"{hash.Length} bytes", $"{MerkleHash.Size} bytes", number);
        return TranscriptEntry.Withheld(index, hash);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> line, long number)
    {
        // The framework looks at the bytes of a string only when somebody asks for it.
        if (!Utf8.IsValid(line.Span))
        {
            throw NotJson(number, "what is not UTF-8");
        }

        try
        {
            JsonDocument document = JsonDocument.Parse(line, s_strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw NotJson(number, "another JSON value");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A name that escapes half a character is an invalid operation to the framework, which compares names. Its
            // messages count lines within this one, which would only confuse.
            throw NotJson(number, "what is not strict JSON", e);
        }
    }

    private static TranscriptFileException NotJson(long number, string found, Exception? cause = null) => new(
        TranscriptFileFault.NotJson, number, $"found {found}; expected one JSON object on one line", cause);

    private static void Require(bool holds, string member, string found, string expected, long number)
    {
        if (!holds)
        {
            throw new TranscriptFileException(
                TranscriptFileFault.Value, number, $"'{member}' is {Quote(found)}; expected {expected}");
        }
    }

    // What is quoted comes from a file that nobody vouches for; a terminal must neither obey it nor drown in it.
    private static string Quote(string text) => PrintableText.Quote(text, longest: 80);

    private static byte[] WriteLine(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(
            buffer, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    /// <summary>The members of one line.</summary>
    private readonly struct Members(JsonElement line, long number)
    {
        internal bool Has(string name) => line.TryGetProperty(name, out _);

        internal void RequireOnly(params string[] names)
        {
            foreach (JsonProperty member in line.EnumerateObject())
            {
                if (!names.Contains(member.Name))
                {
                    throw Wrong($"found the member {Quote(member.Name)}; expected {string.Join(", ", names)}");
                }
            }
        }

        internal string Text(string name)
        {
            JsonElement value = Find(name);
            try
            {
                return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw NotA(name, "a text");
            }
            catch (InvalidOperationException)
            {
                // Half of a surrogate pair, which no UTF-8 holds.
                throw NotA(name, "a text");
            }
        }

        internal ulong Number(string name)
        {
            JsonElement value = Find(name);
            return value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out ulong whole)
                ? whole
                : throw NotA(name, "a whole number from 0");
        }

        // One encoding a value: base64 with padding, without white space, with zero bits at its end.
        internal byte[] Bytes(string name)
        {
            const string Expected = "canonical base64, not empty";
            JsonElement value = Find(name);
            try
            {
                return value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out byte[]? bytes)
                    && bytes.Length > 0 && value.ValueEquals(Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)))
                        ? bytes
                        : throw NotA(name, Expected);
            }
            catch (InvalidOperationException)
            {
                // Half of a surrogate pair, as in a text.
                throw NotA(name, Expected);
            }
        }

        private JsonElement Find(string name) => line.TryGetProperty(name, out JsonElement value)
            ? value
            : throw Wrong($"the member '{name}' is missing");

        private TranscriptFileException NotA(string name, string expected) =>
            new(TranscriptFileFault.Value, number, $"'{name}' is not {expected}");

        private TranscriptFileException Wrong(string message) =>
            new(TranscriptFileFault.Members, number, message);
    }
}
