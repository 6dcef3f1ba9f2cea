using Candor.Market.Json;
using Candor.Mechanism.Numerics;

namespace Candor.Market.Definitions;

/// <summary>How a document may spell curves, valuations and rules, and which limits hold for them: what the readers of
/// market definitions, of the files that people write and of scenarios differ in.</summary>
/// <param name="TakesContract">Whether protobuf's JSON mapping is read: <c>{ "sigmoid": {} }</c>.</param>
/// <param name="TakesDialect">Whether the dialect of scenario files is read: <c>{ "kind": "sigmoid" }</c>.</param>
/// <param name="IsForMarket">Whether the limits of markets hold, which bound what settling one costs. A market on paper
/// costs nobody but its author.</param>
internal sealed record RuleSpelling(bool TakesContract, bool TakesDialect, bool IsForMarket)
{
    /// <summary>The version of the market's rules, in which a curve, a valuation or a rule has its meaning. Scenarios have
    /// none: there the newest holds.</summary>
    internal int Version { get; init; } = MarketDefinition.NewestVersion;

    /// <summary>How curves and powers are rounded: correctly from version 3 on. Before it they keep the bits with which
    /// markets have settled.</summary>
    internal FormulaRounding Rounding => Version >= 3 ? FormulaRounding.Correct : FormulaRounding.StepByStep;

    /// <summary>What is signed, sent and stored: one spelling, so that nobody can sign another's meaning.</summary>
    internal static RuleSpelling Signed { get; } = new(true, false, true);

    /// <summary>A definition file that a person writes, before it is signed.</summary>
    internal static RuleSpelling Written { get; } = new(true, true, true);

    /// <summary>A scenario file.</summary>
    internal static RuleSpelling Paper { get; } = new(false, true, false);

    /// <summary>Whether an object is in the dialect, which its member <c>kind</c> shows.</summary>
    /// <param name="members">The object's members.</param>
    internal bool IsDialect(JsonMembers members) =>
        TakesDialect && (!TakesContract || members.Peek("kind") is not null);
}
