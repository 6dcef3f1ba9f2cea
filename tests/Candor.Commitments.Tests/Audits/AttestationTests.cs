using Candor.Commitments.Audits;
using Candor.Commitments.Tests.Datasets;
using Candor.Commitments.Tests.Statements;

namespace Candor.Commitments.Tests.Audits;

public sealed class AttestationTests
{
    private static readonly Attestation Sample = new(
        Samples.Context,
        DatasetSamples.Dataset.Root,
        DatasetSamples.Key.PublicKey,
        DatasetSamples.Opening.Commit(),
        new());

    [Fact]
    public void TryParse_Payload_SaysTheSame()
    {
        byte[] payload = Sample.ToPayload();
        Assert.True(Attestation.TryParse(payload, out Attestation? parsed));
        Assert.Equal(payload, parsed.ToPayload());
        Assert.Equal(Sample.Commitment, parsed.Commitment);
        Assert.Equal(Sample.Policy, parsed.Policy);
        Assert.Equal(Sample.Context.Participant, parsed.Context.Participant);
    }

    [Fact]
    public void ToPayload_AnyFieldChanged_IsAnotherPayload()
    {
        Attestation[] variants =
        [
            Sample,
            .. Variants.Of(Sample.Context).Select(context => Sample with { Context = context }),
            Sample with { DatasetRoot = new byte[32] },
            Sample with { RecordKey = new byte[32] },
            Sample with { Commitment = Samples.NewOpening(1, 1).Commit() },
            Sample with { Policy = new() { BadSharePerMillion = 50_001 } },
            Sample with { Policy = new() { SecurityBits = 41 } },
        ];
        Assert.Equal(
            variants.Length, variants.Select(variant => Convert.ToHexString(variant.ToPayload())).Distinct().Count());
    }

    [Fact]
    public void TryParse_TruncatedExtendedOrOutOfRange_IsRefused()
    {
        byte[] payload = Sample.ToPayload();
        for (int length = 0; length < payload.Length; length++)
        {
            Assert.False(Attestation.TryParse(payload.AsSpan(0, length), out _));
        }

        Assert.False(Attestation.TryParse([.. payload, 0], out _));
        Assert.False(Attestation.TryParse(new byte[1 << 17], out _));
        Assert.False(Attestation.TryParse([.. payload[..^8], 129, 0, 0, 0, 0, 0, 0, 0], out _));
        Assert.False(Attestation.TryParse([.. payload[..^8], .. new byte[8]], out _));
        byte[] otherLabel = [.. payload];
        otherLabel[4] ^= 1;
        Assert.False(Attestation.TryParse(otherLabel, out _));
        byte[] notUtf8 = [.. payload];
        notUtf8[4 + ProtocolLabels.Attestation.Length + 4] = 0xFF;
        Assert.False(Attestation.TryParse(notUtf8, out _));
    }

    [Fact]
    public void ToPayload_TwoSizesUnderOnePolicy_DoNotShowThem()
    {
        // Nothing but C and R depends on the size: payloads are as long as each other.
        Attestation small = Sample with { Commitment = Samples.NewOpening(3, 1).Commit() };
        Assert.Equal(Sample.ToPayload().Length, small.ToPayload().Length);
    }
}
