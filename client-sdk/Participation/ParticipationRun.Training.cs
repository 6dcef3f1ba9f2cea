using System.Runtime.CompilerServices;
using Candor.Client.Contributions;
using Candor.Client.Transcripts;
using Candor.Market.Training;
using Candor.Training.Sums;

namespace Candor.Client.Participation;

/// <content>The training: the mask key before the report, the steps after it, and the model at the end.</content>
internal sealed partial class ParticipationRun
{
    private readonly bool _trains = participant.Market.Rules.Training is not null;

    // Null where the records are not at hand, or there is nothing left to contribute.
    private TrainingSession? _training;
    private bool _hasKey;
    private bool _contributes;
    private bool _hasToldFall;

    // Before anything is sent: a model that cannot be written, or records that cannot be read again, are found out here.
    private void BeginTraining(CancellationToken cancellationToken)
    {
        ModelPlace.Require(options.ModelPath);
        ModelPlace.Require(options.OwnModelPath);
        bool isReported = _phase is ParticipantPhase.Reported or ParticipantPhase.Contributing or ParticipantPhase.Fallen;
        if (data.Distinct is { } records)
        {
            _training = handle.TrainingOf(participant, records, cancellationToken);
        }
        else if (!isReported && _phase is not (ParticipantPhase.Assigned or ParticipantPhase.Out or ParticipantPhase.Cancelled))
        {
            throw new CandorException(
                "RECORDS_NOT_AT_HAND",
                $"{_market} trains a model, and '{data.Source}' was counted elsewhere or read from a pipe; expected a file, from "
                + "which the records are read again when they are contributed. Nothing was sent.");
        }

        // Who contributes has reported; what it answered is in the transcript.
        _phase = isReported ? ParticipantPhase.Reported : _phase;
        _contributes = _training is not null;
    }

    private async Task<ParticipationProgress?> GiveKeyAsync(CancellationToken cancellationToken)
    {
        (ParticipationContributed? given, ErrorReason reason) = await StepAsync(
            () => _training!.GiveKeyAsync(options.ContributeAgain, cancellationToken),
            [.. s_marketIsOver, ErrorReason.AlreadyReported, ErrorReason.TrainingUnderway]).ConfigureAwait(false);
        _hasKey = true;
        _phase = reason switch
        {
            ErrorReason.Unspecified => _phase,
            ErrorReason.AlreadyReported => ParticipantPhase.Reported,
            _ => ParticipantPhase.Out,
        };
        return given;
    }

    private string? WhyNoContribution() =>
        _training is null ? $"'{data.Source}' was counted elsewhere, and its records cannot be read; its report falls"
        : _kept.Training.Record.State.IsEmpty
            ? "what it keeps of its part in the training is not there (the file beside ParticipationOptions.ReceiptPath), and "
                + "without it a member does not know what it has answered; its report falls"
        : null;

    private Task<ParticipationProgress?>? NextContribution(CancellationToken cancellationToken) =>
        _contributes && _phase == ParticipantPhase.Reported && WhyNoContribution() is null
            ? _training!.NextAsync(cancellationToken)
            : null;

    private ParticipationProgress? TakeContribution(ParticipationProgress? step)
    {
        _contributes = step is not null;
        _hasToldFall |= step is ParticipationFell;
        return step;
    }

    // The transcript is verified by now.
    private async IAsyncEnumerable<ParticipationProgress> DeliverAsync(
        VerifiedEnd end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!_hasToldFall && end.Market.Training!.State.Fallen.TryGetValue(participant.Index, out FallCause cause))
        {
            yield return _training is null
                ? new ParticipationFell(cause, FallWords.Describe(participant.Name, _market, cause, []), [])
                : await _training.TellFallAsync(cause, cancellationToken).ConfigureAwait(false);
        }

        (OwnModel? own, ReadOnlyMemory<byte> digest) = await TrainOwnAsync(cancellationToken).ConfigureAwait(false);

        // The market is over: a model that cannot be had, or written, is no reason to keep what is secret.
        await EndTrainingAsync(digest, end.Market.Training!.State.HasMasked(participant.Index), cancellationToken)
            .ConfigureAwait(false);
        ReceivedModel? received = await handle.FetchModelAsync(participant, end, cancellationToken).ConfigureAwait(false);
        if (received is not null && options.ModelPath is { } path)
        {
            received.Save(path);
        }

        if (own is not null && options.OwnModelPath is { } ownPath)
        {
            own.Save(ownPath);
        }

        yield return new ParticipationDelivered(
            received,
            received is null ? null : options.ModelPath,
            own,
            own is null ? null : options.OwnModelPath);
    }

    // Nobody was given anything: the records are free for another market, and the secrets go.
    private async Task CancelTrainingAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> digest = default;
        if (_training is not null && !_kept.Training.Record.State.IsEmpty)
        {
            try
            {
                (_, RecordSet set) = await _training.SumAllAsync(cancellationToken).ConfigureAwait(false);
                digest = set.Digest;
            }
            catch (DatasetException e)
            {
                handle.NoteCannotContribute(e.Message);
            }
        }

        await EndTrainingAsync(digest, hasMasked: false, cancellationToken).ConfigureAwait(false);
    }

    // What was masked is with the platform, and the shares of its seed with the others: enough of them could open it with the
    // platform, whether the market ended well or not. Before that nothing has left but commitments, which hide. A state that is
    // lost may have masked. Masks are in the state before anything of them is sent.
    private async Task EndTrainingAsync(ReadOnlyMemory<byte> digest, bool hasMasked, CancellationToken cancellationToken)
    {
        if (!digest.IsEmpty
            && !hasMasked
            && !await _training!.MayHaveMaskedAsync(cancellationToken).ConfigureAwait(false))
        {
            handle.ForgetContributed(participant, digest);
        }

        // The secrets of a market that is over serve nobody; what shows a false verdict stays.
        if (!_kept.Training.Record.State.IsEmpty)
        {
            _kept.Training.Change(static record => record with { State = default, Pending = null });
        }
    }

    // The records may be gone by the end; the market's model does not depend on them any more.
    private async Task<(OwnModel? Model, ReadOnlyMemory<byte> Digest)> TrainOwnAsync(CancellationToken cancellationToken)
    {
        if (_training is null)
        {
            return default;
        }

        try
        {
            (SufficientStatistics sum, RecordSet set) = await _training.SumAllAsync(cancellationToken)
                .ConfigureAwait(false);
            return (
                await Task.Run(() => ModelDownload.TrainOwn(sum, cancellationToken), cancellationToken).ConfigureAwait(false),
                set.Digest);
        }
        catch (DatasetException e)
        {
            handle.NoteCannotContribute(e.Message);
            return default;
        }
    }
}
