using System.Collections.Immutable;
using Candor.Cli.Output;
using Candor.Client;

namespace Candor.Cli.Participation;

/// <summary>One participant in one market, from the first step to the last.</summary>
/// <param name="client">The server.</param>
/// <param name="place">Its place in the market.</param>
/// <param name="participant">The participant.</param>
/// <param name="data">What it brings.</param>
/// <param name="steps">Told each step.</param>
internal sealed class ParticipantLife(
    CandorClient client,
    PlaceInMarket place,
    ParticipantHandle participant,
    Dataset data,
    JoinSteps steps)
{
    // The last refusal that stands: a later commitment may pass.
    private string? _refusal;
    private CommitmentReceipt? _receipt;
    private ParticipationFell? _fall;
    private uint? _reported;

    // What it ends with, until it is shown.
    private JoinResult? _result;

    /// <summary>Lives it.</summary>
    /// <param name="participation">Its steps, which happen as they are read.</param>
    /// <param name="validator">The chosen validator; null for the first.</param>
    /// <param name="show">Shows the result as soon as it is there, and gives the exit code; whether it holds is told
    /// after it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The exit code.</returns>
    internal async Task<int> RunAsync(
        IAsyncEnumerable<ParticipationProgress> participation,
        string? validator,
        Func<JoinResult, int> show,
        CancellationToken cancellationToken)
    {
        int? ended = null;
        try
        {
            await foreach (ParticipationProgress step in place
                .NamingTheValidator(participation, validator, cancellationToken).ConfigureAwait(false))
            {
                await TakeAsync(step, validator, cancellationToken).ConfigureAwait(false);

                // A model comes after the assignment, which is verified before that.
                if (_result is { } result
                    && (place.Training is null || step is not (ParticipationAssigned or ParticipationFell)))
                {
                    _result = null;
                    ended = show(result);
                }
            }
        }
        finally
        {
            ended = _result is { } untold ? show(untold) : ended;
        }

        return ended ?? throw new InvalidOperationException("The participation ended without an assignment.");
    }

    private async Task TakeAsync(ParticipationProgress step, string? validator, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case ParticipationJoined joined:
                steps.Joined(joined.Receipt is not null);
                break;
            case ParticipationCommitted committed:
                _receipt = committed.Receipt;
                steps.Committed(_receipt, committed.IsNew);
                break;
            case ParticipationValidated validated:
                TellVerdict(validated.Result);
                break;
            case ParticipationRefused refused:
                await TellOverlapAsync(refused.Message, cancellationToken).ConfigureAwait(false);
                break;
            case ParticipationReported reported:
                await TellOverlapsAsync(_receipt, cancellationToken).ConfigureAwait(false);
                _reported = reported.Receipt?.Records;
                steps.Reported(_reported);
                steps.Waiting();
                break;
            case ParticipationCannotAnswer unanswered:
                steps.CannotAnswer(unanswered.Message);
                break;
            case ParticipationAssigned assigned:
                _result = ResultOf(assigned.Assignment);
                break;
            case ParticipationTranscriptVerified verified:
                steps.Verified(verified);
                break;
            case ParticipationCancelled cancelled:
                _result = ResultOf(cancelled.Reason);
                break;
            case ParticipationContributed done:
                steps.Contributed(done);
                break;
            case ParticipationCannotContribute unable:
                steps.CannotContribute(unable.Message);
                break;
            case ParticipationFell fell:
                steps.Fell(fell, validator ?? place.Rules?.Validators[0].Id, _reported ?? data.Records);
                _fall = fell;
                _result = _result is null ? null : WithFall(_result);
                break;
            case ParticipationDelivered delivered:
                steps.Delivered(delivered);
                _result = _result is null ? null : _result with
                {
                    Model = delivered.ModelPath,
                    ModelRecords = delivered.Model?.Records,
                    MeasuredQuality = delivered.Model?.MeasuredQuality,
                    OwnModel = delivered.OwnModelPath,
                    OwnMeasuredQuality = delivered.Own?.MeasuredQuality,
                };
                break;
        }
    }

    private JoinResult WithFall(JoinResult result) => _fall is null ? result : result with
    {
        Fall = TrainingWords.NameOf(_fall.Cause),
        FallMessage = _fall.Message,
    };

    private void TellVerdict(ValidationResult? verdict)
    {
        if (verdict is { IsAttested: false })
        {
            steps.AuditRefused(verdict, data.Records);
            _refusal = $"{verdict.ValidatorId}: {RefusalNames.Of(verdict.Refusal)}";
            steps.Waiting();
            return;
        }

        _refusal = null;
        steps.Validated(verdict?.ValidatorId, data.Records, place.SampleSize(data.Records));
    }

    private async Task TellOverlapAsync(string message, CancellationToken cancellationToken)
    {
        FoundOverlap? shared = (await PublishedOverlaps
            .OfAsync(client, participant, cancellationToken).ConfigureAwait(false))
            .FirstOrDefault(static one => one.IsRefused);
        steps.OverlapRefused(shared, data.Records, message);
        _refusal = $"COMMITMENT_REFUSED: {(shared is null ? message : shared.ToString())}";
        steps.Waiting();
    }

    // Who reported in an earlier run was told then.
    private async Task TellOverlapsAsync(CommitmentReceipt? receipt, CancellationToken cancellationToken)
    {
        if (receipt is null || !place.ComparesRecords)
        {
            return;
        }

        ImmutableArray<FoundOverlap> found = await PublishedOverlaps
            .OfAsync(client, participant, cancellationToken).ConfigureAwait(false);
        uint reportable = await participant.ReportableAsync(receipt, cancellationToken).ConfigureAwait(false);
        steps.Compared(found.Length, receipt.Records - reportable);
    }

    private JoinResult ResultOf(MarketAssignment assignment) => WithFall(new(
        place.Market,
        place.Participant,
        assignment.IsOut ? JoinResult.Out : JoinResult.Assigned,
        data.Records)
    {
        ReportedRecords = assignment.ReportedRecords,
        AllocatedQuality = assignment.AllocatedQuality,
        BestQuality = assignment.BestQuality,
        OwnQuality = assignment.OwnQuality,
        PreferredModel = assignment.PreferredModel == PreferredModel.Allocated ? "allocated" : "own",
        Payment = assignment.Payment,
        Currency = assignment.Currency,
        Refusal = assignment.IsOut ? _refusal : null,
        Training = assignment.Training is { } end ? TrainingWords.NameOf(end) : null,
    });

    private JoinResult ResultOf(string cancelReason) =>
        new(place.Market, place.Participant, JoinResult.Cancelled, data.Records) { CancelReason = cancelReason };
}
