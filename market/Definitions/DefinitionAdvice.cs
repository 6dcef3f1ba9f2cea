using System.Collections.Immutable;
using Candor.Mechanism;
using Candor.Mechanism.Properties;

namespace Candor.Market.Definitions;

/// <summary>
/// What an operator should know of its rules before it signs them: where they leave what the paper assumes, and which
/// theorems then say nothing. A definition that is advised against is accepted all the same.
/// </summary>
public static class DefinitionAdvice
{
    /// <summary>Looks at the assumptions over every size that can be reported.</summary>
    /// <param name="definition">The rules.</param>
    /// <returns>The report, with a verdict for each assumption.</returns>
    /// <exception cref="NonFiniteResultException">A valuation overflows at the largest sizes.</exception>
    public static AssumptionReport Assumptions(MarketDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        double largest = (definition.Grid?.MaxRecords ?? uint.MaxValue) / (double)definition.RecordsPerUnit;
        return AssumptionReport.Of(definition.Mechanism, definition.Roster.Length * largest);
    }

    /// <summary>The advice in words.</summary>
    /// <param name="definition">The rules.</param>
    /// <returns>A line for each assumption that fails, with its witness, and for each theorem that the market's payments
    /// rest on and that does not apply; empty where there is nothing to say.</returns>
    public static ImmutableArray<string> Of(MarketDefinition definition)
    {
        try
        {
            return Assumptions(definition).Warnings();
        }
        catch (NonFiniteResultException error)
        {
            return [$"The assumptions could not be looked at: {error.Message}"];
        }
    }
}
