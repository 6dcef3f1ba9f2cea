namespace Candor.Client.Transcripts;

/// <summary>The state of a market's transcript at a size, signed by the server and verified here. Hand
/// <paramref name="Note"/> to others: who compares it with their own finds out whether the server shows everyone the
/// same.</summary>
/// <param name="Market">The market's name, <c>markets/{market}</c>.</param>
/// <param name="Origin">The log's name, <c>{key name}/markets/{market}</c>.</param>
/// <param name="LogKey">The key that signed it: a C2SP note verifier key, <c>name+hash+key</c>.</param>
/// <param name="Size">How many entries it covers; at least 1.</param>
/// <param name="Root">Their root, 32 bytes (RFC 6962 section 2.1).</param>
/// <param name="Note">The C2SP signed note.</param>
public sealed record SignedCheckpoint(
    string Market,
    string Origin,
    string LogKey,
    ulong Size,
    ReadOnlyMemory<byte> Root,
    ReadOnlyMemory<byte> Note);
