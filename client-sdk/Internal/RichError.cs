using Candor.Client.Transcripts;
using Candor.Wire.Errors;
using Grpc.Core;

namespace Candor.Client.Internal;

/// <summary>Turns a failed call into the SDK's exception.</summary>
internal static class RichError
{
    internal static CandorException From(RpcException failed, string method, string? requestId)
    {
        CallFailure failure = ErrorDetails.Read(failed);
        string message = failure.Message.Length > 0
            ? failure.Message
            : $"{method} failed with status {Reasons.NameOf(failure.Code)}; the server gave no reason.";
        return new CandorException(failure.ReasonName, message, failed)
        {
            ErrorReason = (ErrorReason)failure.Reason,
            StatusCode = failure.Code,
            Violations = [.. failure.Violations.Select(v => new FieldViolation(v.Field, v.Description))],
            Details = failure.Metadata,
            RequestId = requestId,
            LastMessage = failure.Receipt is not { } last
                ? null
                : new TranscriptReceipt(
                    last.LeafIndex,
                    last.Entry.Memory,
                    last.Checkpoint.Memory,
                    [.. last.InclusionProof.Select(static hash => hash.Memory)]),
        };
    }
}
