using System.Text;
using Candor.Client;
using Candor.Market.Definitions;
using Candor.Market.Records;
using Candor.Market.Scenarios;
using Candor.Mechanism.Existence;
using Candor.Wire.Definitions;
using Google.Protobuf;

namespace Candor.Fuzzing.Targets;

/// <summary>Market definitions in both forms, scenarios, parts of a check, and patterns.</summary>
internal static class DefinitionTargets
{
    /// <summary>All of them.</summary>
    internal static IEnumerable<FuzzTarget> All { get; } =
    [
        new("definition", "a definition or a MarketDefinitionException; as a message it is the same", Definition),
        new("definition-message", "a definition or faults; written as a message it is the same", DefinitionMessage),
        new("scenario", "a scenario or at least one fault", ScenarioText),
        new("existence-part", "a part or at least one fault; written again it reads the same", ExistencePartText),
        new("pattern", "the first line is a pattern or not, and matches the rest or not, in bounded steps", Pattern),
    ];

    private static void Definition(byte[] input)
    {
        MarketDefinitionFile? file = null;
        if (Laws.Takes<MarketDefinitionException>(
            () => file = MarketDefinitionFile.Parse(Encoding.UTF8.GetString(input))))
        {
            RequireSameAgain(file!.Message);
        }
    }

    private static void DefinitionMessage(byte[] input)
    {
        var message = new V1.MarketDefinition();
        if (!Laws.Takes<InvalidProtocolBufferException>(() => message.MergeFrom(input)))
        {
            return;
        }

        if (DefinitionMessages.TryRead(message, out _, out var faults))
        {
            RequireSameAgain(message);
        }
        else
        {
            Laws.Require(!faults.IsDefaultOrEmpty, "refused for no reason");
        }
    }

    // What a market stores is the definition's JSON, and what is signed is the message: both say the same for ever.
    private static void RequireSameAgain(V1.MarketDefinition message)
    {
        Laws.Require(
            DefinitionMessages.TryRead(message, out MarketDefinition? rules, out var faults),
            $"the message is refused: {(faults.IsDefaultOrEmpty ? "for no reason" : faults[0])}");
        Laws.Require(
            DefinitionMessages.TryWrite(rules!, out V1.MarketDefinition? written, out string? fault),
            $"the definition cannot be written: {fault}");
        Laws.Require(
            DefinitionMessages.TryRead(written!, out MarketDefinition? again, out _), "what was written is refused");
        Laws.Require(
            DefinitionMessages.TryWrite(again!, out V1.MarketDefinition? twice, out _), "what was read is not written");
        Laws.RequireSame(twice!.ToByteArray(), written!.ToByteArray(), "the definition written twice");
    }

    private static void ScenarioText(byte[] input)
    {
        bool isRead = ScenarioReader.TryParse(Encoding.UTF8.GetString(input), out Scenario? scenario, out var faults);
        Laws.Require(isRead == faults.IsEmpty && isRead == scenario is not null, "a scenario and faults, or neither");
        RequireBounded(faults.Select(fault => fault.ToString()));
    }

    private static void ExistencePartText(byte[] input)
    {
        if (!ExistencePartJson.TryRead(
            Encoding.UTF8.GetString(input), out ExistencePart? part, out string? scenario, out var faults))
        {
            Laws.Require(!faults.IsDefaultOrEmpty, "refused for no reason");
            return;
        }

        string written = ExistencePartJson.Write(part, scenario);
        Laws.Require(
            ExistencePartJson.TryRead(written, out ExistencePart? again, out string? text, out _),
            "what was written is refused");
        Laws.Require(ExistencePartJson.Write(again!, text!) == written, "written twice it differs");
    }

    private static void Pattern(byte[] input)
    {
        int newline = Array.IndexOf(input, (byte)'\n');
        byte[] text = newline < 0 ? input : input[..newline];
        if (!TextPattern.TryParse(Encoding.UTF8.GetString(text), out TextPattern? pattern, out string? fault))
        {
            Laws.Require(fault.Length > 0, "refused for no reason");
            return;
        }

        bool matches = pattern.IsMatch(newline < 0 ? [] : input.AsSpan(newline + 1));
        Laws.Require(
            TextPattern.TryParse(pattern.Text, out TextPattern? again, out _)
                && again.IsMatch(newline < 0 ? [] : input.AsSpan(newline + 1)) == matches,
            "the same pattern matches otherwise");
    }

    private static void RequireBounded(IEnumerable<string> faults) =>
        Laws.Require(faults.All(static fault => fault.Length < 65_536), "a fault of more than 65,536 characters");
}
