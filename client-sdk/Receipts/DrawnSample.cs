using System.Collections.Immutable;

namespace Candor.Client.Receipts;

/// <summary>The sample that a validator drew of a commitment's records: the only one that its participant opens.</summary>
/// <param name="CommitmentEvent">The commitment.</param>
/// <param name="Validator">The validator's id.</param>
/// <param name="Nonce">The validator's nonce, 32 bytes.</param>
/// <param name="Positions">The positions in the order of tags, rising.</param>
internal sealed record DrawnSample(
    ulong CommitmentEvent, string Validator, ReadOnlyMemory<byte> Nonce, ImmutableArray<ulong> Positions)
{
    /// <summary>Whether another draw is this one.</summary>
    internal bool IsSameAs(DrawnSample other) =>
        CommitmentEvent == other.CommitmentEvent
        && Validator == other.Validator
        && Nonce.Span.SequenceEqual(other.Nonce.Span)
        && Positions.AsSpan().SequenceEqual(other.Positions.AsSpan());
}
