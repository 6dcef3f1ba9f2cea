using Candor.Market.Audits;
using Candor.Server.Errors;
using Candor.V1;

namespace Candor.Server.Validation;

/// <summary>Ends the reading of an answer at its deadline: who sends a byte a minute does not hold a stream for
/// ever.</summary>
internal static class AnswerDeadline
{
    /// <summary>Reads an answer.</summary>
    /// <param name="audit">The audit that awaits it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Completes when it is read.</returns>
    /// <exception cref="Refusal"><see cref="ErrorReason.AuditDeadlinePassed"/>.</exception>
    internal static async Task WithinAsync(
        AuditState audit,
        TimeProvider time,
        Func<CancellationToken, Task> read,
        CancellationToken cancellationToken)
    {
        TimeSpan left = audit.Deadline - time.GetUtcNow();
        using var deadline = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await read(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
            when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new Refusal(
                ErrorReason.AuditDeadlinePassed,
                $"The answer was not complete at {audit.Deadline:O}.");
        }
    }
}
