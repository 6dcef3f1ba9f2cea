using System.Collections.Immutable;

namespace Candor.Hosting.Storage;

/// <summary>Events to store together or not at all.</summary>
/// <param name="Stream">The stream's name.</param>
/// <param name="ExpectedVersion">The number of the stream's last event as the writer knows it; 0 where the stream is
/// to be created.</param>
/// <param name="Events">The encoded events, at least one; they get the numbers after
/// <paramref name="ExpectedVersion"/>.</param>
/// <param name="Root">The root of the tree over all events of the stream, these included, 32 bytes. It is stored with them,
/// so that whatever reads the stream later knows whether it is what was written.</param>
/// <param name="Summary">What a list shows of the stream after these events, encoded; empty where no list shows
/// it.</param>
/// <param name="Due">When the program has to act on the stream by itself; null where it never has to. Kept to the
/// millisecond, rounded up.</param>
/// <param name="Request">The request that caused the events, with its answer; null where the server itself did.</param>
internal sealed record Append(
    string Stream,
    long ExpectedVersion,
    ImmutableArray<byte[]> Events,
    byte[] Root,
    byte[] Summary,
    DateTimeOffset? Due,
    RequestRecord? Request)
{
    /// <summary>Where the stream ends with these events.</summary>
    internal StreamHead Head => new(ExpectedVersion + Events.Length, Root);
}

/// <summary>A request id with the answer it got.</summary>
/// <param name="Actor">The key id of the signer: request ids of different signers never meet.</param>
/// <param name="RequestId">The signer's request id.</param>
/// <param name="BodySha256">SHA-256 of what was signed, 32 bytes.</param>
/// <param name="Response">The encoded answer, without its receipt where <paramref name="Event"/> says of what one is
/// made.</param>
/// <param name="Event">The number of the first event that followed; null where the answer is all there is, as in every
/// database of version 1.</param>
internal sealed record RequestRecord(
    string Actor, string RequestId, byte[] BodySha256, byte[] Response, long? Event = null);

/// <summary>An event in the log.</summary>
/// <param name="Sequence">Its number in its stream; the first is 1.</param>
/// <param name="Body">The encoded event.</param>
internal sealed record StoredEvent(long Sequence, byte[] Body);

/// <summary>A stream in a list.</summary>
/// <param name="Name">The stream's name.</param>
/// <param name="Summary">What was stored with its last event.</param>
internal sealed record ListedStream(string Name, byte[] Summary);

/// <summary>A stream on which the program has to act by itself.</summary>
/// <param name="Name">The stream's name.</param>
/// <param name="At">When.</param>
internal sealed record DueStream(string Name, DateTimeOffset At);
