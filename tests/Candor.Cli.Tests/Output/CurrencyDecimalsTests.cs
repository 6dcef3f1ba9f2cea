using System.Globalization;
using Candor.Cli.Inputs;
using Candor.Cli.Output;
using Candor.V1;

namespace Candor.Cli.Tests.Output;

/// <summary>Amounts have their currency's decimals, and whoever makes a market of another number than two is told.</summary>
public sealed class CurrencyDecimalsTests
{
    [Theory]
    [InlineData("1234567", "EUR", "1,234,567.00 EUR")]
    [InlineData("-2.5", "EUR", "-2.50 EUR")]
    [InlineData("2.345678", "EUR", "2.345678 EUR")]
    [InlineData("1234", "JPY", "1,234 JPY")]
    [InlineData("1234.5", "JPY", "1,234.5 JPY")]
    [InlineData("0", "KRW", "0 KRW")]
    [InlineData("12.5", "KWD", "12.500 KWD")]
    [InlineData("12.3456", "KWD", "12.3456 KWD")]
    [InlineData("1", "CLF", "1.0000 CLF")]
    public void Show_Amount_HasTheCurrencysDecimals(string amount, string currency, string expected) =>
        Assert.Equal(expected, CurrencyDecimals.Show(decimal.Parse(amount, CultureInfo.InvariantCulture), currency));

    [Theory]
    [InlineData("JPY", 0, "0 decimals", "\"paymentUnit\": 1000000 ")]
    [InlineData("KWD", 0, "3 decimals", "\"paymentUnit\": 1000 ")]
    public void Describe_OtherThanTwoDecimalsAndNoUnit_NamesTheFieldToWrite(
        string currency, long unit, string decimals, string field)
    {
        string line = Assert.Single(VersionGap.Describe(Market(3, currency, unit)));
        Assert.Contains(decimals, line, StringComparison.Ordinal);
        Assert.Contains(field, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3u, "EUR", 0)]
    [InlineData(3u, "JPY", 1_000_000)]
    [InlineData(2u, "JPY", 0)]
    public void Describe_NothingToWrite_SaysNothing(uint version, string currency, long unit) =>
        Assert.Empty(VersionGap.Describe(Market(version, currency, unit)));

    private static MarketDefinition Market(uint version, string currency, long unit) => new()
    {
        Version = version,
        Currency = currency,
        PaymentUnit = unit,
        ReadAccess = MarketAccess.Anyone,
        Listed = true,
    };
}
