using System.Collections.Immutable;
using Candor.Client.Internal;
using Candor.Market;
using Candor.Market.Definitions;
using Candor.Wire.Definitions;

namespace Candor.Client;

/// <summary>A market's definition as its operator wrote it, checked and ready to be signed. The file is protobuf's JSON
/// mapping of <c>candor.v1.MarketDefinition</c>, with comments and trailing commas; curves, valuations and rules also as
/// scenario files write them. Immutable and thread-safe.</summary>
public sealed class MarketDefinitionFile
{
    // A definition travels twice in one message of at most 4 MiB on its way in; a larger file cannot be a definition.
    private const int MaxBytes = 16 * 1024 * 1024;

    internal MarketDefinitionFile(V1.MarketDefinition message) => Message = message;

    /// <summary>What the operator signs.</summary>
    internal V1.MarketDefinition Message { get; }

    /// <summary>What to know before it is signed, a line each, in the order of the paper: the assumptions that these rules
    /// leave, with witnesses, and the theorems that then say nothing about them. Empty where there is nothing to say. Rules
    /// that are advised against are taken all the same.</summary>
    public IReadOnlyList<string> Advice { get; private init; } = [];

    /// <summary>Loads a definition and checks all that the server will check but the deadlines' distance from
    /// now.</summary>
    /// <param name="path">The file, UTF-8.</param>
    /// <returns>The definition, to be handed to <see cref="OperatorHandle.CreateMarketAsync"/>.</returns>
    /// <exception cref="MarketDefinitionException">There is no such file, it cannot be read, it is not JSON (the
    /// message has line and column), or it breaks rules: <see cref="CandorException.Violations"/> has all of
    /// them.</exception>
    public static MarketDefinitionFile Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(ReadText(path), $"The market definition '{path}'");
    }

    /// <summary>Reads a definition from text.</summary>
    /// <param name="json">The text.</param>
    /// <returns>The definition.</returns>
    /// <exception cref="MarketDefinitionException">It is not JSON, or breaks rules; see <see cref="Load"/>.</exception>
    public static MarketDefinitionFile Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Read(json, "The market definition");
    }

    // A message that lists every fault of a large roster would hide the first ones.
    private const int MostShown = 20;

    private static MarketDefinitionFile Read(string json, string what)
    {
        if (!MarketDefinitionReader.TryReadWritten(
            json, out MarketDefinition? definition, out ImmutableArray<DefinitionFault> faults))
        {
            string more = faults.Length > MostShown ? $"; and {faults.Length - MostShown} more" : string.Empty;
            string shown = string.Join("; ", faults.Take(MostShown));
            throw new MarketDefinitionException(
                MarketDefinitionException.Invalid, $"{what} is wrong: {shown}{more}.")
            {
                ErrorReason = ErrorReason.DefinitionInvalid,
                Violations = [.. faults.Select(
                    fault => new FieldViolation(fault.Path, $"found {fault.Found}, expected {fault.Expected}"))],
            };
        }

        return DefinitionMessages.TryWrite(definition, out V1.MarketDefinition? message, out string? fault)
            ? new MarketDefinitionFile(message) { Advice = DefinitionAdvice.Of(definition) }
            : throw new MarketDefinitionException(MarketDefinitionException.Invalid, $"{what} is wrong: {fault}")
            {
                ErrorReason = ErrorReason.DefinitionInvalid,
            };
    }

    private static string ReadText(string path)
    {
        try
        {
            return TextFile.TryRead(path, "a market definition in JSON", MaxBytes, out string? text, out string? fault)
                ? text
                : throw new MarketDefinitionException(
                    MarketDefinitionException.Unreadable, $"The file '{path}' {fault}.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MarketDefinitionException(
                MarketDefinitionException.Missing,
                $"There is no file '{path}'; expected a market definition in JSON.",
                e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MarketDefinitionException(
                MarketDefinitionException.Unreadable, $"The file '{path}' cannot be read: {e.Message}", e);
        }
    }
}
