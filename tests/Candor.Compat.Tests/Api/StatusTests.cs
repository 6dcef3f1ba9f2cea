using Grpc.Core;

namespace Candor.Compat.Tests.Api;

public sealed class StatusTests
{
    [Fact]
    public void StatusCode_Numbers_AreTheWireValues()
    {
        // From the status code list of the gRPC protocol.
        string[] names =
        [
            "OK", "Cancelled", "Unknown", "InvalidArgument", "DeadlineExceeded", "NotFound", "AlreadyExists",
            "PermissionDenied", "ResourceExhausted", "FailedPrecondition", "Aborted", "OutOfRange", "Unimplemented",
            "Internal", "Unavailable", "DataLoss", "Unauthenticated",
        ];

        Assert.Equal(names, Enum.GetNames<StatusCode>());
        Assert.Equal(Enumerable.Range(0, 17), Enum.GetValues<StatusCode>().Select(code => (int)code));
    }

    [Fact]
    public void ToString_WithAndWithoutFault_IsOneReadableLine()
    {
        Assert.Equal(
            "Status(StatusCode=\"NotFound\", Detail=\"no market\")",
            new Status(StatusCode.NotFound, "no market").ToString());
        Assert.Equal(
            "Status(StatusCode=\"Internal\", Detail=\"d\", DebugException=\"System.InvalidOperationException: why\")",
            new Status(StatusCode.Internal, "d", new InvalidOperationException("why")).ToString());
    }

    [Fact]
    public void Defaults_SuccessAndCancelled_HaveEmptyDetails()
    {
        Assert.Equal((StatusCode.OK, ""), (Status.DefaultSuccess.StatusCode, Status.DefaultSuccess.Detail));
        Assert.Equal((StatusCode.Cancelled, ""), (Status.DefaultCancelled.StatusCode, Status.DefaultCancelled.Detail));
    }

    [Fact]
    public void RpcException_StatusAlone_HasItsTextAndNoTrailers()
    {
        RpcException e = new(new Status(StatusCode.Aborted, "again"));

        Assert.Equal(StatusCode.Aborted, e.StatusCode);
        Assert.Equal("Status(StatusCode=\"Aborted\", Detail=\"again\")", e.Message);
        Assert.Same(Metadata.Empty, e.Trailers);
    }

    [Fact]
    public void RpcException_MessageAndTrailers_AreKept()
    {
        Metadata trailers = new() { { "a", "1" } };
        Status status = new(StatusCode.Aborted, "again");

        RpcException e = new(status, trailers, "local");

        Assert.Equal("local", e.Message);
        Assert.Equal("local", new RpcException(status, "local").Message);
        Assert.Same(trailers, e.Trailers);
        Assert.Same(trailers, new RpcException(status, trailers).Trailers);
        Assert.Throws<ArgumentNullException>(() => new RpcException(status, (Metadata)null!));
    }
}
