using Candor.Client.Internal;
using Candor.Commitments.Contributions;
using Candor.Market;
using Candor.Market.Contributions;
using Candor.Market.Events;
using Candor.V1;
using Candor.Wire.Signing;
using Google.Protobuf;
using FallCause = Candor.Market.Training.FallCause;

namespace Candor.Client.Contributions;

/// <content>Why a report fell, and whether the verdict that says so is true.</content>
internal sealed partial class TrainingSession
{
    /// <summary>Why the report fell, where that was not told in the step: the member was not there.</summary>
    /// <param name="cause">Why, as the verified transcript says.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<ParticipationFell> TellFallAsync(FallCause cause, CancellationToken cancellationToken)
    {
        await Task.Run(() => _transcript.AdvanceAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        _state ??= LoadState(_transcript.State!);
        return await DescribeFallAsync(_transcript.State!, cause, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ParticipationFell> DescribeFallAsync(
        MarketState market, FallCause cause, CancellationToken cancellationToken)
    {
        (FalseVerdict? lie, string? found) = cause == FallCause.NotNear
            ? await HoldVerdictAsync(market, cancellationToken).ConfigureAwait(false)
            : (null, null);
        bool isFalse = lie is not null;
        if (cause is FallCause.MasksFail or FallCause.ShareNamed)
        {
            (isFalse, found) = await HoldAccusationAsync(cause, cancellationToken).ConfigureAwait(false);
        }

        IReadOnlyList<ulong> evidence = _transcript.Evidence.GetValueOrDefault(_participant.Context.Participant) ?? [];
        return new ParticipationFell(
            cause,
            FallWords.Describe(_participant.Name, market.Name, cause, evidence, found, isFalse),
            evidence)
        {
            FalseVerdict = lie,
        };
    }

    // The platform alone compares what was uploaded; its owner can make it anew, and compare it too.
    private async Task<(bool IsFalse, string? Found)> HoldAccusationAsync(
        FallCause cause, CancellationToken cancellationToken)
    {
        if (_state is null || _transcript.FindAccusation(_participant.Context.Participant) is not { } epoch)
        {
            return (false, null);
        }

        string said = cause == FallCause.MasksFail
            ? "the platform says that its masked vector is not the committed one"
            : "the platform says that a share of its does not fit its commitments, or that it complained of one that does";
        KeptProof shows;
        try
        {
            if (cause == FallCause.MasksFail && _own is null)
            {
                await SumAsync(epoch, cancellationToken).ConfigureAwait(false);
            }

            shows = await Task.Run(
                () => cause == FallCause.MasksFail
                    ? ContributorClient.VerifyMasked(epoch, _state, _own!)
                    : ContributorClient.VerifyShares(epoch, _state),
                cancellationToken).ConfigureAwait(false);
        }
        catch (DatasetException e)
        {
            return (false, $"{said}; that could not be compared again: {e.Message.TrimEnd('.')}");
        }

        return shows switch
        {
            KeptProof.Holds => (
                true,
                $"{said}, which is false: made anew from what it keeps and compared again, what it signed in epoch "
                + $"{epoch.Training!.State.Epoch} fits"),
            KeptProof.Fails => (
                false, $"{said}, and made anew from what it keeps and compared again, what was signed with its key does not fit"),
            _ => (false, null),
        };
    }

    // The proof was made here, and whoever signs that it fails is held to it.
    private async Task<(FalseVerdict?, string?)> HoldVerdictAsync(MarketState market, CancellationToken cancellationToken)
    {
        if (_kept.Training.Record.Nearness is not { Proof.IsEmpty: false } nearness)
        {
            return (null, null);
        }

        StatisticsChecked verdict = market.Training!.Verdicts[Place];
        const string Unverified = "the proof that it answered with is kept, and could not be verified again: ";
        string said = $"the validator '{verdict.Validator}' signed that its statistics are not near its audited records";
        if (_state is null)
        {
            return (null, $"{said}; {Unverified}what it kept of its part is erased");
        }

        try
        {
            if (_own is null)
            {
                await SumAsync(market, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (DatasetException e)
        {
            return (null, $"{said}; {Unverified}{e.Message.TrimEnd('.')}");
        }

        (KeptProof shows, byte[] commitments) = await Task.Run(() => VerifyKept(market, nearness), cancellationToken)
            .ConfigureAwait(false);
        return shows switch
        {
            KeptProof.Holds => TellLie(market, verdict, nearness, commitments, said),
            KeptProof.OtherRecords => (null, $"{said}; {Unverified}the records are not those that were committed to"),
            _ => (null, $"{said}, and the proof that it answered with, verified again, does not hold"),
        };
    }

    private (KeptProof Shows, byte[] Commitments) VerifyKept(MarketState market, KeptNearness nearness)
    {
        ProjectionsPayload asked = ProjectionsPayload.Parser.ParseFrom(
            Envelope.Parser.ParseFrom(nearness.Projections.Span).Payload);
        KeptProof shows = ContributorClient.VerifyKept(
            market,
            _state!,
            _own!,
            new ProjectionsQuestion(
                asked.StatisticsDigest.Memory, asked.Records, asked.Seed.Memory, asked.Bounds.Memory),
            nearness.Proof,
            out StatisticsCommitments? commitments);
        return (shows, commitments?.Bytes.ToArray() ?? []);
    }

    private (FalseVerdict, string) TellLie(
        MarketState market, StatisticsChecked verdict, KeptNearness nearness, byte[] commitments, string said)
    {
        ReadOnlyMemory<byte> digest = market.Training!.Statistics[Place].Digest;
        var evidence = new FalseVerdictEvidence(
            1,
            market.Name,
            market.DefinitionDigest.ToArray(),
            _participant.Context.Participant,
            market.Participants[Place].Commitment!.DatasetRoot.ToArray(),
            market.Training.First!.Members.First(member => member.Place == Place).Records,
            verdict.Validator,
            nearness.Projections.ToArray(),
            nearness.Answer.ToArray(),
            nearness.Proof.ToArray(),
            commitments,
            Envelopes.ToMessage(verdict.Envelope).ToByteArray());
        string? path = _kept.Path is { } receipt ? receipt + FalseVerdictFile.Suffix : null;
        string? fault = path is null
            ? "no receipt's path is given to write it beside"
            : FalseVerdictFile.TrySave(evidence, path);
        string message = $"{said}, which is false: the proof that it answered with was verified again and holds, for the "
            + $"commitments '{Convert.ToHexStringLower(digest.Span)}' that the transcript has of it and for the validator's own "
            + $"question. {(fault is null ? $"The evidence is in '{path}'" : $"The evidence is not kept in a file of its own: {fault}")}";
        _connection.Logger.VerdictIsFalse(_participant.Name, verdict.Validator, fault is null ? path! : fault);
        return (new FalseVerdict(verdict.Validator, digest, fault is null ? path : null), message);
    }
}
