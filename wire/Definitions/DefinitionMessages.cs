using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Candor.Market;
using Candor.Market.Definitions;
using Candor.Wire.Times;
using Google.Protobuf;

namespace Candor.Wire.Definitions;

/// <summary>Between the two forms of a definition: the message that is signed, and the checked rules. Both sides read
/// protobuf's JSON mapping, the one form in which files, the wire and the log say the same.</summary>
public static class DefinitionMessages
{
    /// <summary>Reads the rules out of a message.</summary>
    /// <param name="message">The message, whatever it holds; null where there is none.</param>
    /// <param name="rules">The rules, where nothing is wrong.</param>
    /// <param name="faults">Every fault; empty where nothing is wrong. Where a time is one that no calendar has, only
    /// such times are named: nothing can be said of the rest then.</param>
    /// <returns>Whether nothing is wrong.</returns>
    public static bool TryRead(
        V1.MarketDefinition? message,
        [NotNullWhen(true)] out MarketDefinition? rules,
        out ImmutableArray<DefinitionFault> faults)
    {
        rules = null;
        if (message is null)
        {
            faults = [new DefinitionFault(string.Empty, "nothing", "a market definition")];
            return false;
        }

        return TryFormat(message, out string? json, out faults)
            && MarketDefinitionReader.TryRead(json, out rules, out faults);
    }

    /// <summary>Writes the rules as a message.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="message">The message.</param>
    /// <param name="fault">Why not: the reader let a spelling pass that protobuf does not.</param>
    /// <returns>Whether it could be written.</returns>
    public static bool TryWrite(
        MarketDefinition rules,
        [NotNullWhen(true)] out V1.MarketDefinition? message,
        [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(rules);

        // Written token by token: the element's raw text still has the file's comments and trailing commas, which
        // protobuf's parser rejects.
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            rules.Json.WriteTo(writer);
        }

        try
        {
            message = JsonParser.Default.Parse<V1.MarketDefinition>(Encoding.UTF8.GetString(buffer.WrittenSpan));
            fault = null;
            return true;
        }
        catch (InvalidProtocolBufferException e)
        {
            (message, fault) = (null, e.Message);
            return false;
        }
    }

    private static bool TryFormat(
        V1.MarketDefinition message,
        [NotNullWhen(true)] out string? json,
        out ImmutableArray<DefinitionFault> faults)
    {
        json = null;
        faults =
        [
            .. ImpossibleTimes.In(message).Select(
                static fault => new DefinitionFault(fault.Field, fault.Found, fault.Expected)),
        ];
        try
        {
            json = faults.IsEmpty ? JsonFormatter.Default.Format(message) : null;
        }
        catch (ArgumentException e)
        {
            // Half a surrogate pair, which no bytes decode to: only a message that was never on the wire holds one.
            faults = [new DefinitionFault(string.Empty, $"text that is not Unicode ({e.Message})", "Unicode")];
        }

        return json is not null;
    }
}
