using System.Diagnostics.CodeAnalysis;
using Candor.Hosting.Errors;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Wire.Signing;

namespace Candor.Validator.Tests.Support;

/// <summary>What a platform says of a participant's statistics, and the verdicts on them that it takes; it outlives the
/// server.</summary>
internal sealed class StatisticsBook
{
    private readonly TaskCompletionSource<SignedEnvelope> _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _early = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal PlatformStatistics Shown { get; set; } = new(null, null);

    /// <summary>Whether verdicts come before the market waits for them.</summary>
    internal bool IsEarly { get; set; }

    /// <summary>The verdict, once the market has taken it.</summary>
    internal Task<SignedEnvelope> Taken => _taken.Task;

    /// <summary>Completes when a verdict came too early.</summary>
    internal Task Early => _early.Task;

    internal bool Takes(SignedEnvelope verdict, [NotNullWhen(true)] out Task<ulong>? answer)
    {
        answer = null;
        if (verdict.PayloadType != PayloadType.Of<StatisticsVerdictPayload>())
        {
            return false;
        }

        if (IsEarly)
        {
            _early.TrySetResult();
            throw new MarketPlatformException(ErrorReason.StepAhead, "Others still commit to their statistics.");
        }

        _taken.TrySetResult(verdict);
        answer = Task.FromResult(77ul);
        return true;
    }
}
