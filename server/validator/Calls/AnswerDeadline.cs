using Candor.Hosting.Errors;
using Candor.V1;

namespace Candor.Validator.Calls;

/// <summary>Ends the reading of an answer at its deadline: who sends a byte a minute does not hold a stream for
/// ever.</summary>
internal static class AnswerDeadline
{
    /// <summary>Reads an answer.</summary>
    /// <param name="until">Until when it must have come.</param>
    /// <param name="time">The clock.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Completes when it is read.</returns>
    /// <exception cref="CallRejectedException"><see cref="ErrorReason.AuditDeadlinePassed"/>.</exception>
    internal static async Task WithinAsync(
        DateTimeOffset until,
        TimeProvider time,
        Func<CancellationToken, Task> read,
        CancellationToken cancellationToken)
    {
        TimeSpan left = until - time.GetUtcNow();
        using var timer = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await read(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
            when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Passed(until);
        }
        catch (CallRejectedException silent) when (silent.Reason == ErrorReason.StreamSilent && time.GetUtcNow() >= until)
        {
            // Whoever sends it again would come too late.
            throw Passed(until);
        }
    }

    private static CallRejectedException Passed(DateTimeOffset until) =>
        new(ErrorReason.AuditDeadlinePassed, $"The answer was not complete at {until:O}.");
}
