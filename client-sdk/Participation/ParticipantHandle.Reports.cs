using System.Security.Cryptography;
using Candor.Client.Internal;
using Candor.Client.Participation;
using Candor.Client.Receipts;
using Candor.Client.Transcripts;
using Candor.Commitments;
using Candor.V1;
using Candor.Wire.Commands;
using Google.Protobuf;

namespace Candor.Client;

/// <content>The report.</content>
public partial class ParticipantHandle
{
    /// <summary>Reports a size, at most the committed one. Once, and final for the participant itself: in a market that compares
    /// records the report still falls with its commitment where an overlap check is not answered in time, so go on answering
    /// (<see cref="AnswerOverlapsAsync(CommitmentReceipt, CancellationToken)"/>) until the market settles.</summary>
    /// <param name="receipt">The commitment it is measured against, the participant's current one.</param>
    /// <param name="records">The size to contribute.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The server's receipt.</returns>
    /// <exception cref="ReceiptException">The report is above the committed size
    /// (<see cref="ReceiptFault.ReportTooLarge"/>), another was proved against the same commitment and credits
    /// (<see cref="ReceiptFault.ReportProvedBefore"/>), or the receipt is of another key or of other rules
    /// (<see cref="ReceiptFault.OtherParticipant"/>).</exception>
    /// <exception cref="CandorException">The server rejected the call, such as with <c>ALREADY_REPORTED</c>,
    /// <c>COMMITMENT_NOT_CURRENT</c> or <c>REPORT_DEADLINE_PASSED</c>, or refused the proof
    /// (<c>RANGE_PROOF_INVALID</c>), which is not made again; or it stayed unavailable.</exception>
    /// <exception cref="ClockException">The clock here is not the server's or a validator's; nothing was signed.</exception>
    /// <exception cref="UnverifiedAnswerException">The market, the receipt or the transcript does not hold.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<ReportReceipt> ReportAsync(
        CommitmentReceipt receipt, uint records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        if (!_conduct.MayReport(records, receipt.Records))
        {
            throw new ReceiptException(
                ReceiptFault.ReportTooLarge,
                $"The report is {records} records; the commitment is to {receipt.Records}, and no report above it has "
                + "a proof.");
        }

        VerifiedParticipant participant = await OwnerOfAsync(receipt, cancellationToken).ConfigureAwait(false);
        return await ReportAsync(
            participant,
            receipt,
            records,
            await DebitOfAsync(receipt, participant, null, cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reports, less what the entries already read say is credited to others.</summary>
    internal async Task<ReportReceipt> ReportAsync(
        VerifiedParticipant participant,
        CommitmentReceipt receipt,
        uint records,
        Debit debit,
        CancellationToken cancellationToken)
    {
        if (!_conduct.MayReport(records, receipt.Records - debit.Records))
        {
            throw new ReceiptException(
                ReceiptFault.ReportTooLarge,
                $"The report is {records} records; the commitment is to {receipt.Records}, of which {debit.Records} are "
                + "credited to participants whose commitments were attested earlier.");
        }

        // The rules are signed, so it needs no server to say so; and a proof of a report that nobody takes would be the only one.
        if (participant.Market.Rules.Grid is { } grid && !grid.Contains(records))
        {
            throw new CandorException(
                "REPORT_OFF_GRID",
                $"The report of {records} records is not on the grid of {participant.Market.Name}; expected "
                + $"{grid.DescribeNeighbours(records)}. Nothing was sent.")
            {
                ErrorReason = ErrorReason.ReportOffGrid,
            };
        }

        KeptParticipation kept = _connection.Kept.Of(participant);
        SentReport report = ReportToSend(kept, receipt, records, debit)
            ?? await MakeReportAsync(participant, receipt, records, debit, cancellationToken).ConfigureAwait(false);

        // Kept before it is sent: whatever becomes of the answer, no second proof is made.
        kept.Keep(_conduct.ProvesOnce ? report : null);
        try
        {
            ReportReceipt accepted = await SendAsync(participant, receipt, report, cancellationToken)
                .ConfigureAwait(false);
            kept.Keep(accepted.Transcript);
            kept.Keep((SentReport?)null);
            return accepted;
        }
        catch (CandorException e) when (e.ErrorReason == ErrorReason.RangeProofInvalid && _conduct.ProvesOnce)
        {
            kept.Keep(report with { IsRefused = true });
            throw ProofRefused(participant, receipt, debit, e);
        }
    }

    // The message that was sent before against the same commitment and debits, if any.
    private SentReport? ReportToSend(KeptParticipation kept, CommitmentReceipt receipt, uint records, Debit debit)
    {
        SentReport? before = _conduct.ProvesOnce ? kept.Record.Report : null;
        if (before?.IsAgainst(receipt.Event, debit.Overlaps, debit.Records) != true)
        {
            return null;
        }

        return before.IsRefused || before.Records != records
            ? throw new ReceiptException(
                ReceiptFault.ReportProvedBefore,
                $"A report of {before.Records} records was proved against commitment {receipt.Event} and the same credits "
                + $"before, and {(before.IsRefused ? "refused" : "sent")}. A second proof would tell more of the committed "
                + (before.IsRefused
                    ? "size; commit again, or ask the operator why the server refuses proofs that hold."
                    : $"size; report {before.Records} records again, or commit again."))
            : before;
    }

    private async Task<SentReport> MakeReportAsync(
        VerifiedParticipant participant,
        CommitmentReceipt receipt,
        uint records,
        Debit debit,
        CancellationToken cancellationToken)
    {
        using CommitmentOpening? lessDebit = debit.Records == 0 ? null : receipt.Opening.Less(debit.Records);
        CommitmentOpening opening = lessDebit ?? receipt.Opening;
        using var random = RandomNumberGenerator.Create();
        byte[] proof = _conduct.ProveReport(receipt.TermsOf(records, opening.Commit()), opening, random);
        var claim = new Candor.Market.ReportClaim(
            ParticipantId,
            participant.Context.DefinitionDigest,
            records,
            receipt.Event,
            proof,
            Predecessor: (await _connection.OwnMessages
                .PredecessorAsync(participant, receipt.Event, cancellationToken).ConfigureAwait(false)).Memory);
        Envelope message = Key.SignMessage(ClaimPayloads.ToPayload(Market, claim, ClientConnection.NewRequestId()));
        return new SentReport(
            receipt.Event, debit.Overlaps, debit.Records, records, message.ToByteArray(), IsRefused: false);
    }

    private async Task<ReportReceipt> SendAsync(
        VerifiedParticipant participant,
        CommitmentReceipt receipt,
        SentReport report,
        CancellationToken cancellationToken)
    {
        var request = new SubmitReportRequest
        {
            Participant = participant.Name,
            Envelope = Envelope.Parser.ParseFrom(report.Message.Span),
        };
        SubmitReportPayload payload = SubmitReportPayload.Parser.ParseFrom(request.Envelope.Payload);
        SubmitReportResponse response = await _connection.Calls.InvokeAsync(
            options => _connection.ParticipantService.SubmitReportAsync(request, options),
            "SubmitReport",
            payload.RequestId,
            cancellationToken).ConfigureAwait(false);

        // What settles is the number in the event beside the message; it has to be the one in the message.
        var sent = new SentMessage(
            request.Envelope,
            response.Event,
            entry => entry is Candor.Market.Events.ReportAccepted e && e.Participant == receipt.ParticipantId
                && e.Records == report.Records
                && e.CommitmentEvent == (long)receipt.Event
                && e.RangeProof.Span.SequenceEqual(payload.RangeProof.Span)
                    ? e.Envelope
                    : null);
        TranscriptReceipt shown = await _connection.Transcripts.AcceptAsync(
            participant.Market, response.Receipt, sent, cancellationToken).ConfigureAwait(false);
        _connection.OwnMessages.Know(participant, response.Event);
        return new ReportReceipt(response.Event, AnswerTimes.Read(response.Time), report.Records, shown);
    }

    /// <summary>How many of its committed records a participant may report.</summary>
    internal async Task<uint> ReportableAsync(CommitmentReceipt receipt, CancellationToken cancellationToken)
    {
        VerifiedParticipant participant = await OwnerOfAsync(receipt, cancellationToken).ConfigureAwait(false);
        Debit debit = await DebitOfAsync(receipt, participant, null, cancellationToken).ConfigureAwait(false);
        return receipt.Records - (uint)debit.Records;
    }

    /// <summary>What is credited to others of a commitment, as validators have signed it. Only a market that credits
    /// shared records to the earlier participant takes any from the later one.</summary>
    /// <param name="receipt">The commitment.</param>
    /// <param name="participant">The participant.</param>
    /// <param name="standing">What was read of the transcript so far; null: nothing.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    internal async Task<Debit> DebitOfAsync(
        CommitmentReceipt receipt,
        VerifiedParticipant participant,
        OwnStanding? standing,
        CancellationToken cancellationToken)
    {
        if (participant.Market.Rules.Validation is not { Overlap: Candor.Market.Definitions.OverlapPolicy.CreditEarlier })
        {
            return Debit.None;
        }

        standing ??= new OwnStanding(_connection, participant);
        await standing.AdvanceAsync(cancellationToken).ConfigureAwait(false);
        return standing.DebitOf(receipt);
    }

    private static CandorException ProofRefused(
        VerifiedParticipant participant, CommitmentReceipt receipt, Debit debit, CandorException refused) => new(
        refused.Reason,
        $"The server refused the proof of the report of {participant.Name} against commitment {receipt.Event}, less "
        + $"{debit.Records} records that validators have credited to others ({refused.Message}). Either a check was recorded "
        + "while the report was on its way, or the server does not judge what it shows; its word is not taken for another "
        + "number, since each more proof would tell it more of the committed size. Nothing more is sent. Call again: another "
        + "proof is made only where the credits that validators have signed are others by then.",
        refused)
        {
            ErrorReason = refused.ErrorReason,
            StatusCode = refused.StatusCode,
            RequestId = refused.RequestId,
            Details = refused.Details,
        };
}
