using System.Runtime.CompilerServices;

namespace Candor.Market;

/// <summary>Why a message is not accepted, in words for a person and a reason for a program. Nothing is stored for a
/// rejected message.</summary>
/// <remarks>A rule is a method that returns a rejection or null. Rules that must hold together are joined by
/// <c>??</c>: the first that is broken says why, and those after it are not asked.</remarks>
/// <param name="Reason">The reason.</param>
/// <param name="Message">What was wrong, with the value that broke the rule, and what was expected.</param>
/// <param name="Field">The path of the definition's member that broke the rule, such as <c>reportDeadline</c>; null
/// where the fault is not in one member.</param>
public sealed record Rejection(RejectionReason Reason, string Message, string? Field = null)
{
    /// <summary>One rule.</summary>
    /// <param name="broken">Whether the rule is broken.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="message">What was wrong; its values are looked at only where the rule is broken.</param>
    /// <param name="field">The path of the definition's member that broke the rule; null where there is none.</param>
    /// <returns>The rejection; null where the rule holds.</returns>
    internal static Rejection? When(
        bool broken,
        RejectionReason reason,
        [InterpolatedStringHandlerArgument(nameof(broken))] ref RejectionMessage message,
        string? field = null) =>
        broken ? new Rejection(reason, message.Take(), field) : null;
}
