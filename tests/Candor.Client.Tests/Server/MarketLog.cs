using System.Collections.Immutable;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Events;
using Candor.Market.Transcripts;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Client.Tests.Server;

/// <summary>One market in memory, decided by the real state machine, with the idempotency of the contract.</summary>
internal sealed class MarketLog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (ByteString Payload, IMessage Answer)> _answers = [];
    private TaskCompletionSource _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MarketLog() => Transcript = new TranscriptLog(TestMarket.Name, Signer);

    /// <summary>The server's clock; it stands where a test puts it.</summary>
    public DateTimeOffset Now { get; set; } = TestClock.Start;

    public MarketState? State { get; private set; }

    public ImmutableList<MarketEvent> Events { get; private set; } = [];

    /// <summary>The entries of the transcript.</summary>
    public ImmutableList<byte[]> Bodies { get; private set; } = [];

    public TranscriptSigner Signer { get; private set; } =
        new("candor.test", [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    public TranscriptLog Transcript { get; private set; }

    /// <summary>Done when the next event is appended.</summary>
    public Task Appended => _appended.Task;

    public T Do<T>(
        string requestId,
        ByteString payload,
        Func<MarketState?, MarketCommand> command,
        Func<MarketEvent, ulong, V1.Receipt, T> answer)
        where T : class, IMessage
    {
        lock (_gate)
        {
            if (_answers.TryGetValue(requestId, out (ByteString Payload, IMessage Answer) before))
            {
                return before.Payload.Equals(payload)
                    ? (T)before.Answer
                    : throw Refusals.Of(StatusCode.AlreadyExists, "REQUEST_ID_REUSED", "Another body.");
            }

            Decision decision = MarketDecider.Decide(State, command(State));
            if (decision.Rejection is { } rejection)
            {
                throw Refusals.Of(rejection);
            }

            ulong number = (ulong)(State?.Version ?? 0) + 1;
            foreach (MarketEvent next in decision.Events)
            {
                State = MarketState.Apply(State, next);
                Events = Events.Add(next);
                Bodies = Bodies.Add(EventCodec.Encode(next));
                Transcript.Append([Bodies[^1]]);
            }

            T answered = answer(decision.Events[0], number, ReceiptOf(number - 1));
            _answers.Add(requestId, (payload, answered));
            TaskCompletionSource done = _appended;
            _appended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            done.SetResult();
            return answered;
        }
    }

    /// <summary>Settles the market at its report deadline.</summary>
    public void PassDeadline() => Do(
        Guid.NewGuid().ToString(),
        ByteString.Empty,
        state => new PassDeadline(Now = state!.Definition.ReportDeadline),
        (_, _, _) => new V1.GetMarketResponse());

    /// <summary>Shows another transcript from now on: of other entries, or signed with another key.</summary>
    public void Rewrite(Func<ImmutableList<byte[]>, ImmutableList<byte[]>> change, TranscriptSigner? signer = null)
    {
        lock (_gate)
        {
            Bodies = change(Bodies);
            Signer = signer ?? Signer;
            Transcript = new TranscriptLog(TestMarket.Name, Signer);
            Transcript.Append(Bodies);
        }
    }

    /// <summary>The receipt of an entry, as the transcript is now.</summary>
    public V1.Receipt ReceiptOf(ulong index)
    {
        var receipt = new V1.Receipt
        {
            LeafIndex = index,
            Entry = ByteString.CopyFrom(Bodies[(int)index]),
            Checkpoint = ByteString.CopyFrom(Transcript.Checkpoint().Note.Span),
        };
        receipt.InclusionProof.AddRange(Transcript.ProveInclusion(index, Transcript.Size).Siblings
            .Select(hash => ByteString.CopyFrom(hash.Span)));
        return receipt;
    }
}
