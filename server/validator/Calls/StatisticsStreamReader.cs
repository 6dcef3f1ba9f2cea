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
internal sealed class StatisticsStreamReader(TimeProvider time)
{
    /// <summary>How often the statistics of one audit may be sent, so that no participant keeps the validator
    /// computing.</summary>
    internal const int MaxStreams = 16;

    /// <summary>Most bytes of commitments in one message.</summary>
    internal const int MaxChunkBytes = 1 << 20;

    /// <summary>How long a stream may take that has its room, and once more for each MiB: who sends little and stays keeps the
    /// room from others. Also a slow line sends more.</summary>
    internal static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    // MiB of commitments that are held at a time: eight participants with the most that there can be, hundreds with the usual.
    private const int MaxMegabytes = 256;

    // As for tags: far more than are ever open start over.
    private const int MaxCounted = 100_000;

    private readonly ConcurrentDictionary<AuditName, int> _streams = new();
    private readonly ConcurrentDictionary<AuditName, CancellationTokenSource> _open = new();
    private readonly StreamRoom _room = new(MaxMegabytes);

    /// <summary>Reads a stream to its end and verifies its proof.</summary>
    /// <param name="name">The audit's name.</param>
    /// <param name="audit">The audit, its projections opened.</param>
    /// <param name="training">What the market trains.</param>
    /// <param name="stream">The messages, at the first.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>What the proof has shown.</returns>
    /// <exception cref="CallRejectedException">Why the stream is rejected, without a verdict.</exception>
    internal async Task<VerifiedNearness> ReadAsync(
        AuditName name,
        AuditState audit,
        TrainingPlan training,
        IAsyncStreamReader<ProveNearnessRequest> stream,
        CancellationToken cancellationToken)
    {
        Count(name);
        VerifiedNearness? nearness = null;

        int megabytes = (training.Shape.Coordinates / (MaxChunkBytes / 32)) + 1;
        using var newer = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(newer.Token, cancellationToken);
        _open.AddOrUpdate(name, newer, (_, older) =>
        {
            Cancel(older);
            return newer;
        });
        try
        {
            // The market's step ends by the market's clock; this only ends a stream that waits longer than any step.
            IDisposable? place = null;
            await AnswerDeadline.WithinAsync(
                time.GetUtcNow() + training.Rules.AnswerTime,
                time,
                async token => place = await _room.EnterAsync(audit.Market, megabytes, token).ConfigureAwait(false),
                either.Token).ConfigureAwait(false);
            using (place)
            {
                await AnswerDeadline.WithinAsync(
                    time.GetUtcNow() + ((1 + megabytes) * Pace),
                    time,
                    async token => nearness = await ReadAllAsync(name, audit, training, stream, token).ConfigureAwait(false),
                    either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (newer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new CallRejectedException(
                ErrorReason.Overloaded, "Another stream of this participant's statistics has begun; one is read at a time.")
            {
                Resource = name.Participant.ToString(),
            };
        }
        finally
        {
            _open.TryRemove(KeyValuePair.Create(name, newer));
        }

        _streams.TryRemove(name, out _);
        return nearness!;
    }

    private static async Task<VerifiedNearness> ReadAllAsync(
        AuditName name,
        AuditState audit,
        TrainingPlan training,
        IAsyncStreamReader<ProveNearnessRequest> stream,
        CancellationToken cancellationToken)
    {
        string participant = name.Participant.ToString();
        ReadOnlyMemory<byte> proof = stream.Current.Proof.Memory;
        var incoming = new IncomingStatistics(audit, training);
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
        Rejections.Require(incoming.Verify(proof.Span, out VerifiedNearness? nearness), participant);
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

    private static void Cancel(CancellationTokenSource older)
    {
        try
        {
            older.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }
}
