using Candor.Market.Definitions;
using Candor.Wire.Names;

namespace Candor.Client.Internal;

/// <summary>Names that callers hand over.</summary>
internal static class ResourceNames
{
    /// <summary>A market's name from its name or its id.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    internal static string Market(string market, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(market, parameter);
        return MarketName.TryComplete(market, out string? name)
            ? name
            : throw new ArgumentException(
                $"'{market}' names no market; expected an id of {ResourceId.Expected}, or 'markets/' with one.",
                parameter);
    }

    /// <summary>Checks a participant's id.</summary>
    /// <exception cref="ArgumentException">It is not one.</exception>
    internal static void RequireParticipantId(string participant, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(participant, parameter);
        if (!ResourceId.IsValid(participant))
        {
            throw new ArgumentException(
                $"'{participant}' is not a participant's id; expected {ResourceId.Expected}.", parameter);
        }
    }
}
