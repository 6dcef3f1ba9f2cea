using Candor.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Candor.Client.Tests.Server;

/// <summary>Failed calls as the contract words them: google.rpc.Status with ErrorInfo and BadRequest.</summary>
internal static class Refusals
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

        var trailers = new Metadata { { "grpc-status-details-bin", status.ToByteArray() } };
        return new RpcException(new Grpc.Core.Status(code, message), trailers);
    }

    public static RpcException Of(Candor.Market.Rejection rejection) => Of(
        rejection.Reason switch
        {
            Candor.Market.RejectionReason.AlreadyJoined or Candor.Market.RejectionReason.AlreadyReported
                or Candor.Market.RejectionReason.MarketAlreadyExists => StatusCode.AlreadyExists,
            Candor.Market.RejectionReason.KeyNotOnRecord or Candor.Market.RejectionReason.SignatureInvalid
                => StatusCode.Unauthenticated,
            Candor.Market.RejectionReason.RangeProofInvalid => StatusCode.InvalidArgument,
            _ => StatusCode.FailedPrecondition,
        },
        NameOf(rejection.Reason),
        rejection.Message);

    public static RpcException Unavailable() =>
        new(new Grpc.Core.Status(StatusCode.Unavailable, "The server is shutting down."));

    // The two enums have the same numbers; a test of the market library holds them together.
    private static string NameOf(Candor.Market.RejectionReason reason) => ErrorReasonReflection.Descriptor
        .EnumTypes.Single().FindValueByNumber((int)reason).Name["ERROR_REASON_".Length..];
}
