using Candor.Commitments.Statements;

namespace Candor.Commitments.Tests.Statements;

/// <summary>Terms that cannot be absorbed are the caller's mistake, refused where they are made.</summary>
public sealed class StatementTermsTests
{
    [Fact]
    public void StatementContext_MemberOutOfRange_Throws()
    {
        AssertNames("DefinitionDigest", () => Samples.Context with { DefinitionDigest = new byte[31] });
        AssertNames("DefinitionDigest", () => new StatementContext("m", new byte[33], "p", new byte[1]));
        AssertNames("Market", () => Samples.Context with { Market = string.Empty });
        AssertNames("Market", () => new StatementContext(null!, new byte[32], "p", new byte[1]));
        AssertNames("Participant", () => Samples.Context with { Participant = string.Empty });
        AssertNames("ParticipantKey", () => Samples.Context with { ParticipantKey = default });
    }

    [Fact]
    public void StatementContext_LoneSurrogate_Throws() =>
        Assert.ThrowsAny<ArgumentException>(() => Samples.Context with { Market = "markets/\uD800" });

    [Fact]
    public void ReportTerms_MemberOutOfRange_Throws()
    {
        AssertNames("DatasetRoot", () => Samples.Terms with { DatasetRoot = new byte[31] });
        AssertNames("Nonce", () => Samples.Terms with { Nonce = new byte[33] });
        AssertNames("Context", () => Samples.Terms with { Context = null! });
    }

    [Fact]
    public void Verify_DefaultCommitment_Throws() => Assert.Throws<InvalidOperationException>(
        () => ReportStatement.Verify(Samples.Terms with { Commitment = default }, new byte[608]));

    private static void AssertNames(string member, Func<object> make) =>
        Assert.Equal(member, Assert.ThrowsAny<ArgumentException>(make).ParamName);
}
