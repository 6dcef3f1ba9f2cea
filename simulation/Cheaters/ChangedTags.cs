using Candor.Commitments.Datasets;
using Candor.Simulation.Participants;

namespace Candor.Simulation.Cheaters;

/// <summary>Sends other tags than those it committed to, from records that it would rather be asked for.</summary>
/// <param name="seat">Its place.</param>
internal sealed class ChangedTags(Seat seat) : SimulatedParticipant(seat)
{
    private readonly RecordKey _other = RecordKey.Create(seat.Random);

    /// <inheritdoc/>
    protected override byte[]? TagsToSend()
    {
        TaggedDataset others = Tag(_other);
        byte[] tags = new byte[others.Size * TagVerifier.TagSize];
        others.CopyTags(0, tags);
        return tags;
    }
}
