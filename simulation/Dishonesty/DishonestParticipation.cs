using System.Runtime.CompilerServices;
using Candor.Client;
using Candor.Client.Participation;
using Candor.Market.Training;

namespace Candor.Simulation.Dishonesty;

/// <summary>A dishonest participant's way through a real market. Each attempt is sent as a cheater would send it, and
/// must be refused; what is left afterwards is an honest participation.</summary>
public sealed class DishonestParticipation
{
    private readonly ParticipantHandle _honest;
    private readonly ParticipantHandle _cheater;
    private readonly ParticipantHandle _forger;
    private readonly string _validator;
    private readonly Action<Attempt> _told;

    /// <summary>Prepares it; nothing is sent.</summary>
    /// <param name="client">The server.</param>
    /// <param name="participant">The participant.</param>
    /// <param name="validator">The id of the market's validator.</param>
    /// <param name="told">Told what is attempted, and what became of it.</param>
    public DishonestParticipation(
        CandorClient client, ParticipantHandle participant, string validator, Action<Attempt> told)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(participant);
        (_honest, _validator, _told) = (participant, validator, told);
        _cheater = client.GetParticipantHandle(
            participant.Market, participant.ParticipantId, participant.Key, DishonestConduct.Instance);
        _forger = client.GetParticipantHandle(
            participant.Market, participant.ParticipantId, participant.Key, FalseStatisticsConduct.Instance);
    }

    /// <summary>Where the model that the participant is allocated is written, in markets with training; null:
    /// nowhere.</summary>
    public string? ModelPath { get; init; }

    private ParticipationOptions Options => new() { ValidatorId = _validator, ModelPath = ModelPath };

    /// <summary>Takes part honestly until the market trains, and then contributes statistics with every label turned
    /// round.</summary>
    /// <param name="dataset">What the participant has.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The steps of its participation.</returns>
    /// <exception cref="CheatingAcceptedException">Its report did not fall.</exception>
    public async IAsyncEnumerable<ParticipationProgress> ContributeFalselyAsync(
        Dataset dataset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        bool fell = false;
        await foreach (ParticipationProgress step in _forger
            .ParticipateAsync(dataset, Options, cancellationToken).ConfigureAwait(false))
        {
            fell |= step is ParticipationFell;
            if (step is ParticipationDelivered && !fell)
            {
                throw new CheatingAcceptedException($"statistics of {dataset.Records} records with every label turned round");
            }

            yield return step;
        }
    }

    /// <summary>Commits to every row of a file, repeated and broken ones too, until a validator refuses that.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CheatingAcceptedException">It was attested.</exception>
    public async Task ClaimEveryRowAsync(string file, CancellationToken cancellationToken)
    {
        Dataset claim = await _cheater
            .TagDatasetAsync(file, cancellationToken: cancellationToken).ConfigureAwait(false);
        try
        {
            await foreach (ParticipationProgress step in _cheater
                .ParticipateAsync(claim, Options, cancellationToken).ConfigureAwait(false))
            {
                switch (step)
                {
                    case ParticipationJoined or ParticipationCommitted:
                        _told(new AttemptProgressed(step));
                        break;
                    case ParticipationValidated { Result: { IsAttested: false } refusal }:
                        _told(new ClaimRefused(claim.Records, refusal));
                        return;
                    case ParticipationValidated:
                        throw new CheatingAcceptedException($"a commitment to all {claim.Records} rows of '{file}'");
                }
            }
        }
        catch (CandorException rejection) when (rejection.ErrorReason == ErrorReason.TagRepeated)
        {
            _told(new TagsRejected(_validator, claim.Records, rejection));
        }
    }

    /// <summary>Takes part honestly, but for one attempt to report too much.</summary>
    /// <param name="dataset">What the participant has.</param>
    /// <param name="overReport">What it tries to report, above its commitment, once that is attested; null:
    /// nothing.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The steps of the honest participation.</returns>
    /// <exception cref="CheatingAcceptedException">The report was accepted.</exception>
    public async IAsyncEnumerable<ParticipationProgress> ParticipateAsync(
        Dataset dataset, uint? overReport, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        CommitmentReceipt? receipt = null;
        bool trains = false;
        await foreach (ParticipationProgress step in _honest
            .ParticipateAsync(dataset, Options, cancellationToken).ConfigureAwait(false))
        {
            yield return step;
            receipt = step is ParticipationCommitted committed ? committed.Receipt : receipt;
            trains |= step is ParticipationVerified { Market.Definition.Training: not null };

            // Where a market trains, no report is looked at before the sender has given its mask key.
            bool mayReport = trains
                ? step is ParticipationContributed { Step: TrainingStep.Keys }
                : step is ParticipationValidated { Result: not { IsAttested: false } };
            if (overReport is uint records && mayReport)
            {
                await OverReportAsync(receipt!, dataset, records, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Joins and commits, never reports, waits for the market's end all the same, and verifies it.</summary>
    /// <param name="dataset">What the participant has.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The steps of its participation.</returns>
    public async IAsyncEnumerable<ParticipationProgress> WithholdReportAsync(
        Dataset dataset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        await foreach (ParticipationProgress step in _honest
            .ParticipateAsync(dataset, Options, cancellationToken).ConfigureAwait(false))
        {
            yield return step;
            if (step is ParticipationCommitted)
            {
                break;
            }
        }

        _told(new ReportWithheld());
        await foreach (AssignmentUpdate update in _honest
            .WatchAssignmentAsync(dataset.Records, null, cancellationToken).ConfigureAwait(false))
        {
            if (update.Assignment is { } assignment)
            {
                yield return new ParticipationAssigned(assignment);
                VerifiedParticipant self = await _honest.VerifyAsync(cancellationToken).ConfigureAwait(false);
                yield return (await _honest.EndCheckOf(self)
                    .VerifyAsync(assignment, cancellationToken).ConfigureAwait(false)).Verified;
            }
            else if (update.IsFinal)
            {
                yield return new ParticipationCancelled(update.CancelReason ?? string.Empty);
            }
        }
    }

    private async Task OverReportAsync(
        CommitmentReceipt receipt, Dataset dataset, uint records, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task answers = _cheater.AnswerOverlapsAsync(receipt, dataset.Tagged!.Key, ending.Token);
        var overlaps = new OverlapWatch(_cheater);
        await using (overlaps.ConfigureAwait(false))
        {
            try
            {
                // The rules are asked before the proof: a report that waits for overlap checks is not rejected for its proof.
                while (await TryReportAsync(receipt, records, cancellationToken).ConfigureAwait(false))
                {
                    await overlaps.NextAsync(answers, cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                // Whoever takes part afterwards answers what is left.
                await ending.CancelAsync().ConfigureAwait(false);
                await answers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // True where the report has to wait for overlap checks.
    private async Task<bool> TryReportAsync(
        CommitmentReceipt receipt, uint records, CancellationToken cancellationToken)
    {
        try
        {
            await _cheater.ReportAsync(receipt, records, cancellationToken).ConfigureAwait(false);
        }
        catch (CandorException pending) when (pending.ErrorReason == ErrorReason.OverlapPending)
        {
            return true;
        }
        catch (CandorException rejection) when (rejection.ErrorReason == ErrorReason.RangeProofInvalid)
        {
            _told(new ReportRejected(records, rejection));
            return false;
        }

        throw new CheatingAcceptedException(
            $"a report of {records} records against a commitment to {receipt.Records}");
    }
}
