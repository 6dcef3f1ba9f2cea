using System.Text.RegularExpressions;
using Candor.Hosting.Errors;
using Candor.Market;
using Candor.V1;
using Grpc.Core;

namespace Candor.Server.Tests.Errors;

public partial class ErrorStatusTests
{
    [Fact]
    public void CodeOf_EveryReason_IsTheStatusThatTheContractStates()
    {
        // "// [NOT_FOUND] There is no market of this name." above "ERROR_REASON_MARKET_NOT_FOUND = 12;".
        MatchCollection stated = Statement().Matches(File.ReadAllText("error_reason.proto"));

        Assert.Equal(Enum.GetValues<ErrorReason>().Length - 1, stated.Count);
        foreach (Match match in stated)
        {
            var reason = (ErrorReason)int.Parse(
                match.Groups["number"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(match.Groups["name"].Value, ErrorStatus.NameOf(reason));
            Assert.Equal(match.Groups["status"].Value, Upper(ErrorStatus.CodeOf(reason)));
        }
    }

    [Fact]
    public void ToRefusal_EveryRejection_HasAReasonOfTheContract()
    {
        foreach (RejectionReason reason in Enum.GetValues<RejectionReason>().Where(r => r != RejectionReason.None))
        {
            Refusal refusal = Rejections.ToRefusal(new Rejection(reason, "why"), "markets/m");

            Assert.Equal(reason.ToString(), refusal.Reason.ToString());
            Assert.NotEqual(StatusCode.Internal, ErrorStatus.CodeOf(refusal.Reason));
        }
    }

    [Fact]
    public void ToException_LongMessage_FitsIntoAHeader()
    {
        RpcException e = ErrorStatus.ToException(new Refusal(ErrorReason.PayloadMalformed, new string('x', 100_000)));

        Assert.InRange(e.Trailers.GetValueBytes(ErrorStatus.DetailsTrailer)!.Length, 1, 2048);
    }

    private static string Upper(StatusCode code) => Words().Replace(code.ToString(), "_$0").ToUpperInvariant();

    [GeneratedRegex(
        @"// \[(?<status>[A-Z_]+)\](?:[^\n]*\n\s*//)*[^\n]*\n\s*ERROR_REASON_(?<name>[A-Z_]+) = (?<number>\d+);")]
    private static partial Regex Statement();

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex Words();
}
