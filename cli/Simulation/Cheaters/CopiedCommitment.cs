using Candor.V1;

namespace Candor.Cli.Simulation.Cheaters;

/// <summary>Sends another company's commitment with its opening proof as its own.</summary>
/// <param name="seat">Its place.</param>
internal sealed class CopiedCommitment(Seat seat) : Company(seat)
{
    /// <inheritdoc/>
    internal override void Commit()
    {
        SubmitCommitmentPayload copied = SubmitCommitmentPayload.Parser.ParseFrom(
            Platform.State.Participants[0].Commitment!.Envelope.Payload.Span);
        copied.Participant = Name;
        Send(Step.Commitment, Platform.Commit(Sign(copied)));
    }
}
