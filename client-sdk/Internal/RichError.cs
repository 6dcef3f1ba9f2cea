using System.Collections.Frozen;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Candor.Client.Internal;

/// <summary>Turns a failed call into the SDK's exception.</summary>
internal static class RichError
{
    private const string Prefix = "ERROR_REASON_";
    private const string Domain = "candor.v1";

    private static readonly FrozenDictionary<string, ErrorReason> s_reasons = V1.ErrorReasonReflection.Descriptor
        .EnumTypes.Single().Values
        .ToFrozenDictionary(value => value.Name[Prefix.Length..], value => (ErrorReason)value.Number);

    internal static CandorException From(RpcException failed, string method, string? requestId)
    {
        Google.Rpc.Status? details = failed.Trailers.GetRpcStatus(ignoreParseError: true);
        ErrorInfo? info = Find<ErrorInfo>(details);
        BadRequest? fields = Find<BadRequest>(details);
        bool isOurs = info is { Domain: Domain, Reason.Length: > 0 };
        string reason = isOurs ? info!.Reason : NameOf(failed.StatusCode);
        return new CandorException(reason, MessageOf(failed, method), failed)
        {
            ErrorReason = isOurs ? s_reasons.GetValueOrDefault(reason) : ErrorReason.Unspecified,
            StatusCode = failed.StatusCode,
            Violations = [.. (fields?.FieldViolations ?? []).Select(v => new FieldViolation(v.Field, v.Description))],
            Details = info?.Metadata.ToFrozenDictionary() ?? FrozenDictionary<string, string>.Empty,
            RequestId = requestId,
        };
    }

    // A reply that a proxy has garbled is still a failed call: what does not decode is left out, never thrown.
    private static T? Find<T>(Google.Rpc.Status? status)
        where T : class, IMessage<T>, new()
    {
        try
        {
            return status?.GetDetail<T>();
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static string MessageOf(RpcException failed, string method) => failed.Status.Detail.Length > 0
        ? failed.Status.Detail
        : $"{method} failed with status {NameOf(failed.StatusCode)}; the server gave no reason.";

    // gRPC's own spelling: DeadlineExceeded is DEADLINE_EXCEEDED.
    private static string NameOf(StatusCode code) => string.Concat(
        code.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
}
