using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Market.Audits;
using Candor.V1;
using Candor.Validator.Markets;
using Candor.Validator.Overlaps;
using Candor.Wire.Answers;
using Candor.Wire.Names;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Candor.Validator.Calls;

/// <summary>Tells a participant which overlap checks await its answer, as they come.</summary>
internal sealed class OverlapTaskStream(
    AuditAccess access,
    OverlapTasks tasks,
    OverlapLog overlaps,
    MarketDirectory markets,
    IncomingStreams streams,
    IHostApplicationLifetime lifetime,
    TimeProvider time)
{
    // The market may end without any news of an overlap check.
    private static readonly TimeSpan s_longestSilence = TimeSpan.FromMinutes(1);

    /// <summary>See <c>ValidatorService.WatchOverlapTasks</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="writer">The stream.</param>
    /// <param name="context">The call.</param>
    /// <returns>Completes when the participant can have no more tasks.</returns>
    /// <exception cref="CallRejectedException">The request is not the participant's.</exception>
    internal async Task WatchAsync(
        WatchOverlapTasksRequest request,
        IServerStreamWriter<WatchOverlapTasksResponse> writer,
        ServerCallContext context)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, lifetime.ApplicationStopping);
        (AuditName own, AuditState audit) = await access
            .FindLastAsync(request.Participant, request.Envelope, ending.Token).ConfigureAwait(false);
        using IDisposable place = streams.Enter(own.Participant);
        await context.WriteResponseHeadersAsync([]).ConfigureAwait(false);
        var told = new HashSet<OverlapName>();
        while (true)
        {
            // Taken first: what changes after this moment ends the wait below.
            Task change = overlaps.ChangeOf(audit.Market);

            // The most urgent first: the deadline of a check counts on those before it being answered before it.
            foreach ((OverlapName name, OverlapState overlap) in (await overlaps
                .ListAsync(audit.Market, audit.CommitmentEvent, ending.Token).ConfigureAwait(false))
                .OrderBy(static pair => pair.State.Deadline))
            {
                if (overlap.Awaits(audit.Participant) && time.GetUtcNow() < overlap.Deadline && told.Add(name))
                {
                    AuditState other = await tasks.OtherOfAsync(audit, overlap, ending.Token).ConfigureAwait(false);
                    await writer.WriteAsync(AuditMessages.ToTask(overlap, other)).ConfigureAwait(false);
                }
            }

            if (await markets.IsOverAsync(audit, ending.Token).ConfigureAwait(false))
            {
                return;
            }

            using var silence = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
            await Task.WhenAny(change, Task.Delay(s_longestSilence, time, silence.Token)).ConfigureAwait(false);
            await silence.CancelAsync().ConfigureAwait(false);
            ending.Token.ThrowIfCancellationRequested();
        }
    }
}
