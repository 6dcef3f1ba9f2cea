namespace Candor.Market;

/// <summary>Why a message was refused, in words for a person and a reason for a program. Nothing is stored for a
/// refused message.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Message">What was wrong, with the value that broke the rule, and what was expected.</param>
/// <param name="Field">The path of the definition's member that broke the rule, such as <c>reportDeadline</c>; null
/// where the fault is not in one member.</param>
public sealed record Rejection(RejectionReason Reason, string Message, string? Field = null);
