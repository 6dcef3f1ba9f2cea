using System.Globalization;
using Candor.Market.Json;
using Candor.Mechanism;
using Candor.Mechanism.Allocations;

namespace Candor.Market.Scenarios;

/// <summary>Reads <c>training</c>: from which reports a model can be trained.</summary>
internal static class TrainingReader
{
    /// <summary>Reads the requirement.</summary>
    /// <param name="value">The member.</param>
    /// <param name="participants">How many participants there are; null where the rest of the file does not say.</param>
    /// <returns>The requirement; null after adding a fault.</returns>
    internal static TrainingRequirement? Read(JsonValue value, int? participants)
    {
        if (value.Members("what training asks for") is not { } members)
        {
            return null;
        }

        if (participants < TrainingRequirement.FewestContributors)
        {
            value.AddFault(
                $"{TrainingRequirement.FewestContributors} participants or more, since of two each would learn the other's part",
                $"{participants} participants");
        }

        long? contributors = ReadContributors(members, participants);
        long? records = members.Required("minRecords", "how many records there are besides the largest contribution")
            ?.WholeNumber(1, TrainingRequirement.MostRecords);
        long? unit = members.Optional("recordsPerUnit") is { } given ? given.WholeNumber(1, uint.MaxValue) : 1;
        members.Finish();
        return contributors is long least && records is long most && unit is long size
            ? new TrainingRequirement((int)least, most, (uint)size)
            : null;
    }

    /// <summary>Refuses a rule that can give a quality between nothing and the best, with an example where the scenario has
    /// one.</summary>
    /// <param name="document">The scenario's members.</param>
    /// <param name="mechanism">The mechanism, without training.</param>
    /// <param name="isAlways">Whether the rule gives one of both by what it is.</param>
    /// <param name="examples">Profiles to look for an example at.</param>
    internal static void RequireBestOrNothing(
        JsonMembers document, MarketMechanism mechanism, bool isAlways, IEnumerable<Profile> examples)
    {
        if (isAlways || mechanism.Allocation is IBestOrNothingAllocation)
        {
            return;
        }

        string found = examples.Select(profile => FindPartial(mechanism, profile)).FirstOrDefault(static one => one is not null)
            ?? "with this valuation it can give a quality between nothing and the best";
        document.Owner.Faults.Add(
            "allocation",
            $"\"efficient\": {found}",
            "bestOrNothing, best or none, since training makes one model, which a participant is given or not");
    }

    private static long? ReadContributors(JsonMembers members, int? participants)
    {
        const int Fewest = TrainingRequirement.FewestContributors;
        return members.Optional("minContributors") is { } given
            ? given.WholeNumber(Fewest, Math.Max(Fewest, participants ?? int.MaxValue))
            : Fewest;
    }

    private static string? FindPartial(MarketMechanism mechanism, Profile profile)
    {
        try
        {
            Outcome outcome = mechanism.Settle(profile);
            for (int j = 0; j < profile.Count; j++)
            {
                double quality = outcome.AllocatedQualities[j];
                if (quality > 0 && quality < outcome.BestQuality)
                {
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"at {profile} it gives participant {j} the quality {quality:G6}, between nothing and the best, ")
                        + string.Create(CultureInfo.InvariantCulture, $"{outcome.BestQuality:G6}");
                }
            }
        }
        catch (MechanismException)
        {
            // An example that cannot be settled shows nothing; the rule is refused without one.
        }

        return null;
    }
}
