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
        byte[]? bytes = exception.Trailers.GetValueBytes("grpc-status-details-bin");
        if (bytes is null)
        {
            return new RichError(
                exception.StatusCode, exception.Status.Detail, "", "", new Dictionary<string, string>(), []);
        }

        var status = Google.Rpc.Status.Parser.ParseFrom(bytes);
        ErrorInfo info = status.Details.Single(d => d.Is(ErrorInfo.Descriptor)).Unpack<ErrorInfo>();
        BadRequest? request = status.Details.SingleOrDefault(d => d.Is(BadRequest.Descriptor))?.Unpack<BadRequest>();
        return new RichError(
            (StatusCode)status.Code,
            status.Message,
            info.Reason,
            info.Domain,
            info.Metadata.ToDictionary(),
            request is null ? [] : [.. request.FieldViolations]);
    }
}
