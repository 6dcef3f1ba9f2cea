using Candor.Client.Transcripts;
using Candor.Wire.Errors;
using Grpc.Core;

namespace Candor.Client.Internal;

/// <summary>Turns a failed call into the SDK's exception.</summary>
internal static class RichError
{
    /// <summary>Turns it.</summary>
    /// <param name="failed">The failed call.</param>
    /// <param name="method">Its name.</param>
    /// <param name="requestId">The logical call's id; null for a call that changes nothing.</param>
    /// <param name="address">Where it was sent; named where no Candor server answered.</param>
    /// <param name="timeout">How long it was given; null for a stream, which has no limit.</param>
    internal static CandorException From(RpcException failed, string method, string? requestId, Uri address, TimeSpan? timeout = null)
    {
        CallFailure failure = ErrorDetails.Read(failed);
        string message = TransportFault.Describe(failed, address, timeout) is { } fault
            ? $"{address.GetLeftPart(UriPartial.Authority)}: {method}: {fault}."
            : failure.Message.Length > 0
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
