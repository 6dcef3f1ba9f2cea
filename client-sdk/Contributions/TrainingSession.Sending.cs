using System.Security.Cryptography;
using Candor.Client.Internal;
using Candor.Client.Transcripts;
using Candor.Market;
using Candor.Market.Contributions;
using Candor.Training.Sums;
using Candor.V1;
using Candor.Wire.Commands;
using Google.Protobuf;
using TrainingStep = Candor.Market.Training.TrainingStep;

namespace Candor.Client.Contributions;

/// <content>What is kept, signed and sent.</content>
internal sealed partial class TrainingSession
{
    private bool HasVerdict => _kept.Training.Record.Nearness is { Verdict.IsEmpty: false };

    /// <summary>Step 0: gives the mask key, once, before the report. The member's secrets are made and kept first.</summary>
    /// <param name="again">Whether the records may have been contributed to another market.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was done; null where it was before.</returns>
    /// <exception cref="CandorException">The records were contributed to another market (<c>CONTRIBUTED_BEFORE</c>), or the
    /// server rejected the key: with <c>MASK_KEY_TAKEN</c> where another was given, whose secrets are lost.</exception>
    internal async Task<ParticipationContributed?> GiveKeyAsync(bool again, CancellationToken cancellationToken)
    {
        long start = _connection.Options.TimeProvider.GetTimestamp();
        MarketState market = await ReadFirstAsync(cancellationToken).ConfigureAwait(false);
        _state ??= LoadState(market);
        if (_state is not null && HasGivenKey())
        {
            return null;
        }

        (_, RecordSet set) = await SumAllAsync(cancellationToken).ConfigureAwait(false);
        _connection.Kept.Contributed.Keep(_participant, set, _kept.Path, again);
        if (_state is null)
        {
            Keep(ContributorState.Create(ContributorState.TermsOf(market, Place), _random), null);
        }

        var claim = ContributorClient.MakeKey(market, _state!, _random) with
        {
            Predecessor = (await _connection.OwnMessages.PredecessorAsync(_participant, 0, cancellationToken)
                .ConfigureAwait(false)).Memory,
        };
        try
        {
            return await SendAsync(market, new SendContribution(_state!, claim, [], default), start, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (CandorException e) when (e.ErrorReason == ErrorReason.PredecessorMismatch)
        {
            // Another message of one's own came between: the key is the same, and only its message is made anew.
            _kept.Training.Change(static record => record with { Pending = null });
            throw;
        }
    }

    /// <summary>The statistics of all own records, with what stands for the set of them.</summary>
    internal Task<(SufficientStatistics Sum, RecordSet Set)> SumAllAsync(CancellationToken cancellationToken) =>
        Task.Run(
            () => (_records.SumAll(out RecordSet set, cancellationToken), set), cancellationToken);

    /// <summary>Whether masked statistics may have left: as the state says, or because there is none any more.</summary>
    internal async Task<bool> MayHaveMaskedAsync(CancellationToken cancellationToken)
    {
        if (_kept.Training.Record.State.IsEmpty)
        {
            return true;
        }

        _state ??= LoadState(await ReadFirstAsync(cancellationToken).ConfigureAwait(false));
        return _state!.Guard.Epoch > 0;
    }

    private bool HasGivenKey() => _kept.Record.Messages.Any(message =>
        Participation.SignedEntries.Decode(message.Entry.Span, message.Index, _participant.Market.Name)
            is Candor.Market.Events.MaskKeyAccepted given
        && given.MaskKey.Span.SequenceEqual(_state!.PublicKey.Span));

    private ContributorState? LoadState(MarketState market)
    {
        ReadOnlyMemory<byte> kept = _kept.Training.Record.State;
        return kept.IsEmpty
            ? null
            : ContributorState.TryDecode(kept.Span, ContributorState.TermsOf(market, Place), out ContributorState? state)
                ? state
                : throw new ReceiptException(
                    ReceiptFault.Damaged,
                    $"The state of {_participant.Name} in the training does not decode; expected what was kept of it in this "
                    + "market. It is left as it is, and nothing is sent: another would not know what was answered.");
    }

    // On disk before anything is sent that follows from it.
    private void Keep(ContributorState next, Func<TrainingRecord, TrainingRecord>? change)
    {
        byte[] encoded = next.Encode();
        TrainingRecord before = _kept.Training.Record;
        if (change is not null || !before.State.Span.SequenceEqual(encoded))
        {
            _kept.Training.Change(record => (change?.Invoke(record) ?? record) with { State = encoded });
        }

        _state = next;
    }

    private async Task<ParticipationContributed> SendAsync(
        MarketState market, SendContribution send, long start, CancellationToken cancellationToken)
    {
        (TrainingStep step, ulong epoch, string subject) = KeyOf(send.Claim);
        SignedContribution? pending = _kept.Training.Record.Pending;
        if (pending?.Step != (int)step || pending.Epoch != epoch || pending.Subject != subject)
        {
            ContributionClaim claim = send.Claim with { RequestId = ClientConnection.NewRequestId() };
            Envelope signed = _participant.Key.SignMessage(ContributionPayloads.ToPayload(_participant.Market.Name, claim));
            pending = new SignedContribution((int)step, epoch, subject, signed.ToByteArray());
        }

        Keep(send.State, record => record with { Pending = pending });
        long bytes = pending.Envelope.Length + send.Shares.Length;
        foreach (ContributionUpload upload in send.Uploads)
        {
            bytes += await _uploads.SendAsync(upload, cancellationToken).ConfigureAwait(false);
        }

        await SubmitAsync(pending, send.Shares, cancellationToken).ConfigureAwait(false);
        return new ParticipationContributed(
            step,
            epoch,
            step == TrainingStep.Keys ? null : market.Training!.State.Deadline,
            _connection.Options.TimeProvider.GetElapsedTime(start),
            bytes);
    }

    private async Task SubmitAsync(
        SignedContribution pending, ReadOnlyMemory<byte> shares, CancellationToken cancellationToken)
    {
        var request = new SubmitContributionRequest
        {
            Participant = _participant.Name,
            Envelope = Envelope.Parser.ParseFrom(pending.Envelope.Span),
            Shares = UnsafeByteOperations.UnsafeWrap(shares),
        };
        SubmitContributionResponse response = await _connection.Calls.InvokeAsync(
            options => _connection.TrainingService.SubmitContributionAsync(request, options),
            "SubmitContribution",
            Convert.ToHexStringLower(SHA256.HashData(pending.Envelope.Span))[..16],
            cancellationToken).ConfigureAwait(false);
        var sent = new SentMessage(request.Envelope, response.Event, static entry => TranscriptCommands.EnvelopeOf(entry));
        TranscriptReceipt receipt = await _connection.Transcripts
            .AcceptAsync(_participant.Market, response.Receipt, sent, cancellationToken).ConfigureAwait(false);
        _connection.OwnMessages.Know(_participant, response.Event);
        _kept.Keep(receipt);
        _kept.Training.Change(static record => record with { Pending = null });
    }

    private async Task<ParticipationContributed?> AnswerValidatorAsync(
        MarketState market, long start, CancellationToken cancellationToken)
    {
        if (_own is null)
        {
            await SumAsync(market, cancellationToken).ConfigureAwait(false);
        }

        CommitmentReceipt receipt = _kept.Record.Commitment ?? throw Lost();
        var session = new NearnessSession(_connection, _participant, _kept.Training, receipt);
        long bytes = await session.AnswerAsync(market, _state!, _own!, Keep, cancellationToken).ConfigureAwait(false);
        return new ParticipationContributed(
            TrainingStep.Nearness,
            0,
            market.Training!.State.Deadline,
            _connection.Options.TimeProvider.GetElapsedTime(start),
            bytes);
    }

    // The market as its operator created it: the first entry is public, and what the key is bound to is all in it.
    private async Task<MarketState> ReadFirstAsync(CancellationToken cancellationToken)
    {
        OpenedCheckpoint checkpoint = await _connection.Transcripts
            .FetchAsync(_participant.Market, cancellationToken).ConfigureAwait(false);
        var replay = new TranscriptReplay();
        TranscriptFault? fault = null;
        await foreach (TranscriptEntry entry in new EntryReader(_connection, _participant.Market, _participant.Key)
            .ReadToAsync(checkpoint, cancellationToken).ConfigureAwait(false))
        {
            fault = replay.Add(entry);
            break;
        }

        return fault is null && replay.State is { } market
            && market.DefinitionDigest.Span.SequenceEqual(_participant.Market.DefinitionDigest.Span)
            ? market
            : throw new UnverifiedAnswerException(
                AnswerFault.TranscriptInvalid,
                $"The transcript of {_participant.Market.Name} does not begin with the rules that its operator signed"
                + $"{(fault is null ? string.Empty : $": {fault.Message.TrimEnd('.')}")}.")
            {
                Evidence = [checkpoint.Note],
            };
    }

    private static (TrainingStep Step, ulong Epoch, string Subject) KeyOf(ContributionClaim claim) => claim switch
    {
        MaskKeyClaim => (TrainingStep.Keys, 0, string.Empty),
        StatisticsClaim => (TrainingStep.Commit, 0, string.Empty),
        MaskClaim c => (TrainingStep.Mask, c.Epoch, string.Empty),
        PointsClaim c => (TrainingStep.Check, c.Epoch, string.Empty),
        PairClaim c => (TrainingStep.Dispute, c.Epoch, c.Other),
        SharesClaim c => (TrainingStep.Unmask, c.Epoch, string.Empty),
        _ => throw new ArgumentException($"Unknown claim {claim.GetType().Name}.", nameof(claim)),
    };
}
