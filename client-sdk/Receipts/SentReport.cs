using System.Collections.Immutable;

namespace Candor.Client.Receipts;

/// <summary>A report's signed message with its proof, kept before it is sent: whatever happens to its answer, the same
/// bytes are sent again and no second proof is made.</summary>
/// <param name="CommitmentEvent">The commitment.</param>
/// <param name="Debits">The events of the overlap checks whose debits the proof allows for, rising.</param>
/// <param name="Debited">The records that they debit.</param>
/// <param name="Records">The report.</param>
/// <param name="Message">The envelope, encoded.</param>
/// <param name="IsRefused">Whether the server refused the proof.</param>
internal sealed record SentReport(
    ulong CommitmentEvent,
    ImmutableArray<ulong> Debits,
    ulong Debited,
    uint Records,
    ReadOnlyMemory<byte> Message,
    bool IsRefused)
{
    /// <summary>Whether it is measured against the same commitment and the same debits.</summary>
    internal bool IsAgainst(ulong commitment, ImmutableArray<ulong> debits, ulong debited) =>
        CommitmentEvent == commitment && Debited == debited && Debits.AsSpan().SequenceEqual(debits.AsSpan());
}
