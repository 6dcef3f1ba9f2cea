using Candor.Client;
using Candor.Client.Transcripts;

namespace Candor.Fuzzing.Targets;

/// <summary>What a participant keeps between two runs.</summary>
internal static class FileTargets
{
    /// <summary>All of them.</summary>
    internal static IEnumerable<FuzzTarget> All { get; } =
    [
        new("receipt", "a receipt or a ReceiptException; saved again it loads the same", Receipt),
        new("checkpoint-store", "checkpoints or a CheckpointStoreException; kept again they are found", Store),
        new("signing-key", "a key or a SigningKeyException; what loads can sign", Key),
    ];

    private static void Receipt(byte[] input)
    {
        string path = ForeignFile.Write(input);
        CommitmentReceipt? receipt = null;
        if (Laws.Takes<ReceiptException>(() => receipt = CommitmentReceipt.Load(path)))
        {
            receipt!.Save(path);
            byte[] saved = File.ReadAllBytes(path);
            CommitmentReceipt.Load(path).Save(path);
            Laws.RequireSame(File.ReadAllBytes(path), saved, "the receipt saved twice");
        }
    }

    private static void Store(byte[] input)
    {
        string path = ForeignFile.Write(input);
        Dictionary<string, SeenTranscript>? seen = null;
        if (Laws.Takes<CheckpointStoreException>(() => seen = CheckpointStoreJson.Load(path)))
        {
            CheckpointStoreJson.Save(seen!, path);
            Dictionary<string, SeenTranscript> again = CheckpointStoreJson.Load(path);
            Laws.Require(
                again.Count == seen!.Count && seen.All(pair => Same(pair.Value, again.GetValueOrDefault(pair.Key))),
                "kept again they differ");
        }
    }

    private static void Key(byte[] input)
    {
        string path = ForeignFile.Write(input);
        SigningKey? key = null;
        if (Laws.Takes<SigningKeyException>(() => key = SigningKey.Load(path)))
        {
            using (key)
            {
                Laws.Require(key!.VerificationKey.KeyId == key.KeyId, "two key ids");
            }
        }
    }

    private static bool Same(SeenTranscript one, SeenTranscript? other) =>
        other is not null && one.LogKey == other.LogKey && one.Checkpoint.Span.SequenceEqual(other.Checkpoint.Span);
}
