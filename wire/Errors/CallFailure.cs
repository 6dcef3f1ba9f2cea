using Grpc.Core;

namespace Candor.Wire.Errors;

/// <summary>What a failed call says.</summary>
/// <param name="ReasonName">The reason's name, such as <c>NOT_JOINED</c>; where no Candor server gave one, the status's
/// name, such as <c>UNAVAILABLE</c>.</param>
/// <param name="Reason">The reason; unspecified where this version does not know it.</param>
/// <param name="Code">The gRPC status.</param>
/// <param name="Message">What was wrong, in words; empty where nothing was said.</param>
/// <param name="Violations">Every wrong field, where fields were wrong.</param>
/// <param name="Metadata">What the reason is about, such as the market.</param>
/// <param name="Receipt">Where the sender's last message is, as the server says; null where it does not.</param>
public sealed record CallFailure(
    string ReasonName,
    V1.ErrorReason Reason,
    StatusCode Code,
    string Message,
    IReadOnlyList<FieldViolation> Violations,
    IReadOnlyDictionary<string, string> Metadata,
    V1.Receipt? Receipt = null);
