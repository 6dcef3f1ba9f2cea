using Google.Rpc;
using Grpc.Core;

namespace Candor.Server.Testing;

/// <summary>What a failed call says beyond its status.</summary>
public sealed record RichError(
    StatusCode Code,
    string Message,
    string Reason,
    string Domain,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<BadRequest.Types.FieldViolation> Violations)
{
    public static RichError From(RpcException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (exception.GetRpcStatus() is not { } status)
        {
            return new RichError(
                exception.StatusCode, exception.Status.Detail, "", "", new Dictionary<string, string>(), []);
        }

        ErrorInfo info = status.GetDetail<ErrorInfo>()!;
        BadRequest? request = status.GetDetail<BadRequest>();
        return new RichError(
            (StatusCode)status.Code,
            status.Message,
            info.Reason,
            info.Domain,
            info.Metadata.ToDictionary(),
            request is null ? [] : [.. request.FieldViolations]);
    }
}
