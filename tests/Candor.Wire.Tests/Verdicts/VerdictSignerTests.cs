using Candor.Market;
using Candor.Market.Audits;
using Candor.Market.Signing;
using Candor.Wire.Tests.Support;
using Candor.Wire.Verdicts;

namespace Candor.Wire.Tests.Verdicts;

/// <summary>What a validator signs, in markets of either version.</summary>
public sealed class VerdictSignerTests
{
    private static readonly DateTimeOffset s_time = WireMarket.Now;
    private static readonly byte[] s_digest = [.. Enumerable.Repeat((byte)8, 32)];
    private static readonly byte[] s_other = [.. Enumerable.Repeat((byte)9, 32)];

    private readonly VerdictSigner _signer;

    public VerdictSignerTests()
    {
        var key = new TestKey();
        _signer = new VerdictSigner(key.Public, key.Sign);
    }

    [Fact]
    public void Refuse_InVersion2_NamesTheMessageAndNoPosition()
    {
        var payload = V1.RefuseCommitmentPayload.Parser.ParseFrom(
            _signer.Refuse(Audit(s_digest), AuditRefusal.InvalidRecord, 17).Payload.Span);

        Assert.Equal(s_digest, payload.CommitmentDigest.ToByteArray());
        Assert.False(payload.HasPosition);
    }

    [Fact]
    public void Refuse_InVersion1_IsWhatItWas()
    {
        SignedEnvelope signed = _signer.Refuse(Audit(null), AuditRefusal.InvalidRecord, 17);

        var payload = V1.RefuseCommitmentPayload.Parser.ParseFrom(signed.Payload.Span);
        Assert.Equal(17ul, payload.Position);
        Assert.Empty(payload.CommitmentDigest);
    }

    [Fact]
    public void Count_InVersion2_NamesBothMessages()
    {
        var payload = V1.OverlapPayload.Parser.ParseFrom(_signer.Count(Overlap(s_digest, s_other), 3, 2).Payload.Span);

        Assert.Equal(s_digest, payload.EarlierCommitmentDigest.ToByteArray());
        Assert.Equal(s_other, payload.LaterCommitmentDigest.ToByteArray());

        var before = V1.OverlapPayload.Parser.ParseFrom(_signer.Count(Overlap(null, null), 3, 2).Payload.Span);
        Assert.Empty(before.EarlierCommitmentDigest);
        Assert.Empty(before.LaterCommitmentDigest);
    }

    private static OverlapState Overlap(byte[]? earlier, byte[]? later) => OverlapState.Fold(
    [
        new OverlapDue(s_time, WireMarket.Name, new byte[32], "north", 3, "south", 5, 600, earlier, later),
    ])!;

    private static AuditState Audit(byte[]? message)
    {
        var market = new WireMarket();
        CommitmentState standing = market.State.Participants[0].Commitment!;
        return AuditState.Fold(
        [
            new AuditOpened(
                s_time,
                WireMarket.Name,
                market.State.DefinitionDigest,
                market.IdOf(0),
                market.Keys[0].Public.SubjectPublicKeyInfo,
                market.EventOf(0),
                standing.Commitment.ToArray(),
                standing.DatasetRoot,
                standing.RecordKey!.Value,
                100,
                50_000,
                40,
                600,
                true,
                market.Creation,
                message is null ? default(ReadOnlyMemory<byte>?) : message),
        ])!;
    }
}
