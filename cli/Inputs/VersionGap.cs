using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Candor.Cli.Output;
using Candor.V1;
using Rules = Candor.Market.Definitions.MarketDefinition;

namespace Candor.Cli.Inputs;

/// <summary>The version of a definition that a person writes: the newest, unless the file says another. Whoever creates a
/// market is told what follows from it, with the fields that change it, since its rules never change
/// afterwards.</summary>
internal static class VersionGap
{
    private const string Version = "version";

    /// <summary>Fills in the version where the file has none.</summary>
    /// <param name="definition">The definition as JSON, changed in place.</param>
    /// <returns>What was filled in; null where the file says its version.</returns>
    internal static string? Fill(JsonObject definition)
    {
        if (definition[Version] is not null)
        {
            return null;
        }

        definition[Version] = Rules.NewestVersion;
        return $"version: {Rules.NewestVersion}, the newest rules";
    }

    /// <summary>What the version and its defaults mean for this market.</summary>
    /// <param name="definition">The definition, checked.</param>
    /// <returns>A line each.</returns>
    internal static ImmutableArray<string> Describe(MarketDefinition definition)
    {
        if (definition.Version < 2)
        {
            return
            [
                "version 1: a server that signs its log anew can drop, repeat and move messages unseen by who keeps no "
                + "receipt; a payload may have two readings; deadlines do not grow with others' records; and everyone may "
                + "read roster, phases and events. Leave \"version\" out, for rules without this",
            ];
        }

        var lines = ImmutableArray.CreateBuilder<string>();
        if (definition.ReadAccess != MarketAccess.Anyone)
        {
            lines.Add(
                "members only: the operator, the roster and the validators may read this market, each with its --key; "
                + "\"readAccess\": \"MARKET_ACCESS_ANYONE\" lets everyone");
        }

        if (!definition.Listed)
        {
            lines.Add("not listed: 'candor market list' does not name this market; \"listed\": true lets it");
        }

        if (definition.Version >= 3 && definition.PaymentUnit == 0
            && CurrencyDecimals.AreUnusual(definition.Currency, out int decimals))
        {
            string unit = CurrencyDecimals.PaymentUnit(decimals).ToString(CultureInfo.InvariantCulture);
            lines.Add(
                $"payments in micro-{definition.Currency}: {definition.Currency} has {decimals} decimals, and a payment may "
                + $"have six; \"paymentUnit\": {unit} rounds each down to what can be paid");
        }

        return lines.ToImmutable();
    }
}
