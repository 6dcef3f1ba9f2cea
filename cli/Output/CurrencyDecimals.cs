using System.Collections.Frozen;
using System.Globalization;

namespace Candor.Cli.Output;

/// <summary>How many decimals amounts of a currency have: the minor units of ISO 4217.</summary>
internal static class CurrencyDecimals
{
    private const int Usual = 2;
    private const int Micro = 6;

    // Those that have other than two, as of 2026.
    private static readonly FrozenDictionary<string, int> s_unusual = new (int Decimals, string Currencies)[]
        {
            (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
            (3, "BHD IQD JOD KWD LYD OMR TND"),
            (4, "CLF UYW"),
        }
        .SelectMany(static row => row.Currencies.Split(' ').Select(currency => KeyValuePair.Create(currency, row.Decimals)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether a currency is known to have other than two decimals.</summary>
    /// <param name="currency">Three upper-case letters.</param>
    /// <param name="decimals">How many it has.</param>
    internal static bool AreUnusual(string currency, out int decimals) => s_unusual.TryGetValue(currency, out decimals);

    /// <summary>What can be paid in a currency of so many decimals, in micro-units.</summary>
    /// <param name="decimals">At most six.</param>
    internal static long PaymentUnit(int decimals) => (long)Math.Pow(10, Micro - decimals);

    /// <summary>An amount with its currency: the currency's decimals, and up to six where the amount has more.</summary>
    /// <param name="amount">The amount in units of the currency.</param>
    /// <param name="currency">Three upper-case letters.</param>
    internal static string Show(decimal amount, string currency)
    {
        int decimals = AreUnusual(currency, out int known) ? known : Usual;
        string format = "#,0." + new string('0', decimals) + new string('#', Micro - decimals);
        return $"{amount.ToString(format, CultureInfo.InvariantCulture)} {currency}";
    }
}
