using Candor.Client.Contributions;
using Candor.Client.Datasets;
using Candor.Client.Internal;
using Candor.Client.Participation;
using Candor.Client.Transcripts;

namespace Candor.Client;

/// <content>The model.</content>
public partial class ParticipantHandle
{
    /// <summary>Fetches the model that the settled market has allocated to the participant, again or for the first time. The
    /// whole transcript is read and verified as a member first; the file is then held to the digest in it.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The model; null where the market allocates none to the participant.</returns>
    /// <exception cref="CandorException">The market trains nothing (<c>TRAINING_NOT_ASKED</c>), or has not settled or was
    /// cancelled (<c>MODEL_NOT_ALLOCATED</c>); the server rejected the call; or it stayed unavailable.</exception>
    /// <exception cref="ClockException">The clock here is not the server's; nothing was signed.</exception>
    /// <exception cref="UnverifiedAnswerException">The market or its transcript does not hold, or the file is not the one in it
    /// (<see cref="AnswerFault.Model"/>).</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public virtual async Task<ReceivedModel?> GetModelAsync(CancellationToken cancellationToken = default)
    {
        VerifiedParticipant participant = await VerifyAsync(cancellationToken).ConfigureAwait(false);
        if (participant.Market.Rules.Training is null)
        {
            throw new CandorException("TRAINING_NOT_ASKED", $"{Market} trains no model.")
            {
                ErrorReason = ErrorReason.TrainingNotAsked,
            };
        }

        (V1.Market snapshot, _) = await _connection.FetchAsync(Market, cancellationToken).ConfigureAwait(false);
        if (snapshot.Phase != V1.MarketPhase.Settled)
        {
            throw new CandorException(
                "MODEL_NOT_ALLOCATED", $"{Market} is in phase {snapshot.Phase}; expected a market that has settled.")
            {
                ErrorReason = ErrorReason.ModelNotAllocated,
            };
        }

        VerifiedEnd end = await EndCheckOf(participant).ReadEndAsync(cancellationToken).ConfigureAwait(false);
        return await FetchModelAsync(participant, end, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fetches the model of a market that was verified.</summary>
    internal Task<ReceivedModel?> FetchModelAsync(
        VerifiedParticipant participant, VerifiedEnd end, CancellationToken cancellationToken) =>
        ModelDownload.FetchAsync(_connection, participant, end, cancellationToken);

    /// <summary>The participant's part in the training.</summary>
    /// <param name="participant">The participant.</param>
    /// <param name="records">Its records.</param>
    /// <param name="leave">Cancelled where it is told to leave.</param>
    internal TrainingSession TrainingOf(
        VerifiedParticipant participant, DistinctRecords records, CancellationToken leave) =>
        new(_connection, participant, KeptOf(participant), records, _conduct, leave);

    /// <summary>Forgets that records were contributed, where nothing of them got into a sum.</summary>
    internal void ForgetContributed(VerifiedParticipant participant, ReadOnlyMemory<byte> digest) =>
        _connection.Kept.Contributed.Forget(participant, digest, KeptOf(participant).Path);

    /// <summary>Logs that the participant cannot contribute.</summary>
    internal void NoteCannotContribute(string message) => _connection.Logger.CannotContribute(ParticipantId, message);
}
