using Candor.Client.Transcripts;
using Candor.Market.Audits;
using Candor.Market.Events;

namespace Candor.Fuzzing.Targets;

/// <summary>Transcripts as files, the entries in them, and what a validator stored, which a damaged disk makes
/// foreign.</summary>
internal static class TranscriptTargets
{
    private const string EventLaw = "an event or a FormatException; encoded again it decodes to the same event";

    private delegate TEvent Decoder<TEvent>(ReadOnlySpan<byte> encoded);

    /// <summary>All of them.</summary>
    internal static IEnumerable<FuzzTarget> All { get; } =
    [
        new("transcript-file", "entries or a TranscriptFileException; written again they read the same", FileForm),
        new("transcript", "a verification with at most one fault, never an exception", Verify),
        new("entry", EventLaw, input => Event(input, EventCodec.Decode, EventCodec.Encode)),
        new("stored-audit", EventLaw, input => Event(input, AuditEventCodec.Decode, AuditEventCodec.Encode)),
        new("stored-overlap", EventLaw, input => Event(input, OverlapEventCodec.Decode, OverlapEventCodec.Encode)),
    ];

    private static void FileForm(byte[] input)
    {
        (TranscriptHeader Header, List<TranscriptEntry> Entries)? read = null;
        if (!Laws.Takes<TranscriptFileException>(() => read = Read(input)))
        {
            return;
        }

        byte[] written = Write(read!.Value);
        Laws.RequireSame(Write(Read(written)), written, "the file written twice");
    }

    private static void Verify(byte[] input)
    {
        using var file = new MemoryStream(input);
        TranscriptVerification verification = TranscriptVerifier.Verify(file);
        Laws.Require(
            verification.Fault is null == (verification.State is not null && verification.Checkpoint is not null)
                || verification.Fault is not null,
            "no fault, and no market or no checkpoint");
    }

    private static void Event<TEvent>(byte[] input, Decoder<TEvent> decode, Func<TEvent, byte[]> encode)
        where TEvent : class
    {
        TEvent? decoded = null;
        if (Laws.Takes<FormatException>(() => decoded = decode(input)))
        {
            byte[] encoded = encode(decoded!);
            Laws.RequireSame(encode(decode(encoded)), encoded, "the event encoded twice");
        }
    }

    private static (TranscriptHeader Header, List<TranscriptEntry> Entries) Read(byte[] bytes)
    {
        using var file = new MemoryStream(bytes);
        TranscriptFileReader reader = TranscriptFile.Read(file);
        return (reader.Header, [.. reader.ReadEntries()]);
    }

    private static byte[] Write((TranscriptHeader Header, List<TranscriptEntry> Entries) read)
    {
        using var file = new MemoryStream();
        TranscriptFile.Write(file, read.Header, read.Entries);
        return file.ToArray();
    }
}
