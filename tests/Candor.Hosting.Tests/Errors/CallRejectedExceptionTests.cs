using Candor.Hosting.Errors;
using Candor.Market;
using Candor.V1;
using Candor.Wire.Errors;
using Grpc.Core;

namespace Candor.Hosting.Tests.Errors;

public sealed class CallRejectedExceptionTests
{
    [Fact]
    public void ToException_EveryRejection_HasAReasonOfTheContract()
    {
        foreach (RejectionReason reason in Enum.GetValues<RejectionReason>().Where(r => r != RejectionReason.None))
        {
            CallRejectedException rejected = Rejections.ToException(new Rejection(reason, "why"), "markets/m");

            Assert.Equal(reason.ToString(), rejected.Reason.ToString());
            Assert.NotEqual(StatusCode.Internal, Reasons.StatusOf(rejected.Reason));
        }
    }

    [Theory]
    [InlineData(RejectionReason.DefinitionInvalid, "reportDeadline", "definition.reportDeadline")]
    [InlineData(RejectionReason.InvalidRequest, "envelope.payload.participant", "envelope.payload.participant")]
    public void ToException_OfAField_NamesItFromTheRequestOn(RejectionReason reason, string field, string expected)
    {
        CallRejectedException rejected = Rejections.ToException(new Rejection(reason, "why", field), "markets/m");

        Assert.Equal([new FieldViolation(expected, "why")], rejected.Violations);
    }

    [Fact]
    public void ToException_LongMessage_FitsIntoAHeader()
    {
        RpcException e = new CallRejectedException(
            ErrorReason.PayloadMalformed, new string('x', 100_000)).ToException();

        Assert.InRange(e.Trailers.GetValueBytes(ErrorDetails.Trailer)!.Length, 1, 2048);
    }
}
