namespace Candor.Client.Transcripts;

/// <summary>What a transcript file says of the log that its entries are from.</summary>
/// <param name="Market">The market's name, <c>markets/{market}</c>.</param>
/// <param name="Origin">The log's name in its checkpoints, <c>{key name}/markets/{market}</c>.</param>
/// <param name="LogKey">The key that signed the checkpoint: a C2SP note verifier key, <c>name+hash+key</c>.</param>
/// <param name="Checkpoint">The checkpoint that covers the entries: a C2SP signed note. Whoever reads the file checks
/// its signature.</param>
public sealed record TranscriptHeader(
    string Market, string Origin, string LogKey, ReadOnlyMemory<byte> Checkpoint);
