using Candor.Wire.Names;

namespace Candor.Wire.Tests.Names;

public sealed class NameTests
{
    [Theory]
    [InlineData("markets/m", true)]
    [InlineData("markets/a-1", true)]
    [InlineData("m", false)]
    [InlineData("markets/", false)]
    [InlineData("markets/-a", false)]
    [InlineData("markets/A", false)]
    [InlineData("markets/a/b", false)]
    [InlineData("Markets/a", false)]
    [InlineData("", false)]
    public void MarketName_Text_IsOneOrNot(string text, bool isName) => Assert.Equal(isName, MarketName.IsValid(text));

    [Theory]
    [InlineData("m", "markets/m")]
    [InlineData("markets/m", "markets/m")]
    [InlineData("markets", "markets/markets")]
    [InlineData("markets/", null)]
    [InlineData("a b", null)]
    [InlineData("", null)]
    public void MarketName_OfANameOrAnId_IsTheName(string text, string? expected)
    {
        Assert.Equal(expected is not null, MarketName.TryComplete(text, out string? name));
        Assert.Equal(expected, name);
    }

    [Fact]
    public void ParticipantName_Written_ReadsBack()
    {
        var name = new ParticipantName("markets/m", "north-1");

        Assert.Equal("markets/m/participants/north-1", name.ToString());
        Assert.True(ParticipantName.TryParse(name.ToString(), out ParticipantName? read));
        Assert.Equal(name, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("markets/m")]
    [InlineData("markets/m/participants/")]
    [InlineData("markets/m/participants/p/")]
    [InlineData("markets/M/participants/p")]
    [InlineData("markets/m/participants/P")]
    [InlineData("markets/m/companies/p")]
    public void ParticipantName_OtherText_IsNone(string text) => Assert.False(ParticipantName.TryParse(text, out _));

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(ulong.MaxValue)]
    public void AuditName_Written_ReadsBack(ulong number)
    {
        var name = new AuditName(new ParticipantName("markets/m", "p"), number);

        Assert.StartsWith(AuditName.PrefixOf(name.Participant), name.ToString(), StringComparison.Ordinal);
        Assert.Equal(name, AuditName.Parse(name.ToString()));
    }

    [Fact]
    public void AuditNames_OfOneParticipant_SortByTheirEvents()
    {
        var participant = new ParticipantName("markets/m", "p");
        string[] names = [.. new ulong[] { 9, 10, 100 }.Select(n => new AuditName(participant, n).ToString())];

        Assert.Equal(names, names.Order(StringComparer.Ordinal));
        Assert.Equal("markets/m/participants/p/commitments/00000000000000000009", names[0]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("markets/m/participants/p/commitments/7")]
    [InlineData("markets/m/participants/p/commitments/+0000000000000000007")]
    [InlineData("markets/m/participants/p/commitments/99999999999999999999")]
    [InlineData("markets/m/participants/P/commitments/00000000000000000007")]
    [InlineData("markets/m/participants/p/reports/00000000000000000007")]
    public void AuditName_OtherText_IsNone(string text)
    {
        Assert.False(AuditName.TryParse(text, out _));
        Assert.Throws<FormatException>(() => AuditName.Parse(text));
    }

    [Fact]
    public void OverlapName_Written_ReadsBack()
    {
        var name = new OverlapName("markets/m", 7, 12);

        Assert.Equal("markets/m/overlaps/00000000000000000007/00000000000000000012", name.ToString());
        Assert.StartsWith(OverlapName.PrefixOf("markets/m"), name.ToString(), StringComparison.Ordinal);
        Assert.Equal(name, OverlapName.Parse(name.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("markets/m/overlaps/7/12")]
    [InlineData("markets/M/overlaps/00000000000000000007/00000000000000000012")]
    [InlineData("markets/m/overlaps/00000000000000000007")]
    public void OverlapName_OtherText_IsNone(string text)
    {
        Assert.False(OverlapName.TryParse(text, out _));
        Assert.Throws<FormatException>(() => OverlapName.Parse(text));
    }
}
