using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Candor.Cli.Errors;
using Candor.Client;
using Candor.Market;
using Candor.Market.Definitions;
using Candor.Market.Records;

namespace Candor.Cli.Inputs;

/// <summary>What a record is, and how files of such records are laid out.</summary>
/// <param name="Format">What a record is.</param>
/// <param name="Options">How files are laid out.</param>
internal sealed record RecordRules(RecordFormat Format, DatasetFileOptions Options)
{
    /// <summary>Reads a schema, as markets that take sizes on trust have beside them.</summary>
    /// <param name="path">The file.</param>
    internal static RecordRules OfSchema(string path)
    {
        var schema = RecordFormatFile.Load(path);
        return new RecordRules(schema.Format, schema.Options);
    }

    /// <summary>Reads what a record is from a market's definition, which may still lack keys and validators.</summary>
    /// <param name="path">The file, as <c>market create</c> takes it.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="CliException">The file cannot be read, or does not say what a record is.</exception>
    internal static async Task<RecordRules> OfDefinitionAsync(string path, CancellationToken cancellationToken)
    {
        string text = await InputFile.ReadTextAsync(path, "a market definition", cancellationToken).ConfigureAwait(false);

        // Without a version it gets the newest, as it does when the market is created.
        if (DefinitionGaps.TryParse(path) is JsonObject definition && VersionGap.Fill(definition) is not null)
        {
            text = definition.ToJsonString();
        }

        return MarketDefinitionReader.TryReadRecords(
            text, out RecordFormat? records, out ImmutableArray<DefinitionFault> faults)
            ? new RecordRules(records, new DatasetFileOptions())
            : throw new CliException(FaultText.Describe(faults, $"--definition '{path}'"));
    }

    /// <summary>Reads what a record is from a market's rules, verified against its operator's signature.</summary>
    /// <param name="client">The server.</param>
    /// <param name="market">The market's name.</param>
    /// <param name="reader">The key of who reads; null for nobody's.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="CliException">The market's rules do not say what a record is.</exception>
    internal static async Task<RecordRules> OfMarketAsync(
        CandorClient client, string market, SigningKey? reader, CancellationToken cancellationToken)
    {
        MarketInfo shown = await client.GetMarketAsync(market, reader, cancellationToken).ConfigureAwait(false);
        return shown.Definition.Records is { } records
            ? new RecordRules(records, new DatasetFileOptions())
            : throw new CliException(
                $"--market '{market}': takes committed sizes on trust and trains nothing, so its rules do not say what a record "
                + "is; expected --schema with a file that does");
    }
}
