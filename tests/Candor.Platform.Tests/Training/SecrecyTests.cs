using Candor.Market;
using Candor.Market.Training;
using Candor.Server.Testing;
using TrainingStep = Candor.Market.Training.TrainingStep;

namespace Candor.Platform.Tests.Training;

/// <summary>A member that is assigned nothing, in two markets at real servers that differ in the others' records alone: same
/// sizes, same keys, same clock. It receives the same but for what is named here field by field; a field that is new, and
/// tells of others' records, fails.</summary>
[Trait("Category", "Slow")]
public sealed class SecrecyTests
{
    // The last member's own model weighs so much on the others that it is allocated none.
    private const int Reader = 3;

    /// <summary>What may differ, field by field: each of a length that tells nothing.</summary>
    private static readonly string[] s_allowed =
    [
        // A commitment hides the size, and its proof shows nothing else.
        "CommitmentAccepted.commitment",
        "CommitmentAccepted.openingProof",
        "SubmitCommitmentPayload.commitment",
        "SubmitCommitmentPayload.opening_proof",
        "WatchMarket.commitment_accepted.commitment",

        // A report's proof is zero-knowledge, and of its commitment.
        "ReportAccepted.rangeProof",
        "SubmitReportPayload.range_proof",

        // Mask keys are drawn anew in each market.
        "MaskKeyAccepted.maskKey",
        "MaskKeyAccepted.proof",
        "MaskKeyPayload.mask_key",
        "MaskKeyPayload.proof",

        // A digest of hiding commitments, and the opening of their count, whose blinding is drawn anew.
        "StatisticsCommitted.digest",
        "StatisticsCommitted.countOpening",
        "CommitStatisticsPayload.statistics_digest",
        "CommitStatisticsPayload.count_opening",

        // Digests of what is masked, and commitments to a seed that is drawn anew.
        "ContributionAccepted.valuesDigest",
        "ContributionAccepted.blindingsDigest",
        "ContributionAccepted.sharesDigest",
        "ContributionAccepted.seedCommitments",
        "MaskPayload.values_digest",
        "MaskPayload.blindings_digest",
        "MaskPayload.shares_digest",
        "MaskPayload.seed_commitments",

        // Shares of seeds that are drawn anew, each encrypted for one member; and digests of those that were handed out.
        "ReadShares.shares",
        "ContributionUnmasked.sharesDigest",
        "UnmaskPayload.shares_digest",

        // Points of masks, and the digest of all that their weights follow from.
        "ContributionChecked.points",
        "CheckPayload.points",
        "CheckPayload.context",

        // Salted with 32 bytes that whoever is assigned none does not receive.
        "ModelsDelivered.model.digest",

        // Digests over signed messages, which hold the above.
        "CommitStatisticsPayload.list_digest",
        "MaskPayload.list_digest",
        "CheckPayload.list_digest",
        "UnmaskPayload.list_digest",
        "MaskKeyPayload.predecessor",
        "SubmitReportPayload.predecessor",
        "CommitStatisticsPayload.predecessor",
        "MaskPayload.predecessor",
        "CheckPayload.predecessor",
        "UnmaskPayload.predecessor",
        "MarketSettled.reportsDigest",

        // Hashes over entries, which hold the above, and checkpoints over those.
        "ListEntries.entries.leaf_hash",
        "ListEntries.checkpoint",
        "GetCheckpoint.checkpoint",
        "ProveInclusion.leaf_hash",
        "ProveInclusion.proof",
        "ProveConsistency.proof",
        "GetLastMessage.receipt.checkpoint",
        "GetLastMessage.receipt.inclusion_proof",
        "JoinMarket.receipt.checkpoint",
        "JoinMarket.receipt.inclusion_proof",
        "SubmitCommitment.receipt.checkpoint",
        "SubmitCommitment.receipt.inclusion_proof",
        "SubmitReport.receipt.checkpoint",
        "SubmitReport.receipt.inclusion_proof",
        "SubmitContribution.receipt.checkpoint",
        "SubmitContribution.receipt.inclusion_proof",

        // Drawn by the server before it has anything of the others' records.
        "CommitmentAccepted.nonce",
        "SubmitCommitment.nonce",
        "GetLogKey.log_key",
        "GetValidator.public_key",
    ];

    /// <summary>Signatures are drawn anew; in DER their length is too. A number is written as long as it is.</summary>
    private static readonly string[] s_allowedOfAnyLength =
    [
        "MarketCreated.envelope.signature",
        "GetMarket.market.creation.signatures",
        "ParticipantJoined.envelope.signature",
        "CommitmentAccepted.envelope.signature",
        "GetCommitment.envelope.signatures",
        "MaskKeyAccepted.envelope.signature",
        "ReportAccepted.envelope.signature",
        "StatisticsCommitted.envelope.signature",
        "ContributionAccepted.envelope.signature",
        "ContributionChecked.envelope.signature",
        "ContributionUnmasked.envelope.signature",
        "ModelsDelivered.model.measuredQuality",
    ];

    [Fact]
    public async Task Received_InMarketsOfOtherRecords_IsTheSameButForWhatTheClaimsName()
    {
        using var keys = new MarketOwner("m", TrainingSetting.Members, ServerTime.Start.AddHours(1));
        IReadOnlyList<(string Field, string Value)> first = await RunAsync(keys, shift: 0);
        IReadOnlyList<(string Field, string Value)> second = await RunAsync(keys, shift: 10);

        // As many messages of the same kinds in the same order, each with the same fields.
        Assert.Equal(first.Select(static one => one.Field), second.Select(static one => one.Field));
        var differing = first.Zip(second).Where(static pair => pair.First.Value != pair.Second.Value).ToList();
        string[] fields = [.. differing.Select(static pair => pair.First.Field).Distinct().Order(StringComparer.Ordinal)];
        string[] unnamed = [.. fields.Except(s_allowed).Except(s_allowedOfAnyLength)];
        Assert.True(unnamed.Length == 0, $"These differ, and no claim names them: {string.Join(", ", unnamed)}.");
        Assert.All(
            differing.Where(static pair => !s_allowedOfAnyLength.Contains(pair.First.Field)),
            static pair => Assert.Equal(
                (pair.First.Field, pair.First.Value.Length), (pair.First.Field, pair.Second.Value.Length)));

        // What is allowed here without need would hide a leak one day.
        string[] needless = [.. s_allowed.Concat(s_allowedOfAnyLength).Except(fields)];
        Assert.True(needless.Length == 0, $"These are allowed to differ, and do not: {string.Join(", ", needless)}.");
    }

    private static async Task<IReadOnlyList<(string Field, string Value)>> RunAsync(MarketOwner keys, int shift)
    {
        var received = new ReceivedBytes();
        await using TrainingSetting setting = await TrainingSetting.StartAsync(keysOf: keys);
        setting.SeedOf = place => place == Reader ? place : place + shift;
        setting.All[Reader].Tap = received.On;
        foreach (TrainingMember member in setting.All)
        {
            await member.ReportAsync(TrainingSetting.Records);
        }

        var reader = new EverythingReader(setting, Reader, received.On(setting.Server.Channel));
        foreach (TrainingStep step in (TrainingStep[])
            [TrainingStep.Commit, TrainingStep.Mask, TrainingStep.Check, TrainingStep.Unmask])
        {
            await setting.WaitForStepAsync(step, 0);
            await reader.ReadAsync();
            await setting.AnswerAsync();
        }

        MarketState state = await setting.WaitForEndAsync();
        Assert.Equal(TrainingEnd.Summed, state.Training!.State.End);
        Assert.Equal(0, state.Outcome!.Assignments[Reader].AllocatedQuality);
        await reader.ReadAsync();
        await reader.ReadToTheEndAsync();
        return received.Fields;
    }
}
