using System.Collections.Immutable;
using System.Security.Cryptography;
using Candor.Commitments;
using Candor.Commitments.Statements;
using Candor.Market.Definitions;
using Candor.Market.Settlement;
using Candor.Market.Training;
using Candor.Mechanism;

namespace Candor.Market;

/// <summary>Computes a market's outcome from its rules and its reports, in units and micro-units. Anyone with the
/// definition and the reports gets the same outcome.</summary>
public static class MarketSettlement
{
    /// <summary>Settles a market with the reports it has. All their range proofs are verified once more, in one
    /// multiscalar multiplication: an outcome never rests on a log that was tampered with since.</summary>
    /// <param name="state">The market.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="FormatException">A report's proof does not hold: the log is damaged.</exception>
    public static MarketOutcome Settle(MarketState state)
    {
        RequireProved(state);
        return Settle(state.Definition, ReportsOf(state));
    }

    /// <summary>Settles a market whose training has ended, with the reports that are left, verified as above. What can be
    /// trained is judged by what the training needed at its end, also in the counterfactuals of payments.</summary>
    /// <param name="state">The market.</param>
    /// <param name="end">How its training ended. Where no model was trained, nobody is allocated one and nothing is
    /// owed.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="FormatException">A report's proof does not hold: the log is damaged.</exception>
    /// <exception cref="ArgumentException">The market trains nothing.</exception>
    public static MarketOutcome Settle(MarketState state, TrainingEnd end)
    {
        RequireProved(state);
        if (state.Training is not { State: var training } || state.Definition.Training is not { Requirement: var required })
        {
            throw new ArgumentException($"{state.Name} trains nothing.", nameof(state));
        }

        return end == TrainingEnd.Summed
            ? Settle(
                state.Definition,
                state.Definition.Mechanism.WithTraining(new TrainingRequirement(
                    Math.Max(required.MinContributors, training.Threshold), required.MinRecords, required.RecordsPerUnit)),
                ReportsOf(state))
            : Void(state.Definition, ReportsOf(state), end);
    }

    private static ImmutableArray<uint?> ReportsOf(MarketState state) =>
        [.. state.Participants.Select(static p => p.Records)];

    private static void RequireProved(MarketState state)
    {
        if (FindUnproved(state) is { } unproved)
        {
            throw new FormatException(
                $"Event {unproved.Event} of {state.Name} holds a report whose range proof does not hold: the log is "
                + "damaged.");
        }
    }

    /// <summary>Verifies the range proofs of all reports in one multiscalar multiplication; where that fails, one by
    /// one, to name the bad one.</summary>
    /// <param name="state">The market.</param>
    /// <returns>The first report in roster order whose proof does not hold; null where all hold.</returns>
    public static ReportState? FindUnproved(MarketState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        ReportState[] reports = [.. state.Participants.Select(static p => p.Report).OfType<ReportState>()];
        IReadOnlyList<ProofFailure> verdicts = ReportStatement.VerifyBatch(
            [.. reports.Select(static report => (report.Terms, report.RangeProof))]);
        return reports.Where((_, i) => verdicts[i] != ProofFailure.None).FirstOrDefault();
    }

    /// <summary>What binds a settlement to the proofs behind it.</summary>
    /// <param name="state">The market.</param>
    /// <returns>SHA-256 of the range proofs of all reports in roster order, 32 bytes.</returns>
    public static byte[] DigestOfReports(MarketState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ReportState report in state.Participants.Select(static p => p.Report).OfType<ReportState>())
        {
            hash.AppendData(report.RangeProof.Span);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>Settles given reports.</summary>
    /// <param name="definition">The rules.</param>
    /// <param name="reports">One a participant in roster order, in records; null is out.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="ArgumentException">There is not one report a participant.</exception>
    public static MarketOutcome Settle(MarketDefinition definition, ImmutableArray<uint?> reports)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return Settle(definition, definition.Mechanism, reports);
    }

    /// <summary>Settles given reports by a mechanism that may ask for more than the definition's, such as one whose
    /// training has lost contributors (<see cref="MarketMechanism.WithTraining"/>).</summary>
    /// <param name="definition">The rules.</param>
    /// <param name="mechanism">The mechanism; its training counts records by the definition's records per unit.</param>
    /// <param name="reports">One a participant in roster order, in records; null is out.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="ArgumentException">There is not one report a participant, or the mechanism counts other
    /// records.</exception>
    public static MarketOutcome Settle(
        MarketDefinition definition, MarketMechanism mechanism, ImmutableArray<uint?> reports)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(mechanism);
        if (mechanism.Training is { } training && training.RecordsPerUnit != definition.RecordsPerUnit)
        {
            throw new ArgumentException(
                $"Found training that counts {training.RecordsPerUnit} records a unit, expected the definition's "
                + $"{definition.RecordsPerUnit}.",
                nameof(mechanism));
        }

        Profile profile = Profile.Of([.. reports.Select(records => ToUnits(definition, records))]);
        if (mechanism.Training?.Judge(profile) is { IsTrainable: false })
        {
            return Void(definition, reports, TrainingEnd.NotTrainable);
        }

        Outcome outcome = mechanism.Settle(profile);
        var assignments = ImmutableArray.CreateBuilder<ParticipantAssignment>(reports.Length);
        for (int i = 0; i < reports.Length; i++)
        {
            assignments.Add(new ParticipantAssignment(
                definition.Roster[i].Id,
                reports[i],
                outcome.AllocatedQualities[i],
                mechanism.Curve.Evaluate(profile.Sizes[i]),
                ToMicros(definition, outcome.Payments[i])));
        }

        return new MarketOutcome(
            outcome.BestQuality,
            assignments.MoveToImmutable(),
            mechanism.Training is null ? null : TrainingEnd.Summed);
    }

    /// <summary>Settles a market whose training made no model: there is no quality to allocate, so nobody is allocated one
    /// and nothing is owed.</summary>
    /// <param name="definition">The rules.</param>
    /// <param name="reports">One a participant in roster order, in records; null is out.</param>
    /// <param name="end">Why there is no model.</param>
    /// <returns>The outcome: the best quality is 0, own qualities are those of the reports, and <paramref name="end"/>
    /// stands in it.</returns>
    /// <exception cref="ArgumentException">There is not one report a participant, or <paramref name="end"/> made a
    /// model.</exception>
    public static MarketOutcome Void(MarketDefinition definition, ImmutableArray<uint?> reports, TrainingEnd end)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (reports.Length != definition.Roster.Length)
        {
            throw new ArgumentException(
                $"Found {reports.Length} reports, expected {definition.Roster.Length}, one a participant.",
                nameof(reports));
        }

        if (end == TrainingEnd.Summed || !Enum.IsDefined(end))
        {
            throw new ArgumentException($"Found {end}, expected an end of training without a model.", nameof(end));
        }

        return new MarketOutcome(
            0,
            [.. reports.Select((records, i) => new ParticipantAssignment(
                definition.Roster[i].Id, records, 0, definition.QualityOf(records ?? 0), 0))],
            end);
    }

    /// <summary>The size in the market's units.</summary>
    /// <param name="definition">The rules.</param>
    /// <param name="records">The size in records; null is out.</param>
    /// <returns>Records divided by records per unit; null is out.</returns>
    public static double? ToUnits(MarketDefinition definition, uint? records)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return records / (double)definition.RecordsPerUnit;
    }

    /// <summary>A payment in whole micro-units, rounded down to what the market can pay: nobody pays more than the
    /// mechanism says, and who is paid is paid less than one payment unit more. From version 3 on the double itself is
    /// rounded; before, its product with a million, which may have been rounded up to the next micro-unit.</summary>
    /// <param name="definition">The rules.</param>
    /// <param name="payment">The payment in units of the currency.</param>
    /// <returns>The payment in micro-units.</returns>
    /// <exception cref="OverflowException">The payment does not fit; the definition's reader rules this out.</exception>
    public static long ToMicros(MarketDefinition definition, double payment)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return definition.FloorsExactly
            ? PayableAmount.Floor(payment, definition.PaymentUnit)
            : checked((long)Math.Floor(payment * MarketOutcome.MicrosPerUnit));
    }
}
