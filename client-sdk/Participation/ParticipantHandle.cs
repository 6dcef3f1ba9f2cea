using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Candor.Client.Internal;
using Candor.Client.Participation;
using Candor.Client.Transcripts;
using Candor.Commitments;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;
using Candor.V1;
using Candor.Wire.Commands;
using Candor.Wire.Signing;

namespace Candor.Client;

/// <summary>A participant in a market, under its own key: each step, or its whole life in one call. Made by
/// <see cref="CandorClient.GetParticipantHandle(string, string, SigningKey)"/>; thread-safe. Its members are virtual, so that code around it can be
/// tested without a server.</summary>
public partial class ParticipantHandle
{
    private const int NonceLength = 32;

    private static readonly byte[] s_noDatasetRoot = new byte[StatementContext.DigestSize];

    private readonly ClientConnection _connection;
    private readonly ParticipantConduct _conduct;

    internal ParticipantHandle(
        ClientConnection connection, string market, string participantId, SigningKey key, ParticipantConduct conduct)
    {
        Market = ResourceNames.Market(market, nameof(market));
        ResourceNames.RequireParticipantId(participantId, nameof(participantId));
        ArgumentNullException.ThrowIfNull(key);
        _connection = connection.As(key);
        _conduct = conduct;
        ParticipantId = participantId;
        Key = key;
    }

    /// <summary>For a double in a test, whose members are all overridden; the members of this type fail with
    /// it.</summary>
    protected ParticipantHandle()
    {
        _connection = null!;
        _conduct = null!;
        Market = null!;
        ParticipantId = null!;
        Key = null!;
    }

    /// <summary>The market's name, <c>markets/{market}</c>.</summary>
    public virtual string Market { get; }

    /// <summary>The participant's id in the roster.</summary>
    public virtual string ParticipantId { get; }

    /// <summary>The participant's key.</summary>
    public virtual SigningKey Key { get; }

    /// <summary>Takes a participant's place in a market, under the market's rules.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The server's receipt.</returns>
    /// <exception cref="CandorException">The roster lacks the participant (<c>PARTICIPANT_NOT_FOUND</c>) or has another
    /// key for it (<c>KEY_NOT_ON_RECORD</c>); the server rejected the call, such as with <c>ALREADY_JOINED</c>; or it stayed
    /// unavailable.</exception>
    /// <exception cref="ClockException">The clock here is not the server's or a validator's; nothing was signed.</exception>
    /// <exception cref="UnverifiedAnswerException">The market, the receipt or the transcript does not hold.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<JoinReceipt> JoinAsync(CancellationToken cancellationToken = default)
    {
        VerifiedParticipant participant = await VerifyAsync(cancellationToken).ConfigureAwait(false);
        string requestId = ClientConnection.NewRequestId();
        var request = new JoinMarketRequest
        {
            Participant = participant.Name,
            Envelope = Key.SignMessage(new JoinMarketPayload
            {
                Participant = participant.Name,
                RequestId = requestId,
                DefinitionDigest = participant.Market.DefinitionDigest,
                Predecessor = await _connection.OwnMessages.PredecessorAsync(participant, 0, cancellationToken)
                    .ConfigureAwait(false),
            }),
        };
        JoinMarketResponse response = await _connection.Calls.InvokeAsync(
            options => _connection.ParticipantService.JoinMarketAsync(request, options),
            "JoinMarket",
            requestId,
            cancellationToken).ConfigureAwait(false);
        var sent = new SentMessage(
            request.Envelope,
            response.Event,
            entry => entry is Candor.Market.Events.ParticipantJoined e && e.Participant == ParticipantId ? e.Envelope : null);
        TranscriptReceipt receipt = await _connection.Transcripts.AcceptAsync(
            participant.Market, response.Receipt, sent, cancellationToken).ConfigureAwait(false);
        _connection.OwnMessages.Know(participant, response.Event);
        return new JoinReceipt(response.Event, AnswerTimes.Read(response.Time), receipt);
    }

    /// <summary>Commits to a data size. A participant may commit again until it reports; the last commitment
    /// counts.</summary>
    /// <param name="records">The valid, distinct records it has.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The receipt, with the secret that the report needs: save it at once.</returns>
    /// <exception cref="CandorException">The roster lacks the participant or has another key for it; the server
    /// refused, such as with <c>NOT_JOINED</c> or <c>COMMITMENT_DEADLINE_PASSED</c>; or it stayed
    /// unavailable.</exception>
    /// <exception cref="ClockException">The clock here is not the server's or a validator's; nothing was signed.</exception>
    /// <exception cref="UnverifiedAnswerException">The market, the answer, its receipt or the transcript does not
    /// hold.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<CommitmentReceipt> CommitAsync(
        uint records, CancellationToken cancellationToken = default)
    {
        VerifiedParticipant participant = await VerifyAsync(cancellationToken).ConfigureAwait(false);
        return await CommitAsync(participant, records, s_noDatasetRoot, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>This participant's own phase, each change of it, and its assignment when the market settles. The stream
    /// reopens by itself after every break, without limit, and gives each update once.</summary>
    /// <param name="ownRecords">The true size, for the own model's quality; null: taken to be the report.</param>
    /// <param name="resumeToken">The token of the last update seen; null from the start.</param>
    /// <param name="cancellationToken">Stops the stream.</param>
    /// <returns>The updates; the last is assigned, out or cancelled.</returns>
    /// <exception cref="CandorException">The roster lacks the participant or has another key for it, or the server
    /// refused.</exception>
    /// <exception cref="ClockException">The clock here is not the server's or a validator's; nothing was signed.</exception>
    /// <exception cref="UnverifiedAnswerException">The market or the assignment does not hold.</exception>
    /// <exception cref="OperationCanceledException">The stream was stopped.</exception>
    public virtual async IAsyncEnumerable<AssignmentUpdate> WatchAssignmentAsync(
        uint? ownRecords = null,
        string? resumeToken = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        VerifiedParticipant participant = await VerifyAsync(cancellationToken).ConfigureAwait(false);
        IAsyncEnumerable<WatchAssignmentResponse> stream = _connection.Calls.StreamAsync(
            (token, options) => _connection.ParticipantService.WatchAssignment(
                WatchRequest(participant, token), options),
            message => message.ResumeToken,
            message => (ParticipantPhase)message.Phase is ParticipantPhase.Assigned or ParticipantPhase.Out or ParticipantPhase.Cancelled,
            "WatchAssignment",
            resumeToken ?? string.Empty,
            cancellationToken);
        await foreach (WatchAssignmentResponse message in stream.ConfigureAwait(false))
        {
            var phase = (ParticipantPhase)message.Phase;
            bool isSettled = phase is ParticipantPhase.Assigned or ParticipantPhase.Out;
            yield return new AssignmentUpdate(
                phase,
                message.Sequence,
                AnswerTimes.Read(message.Time),
                message.ResumeToken,
                isSettled ? Verify(participant, phase, message.Assignment, ownRecords) : null,
                phase == ParticipantPhase.Cancelled ? message.CancelReason : null);
        }
    }

    private MarketAssignment Verify(
        VerifiedParticipant participant, ParticipantPhase phase, Assignment? assignment, uint? ownRecords)
    {
        try
        {
            return AssignmentCheck.Verify(participant.Market, ParticipantId, phase, assignment, ownRecords);
        }
        catch (UnverifiedAnswerException e) when (_connection.Logger.Note(e, participant.Name))
        {
            throw;
        }
    }

    private async Task<CommitmentReceipt> CommitAsync(
        VerifiedParticipant participant,
        uint records,
        ReadOnlyMemory<byte> datasetRoot,
        RecordKey? recordKey,
        CancellationToken cancellationToken)
    {
        using var random = RandomNumberGenerator.Create();
        CommitmentOpening opening = CommitmentOpening.Create(records, random);
        byte[] proof = OpeningStatement.Prove(participant.Context, opening, datasetRoot.Span, random);
        string requestId = ClientConnection.NewRequestId();
        var claim = new Candor.Market.CommitmentClaim(
            ParticipantId,
            participant.Context.DefinitionDigest,
            opening.Commit().ToArray(),
            datasetRoot,
            proof,
            recordKey?.PublicKey ?? default,
            Predecessor: (await _connection.OwnMessages.PredecessorAsync(participant, 0, cancellationToken)
                .ConfigureAwait(false)).Memory);
        var request = new SubmitCommitmentRequest
        {
            Participant = participant.Name,
            Envelope = Key.SignMessage(ClaimPayloads.ToPayload(Market, claim, requestId)),
        };
        SubmitCommitmentResponse response = await _connection.Calls.InvokeAsync(
            options => _connection.ParticipantService.SubmitCommitmentAsync(request, options),
            "SubmitCommitment",
            requestId,
            cancellationToken).ConfigureAwait(false);
        if (response.Nonce.Length != NonceLength || response.Event == 0)
        {
            throw new UnverifiedAnswerException(
                AnswerFault.Malformed,
                $"The commitment of {participant.Name} was answered with event {response.Event} and a nonce of "
                + $"{response.Nonce.Length} bytes; expected an event above 0 and {NonceLength} bytes.");
        }

        var sent = new SentMessage(
            request.Envelope,
            response.Event,
            entry => entry is Candor.Market.Events.CommitmentAccepted e && e.Participant == participant.Context.Participant
                && e.Commitment.Span.SequenceEqual(opening.Commit().ToArray())
                && e.DatasetRoot.Span.SequenceEqual(datasetRoot.Span)
                && e.OpeningProof.Span.SequenceEqual(proof)
                && e.Nonce.Span.SequenceEqual(response.Nonce.Span)
                && (e.RecordKey ?? default).Span.SequenceEqual((recordKey?.PublicKey ?? default).Span)
                    ? e.Envelope
                    : null);
        TranscriptReceipt receipt = await _connection.Transcripts.AcceptAsync(
            participant.Market, response.Receipt, sent, cancellationToken).ConfigureAwait(false);
        _connection.OwnMessages.Know(participant, response.Event);
        return new CommitmentReceipt(
            participant.Context,
            opening,
            datasetRoot,
            response.Event,
            response.Nonce.ToByteArray(),
            AnswerTimes.Read(response.Time),
            recordKey)
        {
            Transcript = receipt,
        };
    }

    // Each opening of the stream is signed anew: a signature that expires must not end a stream that reopens.
    private WatchAssignmentRequest WatchRequest(VerifiedParticipant participant, string token) => new()
    {
        Participant = participant.Name,
        ResumeToken = token,
        Envelope = Key.SignMessage(AccessPayloads.WatchAssignment(
            participant.Name,
            participant.Market.DefinitionDigest,
            _connection.Options.TimeProvider.GetUtcNow())),
    };

    /// <summary>The participant's place under the rules that the operator signed.</summary>
    internal async Task<VerifiedParticipant> VerifyAsync(CancellationToken cancellationToken) => VerifiedParticipant.Of(
        await _connection.RulesOfAsync(Market, cancellationToken).ConfigureAwait(false), ParticipantId, Key);

    // A receipt that another participant, another key or other rules made is of no use here.
    private async Task<VerifiedParticipant> OwnerOfAsync(CommitmentReceipt receipt, CancellationToken cancellationToken)
    {
        VerifiedParticipant participant = await VerifyAsync(cancellationToken).ConfigureAwait(false);
        return participant.Owns(receipt)
            ? participant
            : throw new ReceiptException(
                ReceiptFault.OtherParticipant,
                $"The receipt of {receipt} is not one of {participant.Name} under its key and the market's rules.");
    }
}
