using System.Collections.Immutable;
using Candor.Hosting.Storage;
using Candor.Market;
using Candor.Market.Events;
using Candor.Market.Transcripts;
using Candor.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Candor.Client.Tests.Server;

/// <summary>The test market's log in the platform's database, and the transcript that the platform shows: the log's own,
/// or another one that a test puts in front of it.</summary>
/// <param name="services">The services of the platform that runs now.</param>
internal sealed class ServerLog(Func<IServiceProvider> services)
{
    /// <summary>The name with which the platform signs.</summary>
    public const string SignerName = "candor.test";

    // Null while the platform is honest.
    private Shown? _shown;

    /// <summary>The market's state; null before it is created.</summary>
    public MarketState? State =>
        Events.Aggregate((MarketState?)null, static (state, next) => MarketState.Apply(state, next));

    /// <summary>The stored events.</summary>
    public ImmutableList<MarketEvent> Events => [.. Stored().Select(body => EventCodec.Decode(body))];

    /// <summary>The entries of the transcript that is shown.</summary>
    public ImmutableList<byte[]> Bodies => _shown?.Bodies ?? Stored();

    /// <summary>Signs what is shown.</summary>
    public TranscriptSigner Signer => _shown?.Signer ?? services().GetRequiredService<TranscriptSigner>();

    /// <summary>The transcript that is shown.</summary>
    public TranscriptLog Transcript => _shown?.Transcript ?? Of(Stored(), Signer);

    /// <summary>Shows another transcript from now on: of other entries, or signed with another key.</summary>
    public void Rewrite(Func<ImmutableList<byte[]>, ImmutableList<byte[]>> change, TranscriptSigner? signer = null)
    {
        ImmutableList<byte[]> bodies = change(Bodies);
        signer ??= Signer;
        _shown = new Shown(bodies, signer, Of(bodies, signer));
    }

    /// <summary>The receipt of an entry, as the transcript is shown now.</summary>
    public V1.Receipt ReceiptOf(ulong index)
    {
        TranscriptLog transcript = Transcript;
        return new V1.Receipt
        {
            LeafIndex = index,
            Entry = ByteString.CopyFrom(Bodies[(int)index]),
            Checkpoint = ByteString.CopyFrom(transcript.Checkpoint().Note.Span),
            InclusionProof =
            {
                transcript.ProveInclusion(index, transcript.Size).Siblings
                    .Select(hash => ByteString.CopyFrom(hash.Span)),
            },
        };
    }

    /// <summary>Answers a request from the transcript that a test put in front.</summary>
    /// <returns>The answer, or null where the platform has to answer by itself.</returns>
    public object? AnswerTo(object request) => (_shown, request) switch
    {
        (null, _) => null,
        (_, GetLogKeyRequest) => new GetLogKeyResponse { LogKey = _shown.Signer.LogKey },
        (_, GetCheckpointRequest) => new GetCheckpointResponse
        {
            Checkpoint = ByteString.CopyFrom(_shown.Transcript.Checkpoint().Note.Span),
        },
        (_, ProveConsistencyRequest sizes) => sizes.SecondSize > _shown.Transcript.Size
            ? throw Failures.Of(StatusCode.OutOfRange, "LOG_RANGE_INVALID", "The transcript is shorter.")
            : new ProveConsistencyResponse
            {
                Proof =
                {
                    _shown.Transcript.ProveConsistency(sizes.FirstSize, sizes.SecondSize)
                        .Select(hash => ByteString.CopyFrom(hash.Span)),
                },
            },
        _ => null,
    };

    private static TranscriptLog Of(ImmutableList<byte[]> bodies, TranscriptSigner signer)
    {
        var transcript = new TranscriptLog(TestMarket.Name, signer);
        transcript.Append(bodies);
        return transcript;
    }

    // Tests read here while an answer is on its way, where nothing can be awaited; a read of a few rows is short.
    private ImmutableList<byte[]> Stored() =>
    [
        .. services().GetRequiredService<IEventStore>().ReadEventsAsync(TestMarket.Name, 0, 1000, default)
            .GetAwaiter().GetResult().Select(stored => stored.Body),
    ];

    private sealed record Shown(ImmutableList<byte[]> Bodies, TranscriptSigner Signer, TranscriptLog Transcript);
}
