using Candor.Wire.Errors;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Candor.Client.Tests.Server;

/// <summary>Failed calls as the contract words them: google.rpc.Status with ErrorInfo and BadRequest.</summary>
internal static class Failures
{
    public static RpcException Of(
        StatusCode code, string reason, string message, params (string Field, string Description)[] violations)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        status.Details.Add(Any.Pack(new ErrorInfo
        {
            Domain = "candor.v1",
            Reason = reason,
            Metadata = { ["market"] = TestMarket.Name },
        }));
        if (violations.Length > 0)
        {
            var fields = new BadRequest();
            fields.FieldViolations.AddRange(violations.Select(
                v => new BadRequest.Types.FieldViolation { Field = v.Field, Description = v.Description }));
            status.Details.Add(Any.Pack(fields));
        }

        var trailers = new Metadata { { ErrorDetails.Trailer, status.ToByteArray() } };
        return new RpcException(new Grpc.Core.Status(code, message), trailers);
    }

    public static RpcException Unavailable() =>
        new(new Grpc.Core.Status(StatusCode.Unavailable, "The server is shutting down."));
}
