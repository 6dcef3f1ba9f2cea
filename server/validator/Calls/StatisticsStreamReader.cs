using System.Collections.Concurrent;
using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Market.Audits;
using Candor.Market.Training;
using Candor.V1;
using Candor.Wire.Names;

namespace Candor.Validator.Calls;

/// <summary>Reads the commitments to statistics with the proof that they are near the audited records, in bounded memory and
/// time: one stream at a time of each participant, in room for what has come of it, and no longer than it goes on.
/// Thread-safe.</summary>
/// <param name="memory">Bounds what is held. Its own: a sender that is slow keeps others' statistics waiting, and nothing
/// else.</param>
/// <param name="time">The clock.</param>
internal sealed class StatisticsStreamReader(MemoryBudget memory, TimeProvider time)
{
    /// <summary>How often the statistics of one audit may be sent, so that no participant keeps the validator
    /// computing.</summary>
    internal const int MaxStreams = 16;

    /// <summary>Most bytes of commitments in one message.</summary>
    internal const int MaxChunkBytes = 1 << 20;

    /// <summary>Most bytes of a proof. The longest that the protocol has is a fifth of it; one that is longer than its market's is
    /// malformed, and judged.</summary>
    internal const int MaxProofBytes = 1 << 16;

    // As for tags: far more than are ever open start over.
    private const int MaxCounted = 100_000;

    /// <summary>How long a stream may say nothing: its sender has everything before it begins.</summary>
    internal static readonly TimeSpan MostSilence = TimeSpan.FromSeconds(10);

    /// <summary>How long a stream may take, whatever the market's rules say, which its own participants may have made: for the
    /// most that there can be, two megabits a second.</summary>
    internal static readonly TimeSpan MostTime = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<AuditName, int> _streams = new();
    private readonly Dictionary<ParticipantName, (SemaphoreSlim Turn, int Users)> _turns = [];

    /// <summary>Reads a stream to its end and verifies its proof.</summary>
    /// <param name="name">The audit's name.</param>
    /// <param name="audit">The audit, its projections opened.</param>
    /// <param name="training">What the market trains.</param>
    /// <param name="answer">The participant's signed proof.</param>
    /// <param name="stream">The messages, at the first.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>What the proof has shown.</returns>
    /// <exception cref="CallRejectedException">Why the stream is rejected, without a verdict.</exception>
    internal async Task<VerifiedNearness> ReadAsync(
        AuditName name,
        AuditState audit,
        TrainingPlan training,
        NearnessAnswer answer,
        IncomingStream<ProveNearnessRequest> stream,
        CancellationToken cancellationToken)
    {
        Count(name);
        stream.MostSilence = MostSilence;
        VerifiedNearness? nearness = null;
        SemaphoreSlim turn = TurnOf(name.Participant);
        try
        {
            await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                // The market's step ends by the market's clock; this only ends a stream that takes longer than any needs.
                TimeSpan most = training.Rules.AnswerTime < MostTime ? training.Rules.AnswerTime : MostTime;
                await AnswerDeadline.WithinAsync(
                    time.GetUtcNow() + most,
                    time,
                    async token => nearness = await ReadAllAsync(name, audit, training, answer, stream, token)
                        .ConfigureAwait(false),
                    cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                turn.Release();
            }
        }
        finally
        {
            Leave(name.Participant);
        }

        _streams.TryRemove(name, out _);
        return nearness!;
    }

    private async Task<VerifiedNearness> ReadAllAsync(
        AuditName name,
        AuditState audit,
        TrainingPlan training,
        NearnessAnswer answer,
        IncomingStream<ProveNearnessRequest> stream,
        CancellationToken cancellationToken)
    {
        string participant = name.Participant.ToString();
        var incoming = new IncomingStatistics(audit, training, answer);
        using MemoryBudget.Room room = await memory
            .TakeAsync(name.Participant.Market, 0, cancellationToken).ConfigureAwait(false);
        do
        {
            ReadOnlyMemory<byte> commitments = stream.Current.Commitments.Memory;
            new FieldChecks()
                .Require(
                    commitments.Length <= MaxChunkBytes,
                    "commitments",
                    $"{commitments.Length} bytes",
                    $"at most {MaxChunkBytes}")
                .ThrowIfAny();
            await room.GrowAsync(incoming.HeldWith(commitments.Length), cancellationToken).ConfigureAwait(false);
            Rejections.Require(incoming.Add(commitments.Span), participant);
        }
        while (await stream.MoveNext(cancellationToken).ConfigureAwait(false));
        Rejections.Require(incoming.Verify(out VerifiedNearness? nearness), participant);
        return nearness!;
    }

    private void Count(AuditName name)
    {
        if (_streams.Count > MaxCounted)
        {
            _streams.Clear();
        }

        if (_streams.AddOrUpdate(name, 1, static (_, before) => before + 1) > MaxStreams)
        {
            throw new CallRejectedException(
                ErrorReason.Overloaded,
                $"The statistics were sent {MaxStreams} times, as often as they are taken.")
            {
                Resource = name.Participant.ToString(),
            };
        }
    }

    private SemaphoreSlim TurnOf(ParticipantName participant)
    {
        lock (_turns)
        {
            (SemaphoreSlim turn, int users) = _turns.GetValueOrDefault(participant);
            turn ??= new SemaphoreSlim(1, 1);
            _turns[participant] = (turn, users + 1);
            return turn;
        }
    }

    private void Leave(ParticipantName participant)
    {
        lock (_turns)
        {
            (SemaphoreSlim turn, int users) = _turns[participant];
            if (users > 1)
            {
                _turns[participant] = (turn, users - 1);
            }
            else
            {
                _turns.Remove(participant);
                turn.Dispose();
            }
        }
    }
}
