using System.Collections.Concurrent;
using System.Security.Cryptography;
using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Market.Audits;
using Candor.V1;
using Candor.Validator.Overlaps;
using Candor.Wire.Names;
using Grpc.Core;

namespace Candor.Validator.Calls;

/// <summary>Reads streams of tags, in bounded memory and until the audit's deadline. Thread-safe.</summary>
internal sealed class TagStreamReader(TagFiles files, RandomNumberGenerator random, TimeProvider time)
{
    /// <summary>How often the tags of one audit may be sent, so that no participant keeps the validator
    /// hashing.</summary>
    internal const int MaxStreams = 16;

    /// <summary>Most bytes of tags in one message.</summary>
    internal const int MaxChunkBytes = 1 << 20;

    // An audit that ends without its tags leaves its count behind; far more than are ever open start over.
    private const int MaxCounted = 100_000;

    // Counted in memory: a stream that broke because the validator restarted is not the participant's doing.
    private readonly ConcurrentDictionary<AuditName, int> _streams = new();

    /// <summary>Reads a stream to its end. Where the market compares its participants' records, the tags are then in
    /// their file.</summary>
    /// <param name="name">The audit's name.</param>
    /// <param name="audit">The audit, which awaits tags.</param>
    /// <param name="stream">The messages, at the first.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The command with all tags, which are the committed ones.</returns>
    /// <exception cref="CallRejectedException">Why the stream is rejected.</exception>
    internal async Task<CompleteTags> ReadAsync(
        AuditName name,
        AuditState audit,
        IAsyncStreamReader<SubmitTagsRequest> stream,
        CancellationToken cancellationToken)
    {
        if (_streams.Count > MaxCounted)
        {
            _streams.Clear();
        }

        if (_streams.AddOrUpdate(name, 1, static (_, before) => before + 1) > MaxStreams)
        {
            throw new CallRejectedException(
                ErrorReason.Overloaded,
                $"The tags were sent {MaxStreams} times, as often as they are taken; the audit ends at "
                + $"{audit.Deadline:O}.")
            {
                Resource = name.Participant.ToString(),
            };
        }

        using TagFiles.Draft? draft = audit.Opened.KeepsTags ? TagFiles.Begin(files.TagsOf(name)) : null;
        var incoming = new IncomingTags(audit);
        await AnswerDeadline.WithinAsync(
            audit.Deadline, time, token => ReadAllAsync(incoming, draft, name, stream, token), cancellationToken)
            .ConfigureAwait(false);
        Rejections.Require(incoming.Finish(), name.Participant.ToString());
        draft?.Keep();
        _streams.TryRemove(name, out _);
        return new CompleteTags(time.GetUtcNow(), incoming, random);
    }

    private static async Task ReadAllAsync(
        IncomingTags incoming,
        TagFiles.Draft? draft,
        AuditName name,
        IAsyncStreamReader<SubmitTagsRequest> stream,
        CancellationToken cancellationToken)
    {
        do
        {
            ReadOnlyMemory<byte> tags = stream.Current.Tags.Memory;
            new FieldChecks()
                .Require(tags.Length <= MaxChunkBytes, "tags", $"{tags.Length} bytes", $"at most {MaxChunkBytes}")
                .ThrowIfAny();
            Rejections.Require(incoming.Add(tags.Span), name.Participant.ToString());
            if (draft is not null)
            {
                await draft.WriteAsync(tags, cancellationToken).ConfigureAwait(false);
            }
        }
        while (await stream.MoveNext(cancellationToken).ConfigureAwait(false));
    }
}
