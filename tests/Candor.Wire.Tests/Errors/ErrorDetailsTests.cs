using System.Text.RegularExpressions;
using Candor.Market;
using Candor.V1;
using Candor.Wire.Errors;
using Grpc.Core;

namespace Candor.Wire.Tests.Errors;

public sealed partial class ErrorDetailsTests
{
    [Fact]
    public void StatusOf_EveryReason_IsTheStatusThatTheContractStates()
    {
        // "// [NOT_FOUND] There is no market of this name." above "ERROR_REASON_MARKET_NOT_FOUND = 12;".
        MatchCollection stated = Statement().Matches(File.ReadAllText("error_reason.proto"));

        Assert.Equal(Enum.GetValues<ErrorReason>().Length - 1, stated.Count);
        foreach (Match match in stated)
        {
            var reason = (ErrorReason)int.Parse(
                match.Groups["number"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(match.Groups["name"].Value, Reasons.NameOf(reason));
            Assert.Equal(match.Groups["status"].Value, Reasons.NameOf(Reasons.StatusOf(reason)));
            Assert.Equal(reason, Reasons.Find(match.Groups["name"].Value));
        }
    }

    [Fact]
    public void Reasons_OfEveryRejection_AreOfTheContract()
    {
        foreach (RejectionReason reason in Enum.GetValues<RejectionReason>().Where(r => r != RejectionReason.None))
        {
            Assert.Equal(reason.ToString(), Reasons.Of(reason).ToString());
            Assert.NotEqual(StatusCode.Internal, Reasons.StatusOf(Reasons.Of(reason)));
        }
    }

    [Fact]
    public void Find_NameOfNoReason_IsUnspecified() =>
        Assert.Equal(ErrorReason.Unspecified, Reasons.Find("NO_REASON_OF_OURS"));

    [Fact]
    public void Details_Written_ReadBack()
    {
        RpcException thrown = ErrorDetails.ToException(
            ErrorReason.InvalidRequest,
            "name: found nothing.",
            "markets/m/participants/p",
            [new FieldViolation("name", "found nothing, expected a name")],
            "trace-1");

        CallFailure read = ErrorDetails.Read(thrown);

        Assert.Equal(("INVALID_REQUEST", ErrorReason.InvalidRequest), (read.ReasonName, read.Reason));
        Assert.Equal((StatusCode.InvalidArgument, "name: found nothing."), (read.Code, read.Message));
        Assert.Equal([new FieldViolation("name", "found nothing, expected a name")], read.Violations);
        Assert.Equal("markets/m", read.Metadata["market"]);
        Assert.Equal("markets/m/participants/p", read.Metadata["participant"]);
        Assert.Equal("trace-1", read.Metadata["trace"]);
    }

    [Fact]
    public void Read_FailureOfATransport_HasItsStatusForAReason()
    {
        CallFailure read = ErrorDetails.Read(new RpcException(new Status(StatusCode.DeadlineExceeded, "too late")));

        Assert.Equal(("DEADLINE_EXCEEDED", ErrorReason.Unspecified), (read.ReasonName, read.Reason));
        Assert.Empty(read.Violations);
    }

    [Fact]
    public void Read_GarbledDetails_AreLeftOut()
    {
        var trailers = new Metadata { { ErrorDetails.Trailer, [0xFF, 0xFF, 0xFF] } };

        CallFailure read = ErrorDetails.Read(new RpcException(new Status(StatusCode.Aborted, "x"), trailers));

        Assert.Equal("ABORTED", read.ReasonName);
    }

    [Fact]
    public void Details_OfALongMessage_FitIntoAHeader()
    {
        RpcException thrown = ErrorDetails.ToException(ErrorReason.PayloadMalformed, new string('x', 100_000));

        Assert.InRange(thrown.Trailers.GetValueBytes(ErrorDetails.Trailer)!.Length, 1, 2048);
    }

    [Fact]
    public void Details_OfManyViolations_FitIntoAHeader()
    {
        FieldViolation[] violations =
            [.. Enumerable.Range(0, 10_000).Select(i => new FieldViolation($"roster[{i}]", "wrong"))];

        RpcException thrown = ErrorDetails.ToException(ErrorReason.DefinitionInvalid, "wrong", null, violations);

        Assert.InRange(thrown.Trailers.GetValueBytes(ErrorDetails.Trailer)!.Length, 4096, 8000);
        Assert.Contains("more", ErrorDetails.Read(thrown).Violations[^1].Description, StringComparison.Ordinal);
    }

    [GeneratedRegex(
        @"// \[(?<status>[A-Z_]+)\](?:[^\n]*\n\s*//)*[^\n]*\n\s*ERROR_REASON_(?<name>[A-Z_]+) = (?<number>\d+);")]
    private static partial Regex Statement();
}
