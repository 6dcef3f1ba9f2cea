using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Candor.Client.Internal;
using Candor.Client.Markets;
using Candor.Client.Participation;
using Candor.Client.Transcripts;
using Candor.Commitments;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;
using Candor.V1;
using Candor.Wire.Commands;
using Candor.Wire.Signing;
using Candor.Wire.Times;
using Google.Protobuf.WellKnownTypes;
using Events = Candor.Market.Events;

namespace Candor.Client;

/// <content>What participants do, step by step.</content>
public partial class CandorClient
{
    private const int NonceLength = 32;

    private static readonly byte[] s_noDatasetRoot = new byte[StatementContext.DigestSize];

    /// <summary>Takes a participant's place in a market, under the market's rules.</summary>
    /// <param name="market">The market's id or name.</param>
    /// <param name="participantId">The participant's id in the roster.</param>
    /// <param name="key">The participant's key.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The server's receipt.</returns>
    /// <exception cref="CandorException">The roster lacks the participant (<c>PARTICIPANT_NOT_FOUND</c>) or has another
    /// key for it (<c>KEY_NOT_ON_RECORD</c>); the server refused, such as with <c>ALREADY_JOINED</c>; or it stayed
    /// unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">The market, the receipt or the transcript does not hold.</exception>
    /// <exception cref="ArgumentException">A name is none.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<JoinReceipt> JoinAsync(
        string market, string participantId, SigningKey key, CancellationToken cancellationToken = default)
    {
        Member member = await MemberAsync(market, participantId, key, cancellationToken).ConfigureAwait(false);
        string requestId = NewRequestId();
        var request = new JoinMarketRequest
        {
            Participant = member.Name,
            Envelope = key.SignMessage(new JoinMarketPayload
            {
                Participant = member.Name,
                RequestId = requestId,
                DefinitionDigest = member.Market.DefinitionDigest,
            }),
        };
        JoinMarketResponse response = await _calls.InvokeAsync(
            options => _participantService.JoinMarketAsync(request, options),
            "JoinMarket",
            requestId,
            cancellationToken).ConfigureAwait(false);
        var sent = new SentMessage(
            request.Envelope,
            response.Event,
            entry => entry is Events.ParticipantJoined e && e.Participant == participantId ? e.Envelope : null);
        return new JoinReceipt(
            response.Event,
            TimeOf(response.Time),
            await _transcripts.AcceptAsync(member.Market, response.Receipt, sent, cancellationToken)
                .ConfigureAwait(false));
    }

    /// <summary>Commits to a data size. A participant may commit again until it reports; the last commitment
    /// counts.</summary>
    /// <param name="market">The market's id or name.</param>
    /// <param name="participantId">The participant's id in the roster.</param>
    /// <param name="key">The participant's key.</param>
    /// <param name="records">The valid, distinct records it has.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The receipt, with the secret that the report needs: save it at once.</returns>
    /// <exception cref="CandorException">The roster lacks the participant or has another key for it; the server
    /// refused, such as with <c>NOT_JOINED</c> or <c>COMMITMENT_DEADLINE_PASSED</c>; or it stayed
    /// unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">The market, the answer, its receipt or the transcript does not
    /// hold.</exception>
    /// <exception cref="ArgumentException">A name is none.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<CommitmentReceipt> CommitAsync(
        string market,
        string participantId,
        SigningKey key,
        uint records,
        CancellationToken cancellationToken = default)
    {
        Member member = await MemberAsync(market, participantId, key, cancellationToken).ConfigureAwait(false);
        return await CommitAsync(member, key, records, s_noDatasetRoot, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reports a size, at most the committed one. Once, final.</summary>
    /// <param name="receipt">The commitment it is measured against, the participant's current one.</param>
    /// <param name="key">The participant's key.</param>
    /// <param name="records">The size to contribute.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The server's receipt.</returns>
    /// <exception cref="ReceiptException">The report is above the committed size
    /// (<see cref="ReceiptFault.ReportTooLarge"/>), or the receipt is of another key or of other rules
    /// (<see cref="ReceiptFault.OtherParticipant"/>).</exception>
    /// <exception cref="CandorException">The server refused, such as with <c>ALREADY_REPORTED</c>,
    /// <c>COMMITMENT_NOT_CURRENT</c> or <c>REPORT_DEADLINE_PASSED</c>; or it stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">The market, the receipt or the transcript does not hold.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual Task<ReportReceipt> ReportAsync(
        CommitmentReceipt receipt, SigningKey key, uint records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return records > receipt.Records
            ? throw new ReceiptException(
                ReceiptFault.ReportTooLarge,
                $"The report is {records} records; the commitment is to {receipt.Records}, and no report above it has "
                + "a proof.")
            : ReportUncheckedAsync(receipt, key, records, cancellationToken);
    }

    /// <summary>This participant's own phase, each change of it, and its assignment when the market settles. The stream
    /// reopens by itself after every break, without limit, and gives each update once.</summary>
    /// <param name="market">The market's id or name.</param>
    /// <param name="participantId">The participant's id in the roster.</param>
    /// <param name="key">The participant's key.</param>
    /// <param name="ownRecords">The true size, for the own model's quality; null: taken to be the report.</param>
    /// <param name="resumeToken">The token of the last update seen; null from the start.</param>
    /// <param name="cancellationToken">Stops the stream.</param>
    /// <returns>The updates; the last is assigned, out or cancelled.</returns>
    /// <exception cref="CandorException">The roster lacks the participant or has another key for it, or the server
    /// refused.</exception>
    /// <exception cref="UnverifiedAnswerException">The market or the assignment does not hold.</exception>
    /// <exception cref="ArgumentException">A name is none.</exception>
    /// <exception cref="OperationCanceledException">The stream was stopped.</exception>
    public virtual async IAsyncEnumerable<AssignmentUpdate> WatchAssignmentAsync(
        string market,
        string participantId,
        SigningKey key,
        uint? ownRecords = null,
        string? resumeToken = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Member member = await MemberAsync(market, participantId, key, cancellationToken).ConfigureAwait(false);
        IAsyncEnumerable<WatchAssignmentResponse> stream = _calls.StreamAsync(
            (token, options) => _participantService.WatchAssignment(WatchRequest(member, key, token), options),
            message => message.ResumeToken,
            message => message.Phase is ParticipantPhase.Assigned or ParticipantPhase.Out or ParticipantPhase.Cancelled,
            "WatchAssignment",
            resumeToken ?? string.Empty,
            cancellationToken);
        await foreach (WatchAssignmentResponse message in stream.ConfigureAwait(false))
        {
            bool isSettled = message.Phase is ParticipantPhase.Assigned or ParticipantPhase.Out;
            yield return new AssignmentUpdate(
                message.Phase,
                message.Sequence,
                TimeOf(message.Time),
                message.ResumeToken,
                isSettled
                    ? AssignmentCheck.Verify(
                        member.Market, participantId, message.Phase, message.Assignment, ownRecords)
                    : null,
                message.Phase == ParticipantPhase.Cancelled ? message.CancelReason : null);
        }
    }

    private async Task<CommitmentReceipt> CommitAsync(
        Member member,
        SigningKey key,
        uint records,
        ReadOnlyMemory<byte> datasetRoot,
        RecordKey? recordKey,
        CancellationToken cancellationToken)
    {
        using var random = RandomNumberGenerator.Create();
        CommitmentOpening opening = CommitmentOpening.Create(records, random);
        byte[] proof = OpeningStatement.Prove(member.Context, opening, datasetRoot.Span, random);
        string requestId = NewRequestId();
        var claim = new Market.CommitmentClaim(
            member.Context.Participant,
            member.Context.DefinitionDigest,
            opening.Commit().ToArray(),
            datasetRoot,
            proof,
            recordKey?.PublicKey ?? default);
        var request = new SubmitCommitmentRequest
        {
            Participant = member.Name,
            Envelope = key.SignMessage(ClaimPayloads.ToPayload(member.Market.Name, claim, requestId)),
        };
        SubmitCommitmentResponse response = await _calls.InvokeAsync(
            options => _participantService.SubmitCommitmentAsync(request, options),
            "SubmitCommitment",
            requestId,
            cancellationToken).ConfigureAwait(false);
        if (response.Nonce.Length != NonceLength || response.Event == 0)
        {
            throw new UnverifiedAnswerException(
                AnswerFault.Malformed,
                $"The commitment of {member.Name} was answered with event {response.Event} and a nonce of "
                + $"{response.Nonce.Length} bytes; expected an event above 0 and {NonceLength} bytes.");
        }

        var sent = new SentMessage(
            request.Envelope,
            response.Event,
            entry => entry is Events.CommitmentAccepted e && e.Participant == member.Context.Participant
                && e.Commitment.Span.SequenceEqual(opening.Commit().ToArray())
                && e.DatasetRoot.Span.SequenceEqual(datasetRoot.Span)
                && e.OpeningProof.Span.SequenceEqual(proof)
                && e.Nonce.Span.SequenceEqual(response.Nonce.Span)
                && (e.RecordKey ?? default).Span.SequenceEqual((recordKey?.PublicKey ?? default).Span)
                    ? e.Envelope
                    : null);
        TranscriptReceipt receipt = await _transcripts.AcceptAsync(
            member.Market, response.Receipt, sent, cancellationToken).ConfigureAwait(false);
        return new CommitmentReceipt(
            member.Context,
            opening,
            datasetRoot,
            response.Event,
            response.Nonce.ToByteArray(),
            TimeOf(response.Time),
            recordKey)
        {
            Transcript = receipt,
        };
    }

    /// <summary>Reports whatever it is told: above the committed size, it sends what a cheater would send, and the
    /// server refuses it. For the demonstration and the tests of that refusal.</summary>
    internal async Task<ReportReceipt> ReportUncheckedAsync(
        CommitmentReceipt receipt, SigningKey key, uint records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        Member member = await MemberAsync(receipt.Market, receipt.ParticipantId, key, cancellationToken)
            .ConfigureAwait(false);
        if (!member.Owns(receipt))
        {
            throw new ReceiptException(
                ReceiptFault.OtherParticipant,
                $"The receipt of {receipt} was made with another key or under other rules than {member.Name} has now.");
        }

        ulong debited = await DebitOfAsync(receipt, member, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            if (debited > 0 && records > receipt.Records - debited)
            {
                throw new ReceiptException(
                    ReceiptFault.ReportTooLarge,
                    $"The report is {records} records; the commitment is to {receipt.Records}, of which {debited} are "
                    + "credited to participants whose commitments were attested earlier.");
            }

            try
            {
                return await ReportAsync(member, receipt, key, records, debited, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (CandorException e) when (e.ErrorReason == ErrorReason.RangeProofInvalid)
            {
                // Another comparison may have been taken since the debit was read; debits only grow, and few times.
                ulong since = await DebitOfAsync(receipt, member, cancellationToken).ConfigureAwait(false);
                if (since == debited)
                {
                    throw;
                }

                debited = since;
            }
        }
    }

    private async Task<ReportReceipt> ReportAsync(
        Member member,
        CommitmentReceipt receipt,
        SigningKey key,
        uint records,
        ulong debited,
        CancellationToken cancellationToken)
    {
        CommitmentOpening opening = debited == 0 ? receipt.Opening : receipt.Opening.Less(debited);
        using var random = RandomNumberGenerator.Create();
        byte[] proof = ReportStatement.ProveUnchecked(receipt.TermsOf(records, opening.Commit()), opening, random);
        string requestId = NewRequestId();
        var claim = new Market.ReportClaim(
            member.Context.Participant, member.Context.DefinitionDigest, records, receipt.Event, proof);
        var request = new SubmitReportRequest
        {
            Participant = member.Name,
            Envelope = key.SignMessage(ClaimPayloads.ToPayload(member.Market.Name, claim, requestId)),
        };
        SubmitReportResponse response = await _calls.InvokeAsync(
            options => _participantService.SubmitReportAsync(request, options),
            "SubmitReport",
            requestId,
            cancellationToken).ConfigureAwait(false);

        // What settles is the number in the event beside the message; it has to be the one in the message.
        var sent = new SentMessage(
            request.Envelope,
            response.Event,
            entry => entry is Events.ReportAccepted e && e.Participant == receipt.ParticipantId
                && e.Records == records
                && e.CommitmentEvent == (long)receipt.Event
                && e.RangeProof.Span.SequenceEqual(proof)
                    ? e.Envelope
                    : null);
        return new ReportReceipt(
            response.Event,
            TimeOf(response.Time),
            records,
            await _transcripts.AcceptAsync(member.Market, response.Receipt, sent, cancellationToken)
                .ConfigureAwait(false));
    }

    /// <summary>How many of its committed records a participant may report.</summary>
    internal async Task<uint> ReportableAsync(
        CommitmentReceipt receipt, SigningKey key, CancellationToken cancellationToken)
    {
        Member member = await MemberAsync(receipt.Market, receipt.ParticipantId, key, cancellationToken)
            .ConfigureAwait(false);
        return receipt.Records - (uint)await DebitOfAsync(receipt, member, cancellationToken).ConfigureAwait(false);
    }

    // Only a market that credits shared records to the earlier participant takes any from the later one.
    private async Task<ulong> DebitOfAsync(
        CommitmentReceipt receipt, Member member, CancellationToken cancellationToken)
    {
        if (member.Market.Rules.Validation is not { Overlap: Market.Definitions.OverlapPolicy.CreditEarlier })
        {
            return 0;
        }

        var request = new GetCommitmentRequest { Participant = member.Name };
        GetCommitmentResponse response = await _calls.InvokeAsync(
            options => _marketService.GetCommitmentAsync(request, options),
            "GetCommitment",
            null,
            cancellationToken).ConfigureAwait(false);
        return response.Event != receipt.Event ? 0
            : response.DebitedRecords <= receipt.Records ? response.DebitedRecords
            : throw new UnverifiedAnswerException(
                AnswerFault.Malformed,
                $"{response.DebitedRecords} records are debited of the commitment of {member.Name}, which is to "
                + $"{receipt.Records}.");
    }

    // Impossible times are refused where the answer comes in; a missing one is the server's word for nothing.
    private static DateTimeOffset TimeOf(Timestamp? message) =>
        Timestamps.TryRead(message, out DateTimeOffset time) ? time : DateTimeOffset.UnixEpoch;

    // Each opening of the stream is signed anew: a signature that expires must not end a stream that reopens.
    private WatchAssignmentRequest WatchRequest(Member member, SigningKey key, string token) => new()
    {
        Participant = member.Name,
        ResumeToken = token,
        Envelope = key.SignMessage(new WatchAssignmentPayload
        {
            Participant = member.Name,
            DefinitionDigest = member.Market.DefinitionDigest,
            ExpireTime = Timestamps.ToMessage(_options.TimeProvider.GetUtcNow() + AccessRules.UsualLife),
        }),
    };

    private async Task<Member> MemberAsync(
        string market, string participantId, SigningKey key, CancellationToken cancellationToken)
    {
        string name = ResourceNames.Market(market, nameof(market));
        ResourceNames.RequireParticipantId(participantId, nameof(participantId));
        ArgumentNullException.ThrowIfNull(key);
        VerifiedMarket verified = await RulesOfAsync(name, cancellationToken).ConfigureAwait(false);
        return Member.Of(verified, participantId, key);
    }
}
