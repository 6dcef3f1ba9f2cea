using System.Collections.Immutable;

namespace Candor.Hosting.Storage;

/// <summary>Events to store together or not at all.</summary>
/// <param name="Market">The market's name.</param>
/// <param name="ExpectedVersion">The number of the market's last event as the writer knows it; 0 where the market is
/// to be created.</param>
/// <param name="Events">The encoded events, at least one; they get the numbers after
/// <paramref name="ExpectedVersion"/>.</param>
/// <param name="Summary">What a list shows of the market after these events, encoded.</param>
/// <param name="Deadline">When the server has to act on the market by itself; null once it is final. Kept to the
/// millisecond, rounded up.</param>
/// <param name="Request">The request that caused the events, with its answer; null where the server itself did.</param>
internal sealed record Append(
    string Market,
    long ExpectedVersion,
    ImmutableArray<byte[]> Events,
    byte[] Summary,
    DateTimeOffset? Deadline,
    RequestRecord? Request);

/// <summary>A request id with the answer it got.</summary>
/// <param name="Actor">The key id of the signer: request ids of different signers never meet.</param>
/// <param name="RequestId">The signer's request id.</param>
/// <param name="BodySha256">SHA-256 of what was signed, 32 bytes.</param>
/// <param name="Response">The encoded answer.</param>
internal sealed record RequestRecord(
    string Actor, string RequestId, byte[] BodySha256, byte[] Response);

/// <summary>An event in the log.</summary>
/// <param name="Sequence">Its number in its market; the first is 1.</param>
/// <param name="Body">The encoded event.</param>
internal sealed record StoredEvent(long Sequence, byte[] Body);

/// <summary>A market in a list.</summary>
/// <param name="Name">The market's name.</param>
/// <param name="Summary">What was stored with its last event.</param>
internal sealed record ListedMarket(string Name, byte[] Summary);

/// <summary>A market on which the server has to act by itself.</summary>
/// <param name="Market">The market's name.</param>
/// <param name="Deadline">When.</param>
internal sealed record PendingDeadline(string Market, DateTimeOffset Deadline);
