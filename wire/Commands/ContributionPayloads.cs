using Candor.Market.Contributions;
using Candor.Market.Events;
using Candor.Wire.Names;
using Google.Protobuf;

namespace Candor.Wire.Commands;

/// <summary>What participants claim in the steps of the training, and the payloads in which they sign it: each pair written
/// and read here, and nowhere else.</summary>
public static class ContributionPayloads
{
    /// <summary>Writes a claim.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="claim">The claim.</param>
    /// <returns>The payload to sign.</returns>
    /// <exception cref="ArgumentException">The claim is of no known step.</exception>
    public static IMessage ToPayload(string market, ContributionClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        string participant = ParticipantName.Of(market, claim.Participant);
        ByteString definition = Copy(claim.DefinitionDigest);
        ByteString predecessor = Copy(claim.Predecessor);
        return claim switch
        {
            MaskKeyClaim c => new V1.MaskKeyPayload
            {
                Participant = participant,
                RequestId = c.RequestId,
                DefinitionDigest = definition,
                MaskKey = Copy(c.MaskKey),
                Proof = Copy(c.Proof),
                Predecessor = predecessor,
            },
            StatisticsClaim c => new V1.CommitStatisticsPayload
            {
                Participant = participant,
                RequestId = c.RequestId,
                DefinitionDigest = definition,
                ListDigest = Copy(c.ListDigest),
                StatisticsDigest = Copy(c.StatisticsDigest),
                CountOpening = Copy(c.CountOpening),
                Predecessor = predecessor,
            },
            MaskClaim c => new V1.MaskPayload
            {
                Participant = participant,
                RequestId = c.RequestId,
                DefinitionDigest = definition,
                Epoch = c.Epoch,
                ListDigest = Copy(c.ListDigest),
                ValuesDigest = Copy(c.ValuesDigest),
                BlindingsDigest = Copy(c.BlindingsDigest),
                SharesDigest = Copy(c.SharesDigest),
                SeedCommitments = Copy(c.SeedCommitments),
                Predecessor = predecessor,
            },
            PointsClaim c => new V1.CheckPayload
            {
                Participant = participant,
                RequestId = c.RequestId,
                DefinitionDigest = definition,
                Epoch = c.Epoch,
                ListDigest = Copy(c.ListDigest),
                Context = Copy(c.Context),
                Points = Copy(c.Points),
                Complaints = { c.Complaints.Select(ToMessage) },
                Predecessor = predecessor,
            },
            PairClaim c => new V1.OpenPairPayload
            {
                Participant = participant,
                RequestId = c.RequestId,
                DefinitionDigest = definition,
                Epoch = c.Epoch,
                ListDigest = Copy(c.ListDigest),
                Other = c.Other,
                Opening = Copy(c.Opening),
                Predecessor = predecessor,
            },
            SharesClaim c => new V1.UnmaskPayload
            {
                Participant = participant,
                RequestId = c.RequestId,
                DefinitionDigest = definition,
                Epoch = c.Epoch,
                ListDigest = Copy(c.ListDigest),
                SharesDigest = Copy(c.SharesDigest),
                Predecessor = predecessor,
            },
            _ => throw new ArgumentException($"Unknown claim {claim.GetType().Name}.", nameof(claim)),
        };
    }

    /// <summary>Reads a mask key.</summary>
    /// <param name="participant">The id in the payload's participant.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The claim; nothing is verified yet.</returns>
    public static MaskKeyClaim ToClaim(string participant, V1.MaskKeyPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new MaskKeyClaim(
            participant,
            payload.DefinitionDigest.Memory,
            payload.RequestId,
            payload.Predecessor.Memory,
            payload.MaskKey.Memory,
            payload.Proof.Memory);
    }

    /// <summary>Reads commitments to statistics.</summary>
    /// <param name="participant">The id in the payload's participant.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The claim; nothing is verified yet.</returns>
    public static StatisticsClaim ToClaim(string participant, V1.CommitStatisticsPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new StatisticsClaim(
            participant,
            payload.DefinitionDigest.Memory,
            payload.RequestId,
            payload.Predecessor.Memory,
            payload.ListDigest.Memory,
            payload.StatisticsDigest.Memory,
            payload.CountOpening.Memory);
    }

    /// <summary>Reads masks.</summary>
    /// <param name="participant">The id in the payload's participant.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The claim; nothing is verified yet.</returns>
    public static MaskClaim ToClaim(string participant, V1.MaskPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new MaskClaim(
            participant,
            payload.DefinitionDigest.Memory,
            payload.RequestId,
            payload.Predecessor.Memory,
            payload.Epoch,
            payload.ListDigest.Memory,
            payload.ValuesDigest.Memory,
            payload.BlindingsDigest.Memory,
            payload.SharesDigest.Memory,
            payload.SeedCommitments.Memory);
    }

    /// <summary>Reads points.</summary>
    /// <param name="participant">The id in the payload's participant.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The claim; nothing is verified yet.</returns>
    public static PointsClaim ToClaim(string participant, V1.CheckPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new PointsClaim(
            participant,
            payload.DefinitionDigest.Memory,
            payload.RequestId,
            payload.Predecessor.Memory,
            payload.Epoch,
            payload.ListDigest.Memory,
            payload.Context.Memory,
            payload.Points.Memory,
            [.. payload.Complaints.Select(static complaint => new DealtShareComplaint(complaint.Dealer, complaint.Opening.Memory))]);
    }

    /// <summary>Reads the opening of a pair.</summary>
    /// <param name="participant">The id in the payload's participant.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The claim; nothing is verified yet.</returns>
    public static PairClaim ToClaim(string participant, V1.OpenPairPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new PairClaim(
            participant,
            payload.DefinitionDigest.Memory,
            payload.RequestId,
            payload.Predecessor.Memory,
            payload.Epoch,
            payload.ListDigest.Memory,
            payload.Other,
            payload.Opening.Memory);
    }

    /// <summary>Reads the handing out of shares.</summary>
    /// <param name="participant">The id in the payload's participant.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The claim; nothing is verified yet.</returns>
    public static SharesClaim ToClaim(string participant, V1.UnmaskPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new SharesClaim(
            participant,
            payload.DefinitionDigest.Memory,
            payload.RequestId,
            payload.Predecessor.Memory,
            payload.Epoch,
            payload.ListDigest.Memory,
            payload.SharesDigest.Memory);
    }

    private static V1.ShareComplaint ToMessage(DealtShareComplaint complaint) =>
        new() { Dealer = complaint.Dealer, Opening = Copy(complaint.Opening) };

    private static ByteString Copy(ReadOnlyMemory<byte> bytes) => ByteString.CopyFrom(bytes.Span);
}
