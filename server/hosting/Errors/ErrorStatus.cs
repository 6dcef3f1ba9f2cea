using Candor.V1;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Candor.Hosting.Errors;

/// <summary>What a reason looks like on the wire: the gRPC status, and <c>google.rpc.Status</c> with its details in the
/// trailer that every gRPC implementation reads.</summary>
internal static class ErrorStatus
{
    /// <summary>The trailer of the details.</summary>
    internal const string DetailsTrailer = "grpc-status-details-bin";

    private const string Domain = "candor.v1";

    // Trailers travel in one HTTP/2 header block, which clients bound (8 KiB by default in many). A definition of
    // 10,000 companies can be wrong in as many places; the first ones are enough to go on with.
    private const int MaxDetailsBytes = 4096;
    private const int MaxMessageChars = 1024;

    /// <summary>The gRPC status of a reason, as the contract states it beside each reason.</summary>
    /// <param name="reason">The reason.</param>
    /// <returns>The status.</returns>
    internal static StatusCode CodeOf(ErrorReason reason) => reason switch
    {
        ErrorReason.InvalidRequest or ErrorReason.DefinitionInvalid or ErrorReason.PayloadMalformed
            or ErrorReason.PayloadTypeMismatch or ErrorReason.MarketMismatch or ErrorReason.ParticipantMismatch
            or ErrorReason.CommitmentNotCanonical or ErrorReason.CommitmentIsIdentity
            or ErrorReason.OpeningProofInvalid or ErrorReason.RangeProofMalformed or ErrorReason.RangeProofInvalid
            or ErrorReason.ReportOffGrid or ErrorReason.ResumeTokenInvalid or ErrorReason.PageTokenInvalid
            or ErrorReason.DatasetCommitmentRequired or ErrorReason.RecordKeyMalformed
            or ErrorReason.AttestationMalformed or ErrorReason.DatasetProofInvalid or ErrorReason.TagsMalformed
            or ErrorReason.TagRepeated or ErrorReason.TagsUnsorted or ErrorReason.DatasetSizeMismatch
            or ErrorReason.DatasetRootMismatch or ErrorReason.DoubleTagsInvalid => StatusCode.InvalidArgument,
        ErrorReason.KeyNotOnRecord or ErrorReason.SignatureInvalid or ErrorReason.PayloadExpired
            => StatusCode.Unauthenticated,
        ErrorReason.OperatorNotAllowed => StatusCode.PermissionDenied,
        ErrorReason.MarketNotFound or ErrorReason.ParticipantNotFound or ErrorReason.AuditNotFound
            or ErrorReason.OverlapTaskNotFound => StatusCode.NotFound,
        ErrorReason.MarketAlreadyExists or ErrorReason.RequestIdReused or ErrorReason.AlreadyJoined
            or ErrorReason.AlreadyReported or ErrorReason.VerdictStands => StatusCode.AlreadyExists,
        ErrorReason.DefinitionMismatch or ErrorReason.MarketSettled or ErrorReason.MarketCancelled
            or ErrorReason.NotJoined or ErrorReason.CommitmentDeadlinePassed or ErrorReason.ReportDeadlinePassed
            or ErrorReason.CommitmentRequired or ErrorReason.CommitmentNotCurrent or ErrorReason.ValidationRequired
            or ErrorReason.ValidationNotAsked or ErrorReason.CommitmentRefused or ErrorReason.VerdictMismatch
            or ErrorReason.OverlapPending or ErrorReason.AuditOutOfOrder or ErrorReason.AuditDeadlinePassed
            or ErrorReason.OtherValidator => StatusCode.FailedPrecondition,
        ErrorReason.ReportOutOfRange or ErrorReason.LogRangeInvalid => StatusCode.OutOfRange,
        ErrorReason.TooManyCommitments or ErrorReason.Overloaded or ErrorReason.MessageTooLarge
            => StatusCode.ResourceExhausted,
        ErrorReason.ShuttingDown or ErrorReason.StorageUnavailable or ErrorReason.PlatformUnavailable
            => StatusCode.Unavailable,
        ErrorReason.Internal => StatusCode.Internal,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A reason without a status."),
    };

    /// <summary>The name that goes over the wire, such as <c>NOT_JOINED</c>.</summary>
    /// <param name="reason">The reason.</param>
    /// <returns>The name without the enum's prefix.</returns>
    internal static string NameOf(ErrorReason reason)
    {
        EnumValueDescriptor value = ErrorReasonReflection.Descriptor.EnumTypes
            .Single(type => type.Name == nameof(ErrorReason))
            .FindValueByNumber((int)reason);
        return value.Name["ERROR_REASON_".Length..];
    }

    /// <summary>Makes the exception that gRPC sends.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="trace">The trace id, for <see cref="ErrorReason.Internal"/>.</param>
    /// <returns>The exception with status and trailer.</returns>
    internal static RpcException ToException(Refusal refusal, string? trace = null)
    {
        string message = refusal.Message.Length <= MaxMessageChars
            ? refusal.Message
            : string.Concat(refusal.Message.AsSpan(0, MaxMessageChars), "…");
        StatusCode code = CodeOf(refusal.Reason);
        var info = new ErrorInfo { Reason = NameOf(refusal.Reason), Domain = Domain };
        AddResource(info, refusal.Resource);
        if (trace is not null)
        {
            info.Metadata.Add("trace", trace);
        }

        var details = new Google.Rpc.Status { Code = (int)code, Message = message, Details = { Any.Pack(info) } };
        if (refusal.Violations.Count > 0)
        {
            details.Details.Add(Any.Pack(Bounded(refusal.Violations)));
        }

        return details.ToRpcException();
    }

    private static void AddResource(ErrorInfo info, string? resource)
    {
        if (resource is null)
        {
            return;
        }

        int participant = resource.IndexOf("/participants/", StringComparison.Ordinal);
        info.Metadata.Add("market", participant < 0 ? resource : resource[..participant]);
        if (participant >= 0)
        {
            info.Metadata.Add("participant", resource);
        }
    }

    private static BadRequest Bounded(IReadOnlyList<BadRequest.Types.FieldViolation> violations)
    {
        var request = new BadRequest();
        int size = 0;
        foreach (BadRequest.Types.FieldViolation violation in violations)
        {
            size += violation.CalculateSize();
            if (size > MaxDetailsBytes && request.FieldViolations.Count > 0)
            {
                request.FieldViolations.Add(new BadRequest.Types.FieldViolation
                {
                    Field = "",
                    Description = $"and {violations.Count - request.FieldViolations.Count} more",
                });
                break;
            }

            request.FieldViolations.Add(violation);
        }

        return request;
    }
}
