using System.Collections.Concurrent;
using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Market.Audits;
using Candor.Market.Training;
using Candor.V1;
using Candor.Wire.Names;
using Grpc.Core;

namespace Candor.Validator.Calls;

/// <summary>Reads the commitments to statistics with the proof that they are near the audited records, in bounded memory and
/// time. Thread-safe.</summary>
internal sealed class StatisticsStreamReader(TimeProvider time) : IDisposable
{
    /// <summary>How often the statistics of one audit may be sent, so that no participant keeps the validator
    /// computing.</summary>
    internal const int MaxStreams = 16;

    /// <summary>Most bytes of commitments in one message.</summary>
    internal const int MaxChunkBytes = 1 << 20;

    /// <summary>Most bytes of a proof. The longest that the protocol has is a fifth of it; one that is longer than its market's is
    /// malformed, and judged.</summary>
    internal const int MaxProofBytes = 1 << 16;

    // MiB of commitments that are held at a time: eight participants with the most that there can be, hundreds with the usual.
    private const int MaxMegabytes = 256;

    // As for tags: far more than are ever open start over.
    private const int MaxCounted = 100_000;

    private readonly ConcurrentDictionary<AuditName, int> _streams = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _megabytes = new(MaxMegabytes, MaxMegabytes);

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
        IAsyncStreamReader<ProveNearnessRequest> stream,
        CancellationToken cancellationToken)
    {
        Count(name);
        VerifiedNearness? nearness = null;

        // The market's step ends by the market's clock; this only ends a stream that takes longer than any step.
        await AnswerDeadline.WithinAsync(
            time.GetUtcNow() + training.Rules.AnswerTime,
            time,
            async token =>
            {
                int megabytes = (training.Shape.Coordinates / (MaxChunkBytes / 32)) + 1;
                await EnterAsync(megabytes, token).ConfigureAwait(false);
                try
                {
                    nearness = await ReadAllAsync(name, audit, training, answer, stream, token).ConfigureAwait(false);
                }
                finally
                {
                    _megabytes.Release(megabytes);
                }
            },
            cancellationToken).ConfigureAwait(false);
        _streams.TryRemove(name, out _);
        return nearness!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        _megabytes.Dispose();
    }

    private static async Task<VerifiedNearness> ReadAllAsync(
        AuditName name,
        AuditState audit,
        TrainingPlan training,
        NearnessAnswer answer,
        IAsyncStreamReader<ProveNearnessRequest> stream,
        CancellationToken cancellationToken)
    {
        string participant = name.Participant.ToString();
        var incoming = new IncomingStatistics(audit, training, answer);
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

    // One at a time takes its places, so that two that wait never hold what the other needs.
    private async Task EnterAsync(int megabytes, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        int taken = 0;
        try
        {
            for (; taken < megabytes; taken++)
            {
                await _megabytes.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (taken > 0)
        {
            _megabytes.Release(taken);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }
}
