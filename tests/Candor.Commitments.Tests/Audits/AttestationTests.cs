using System.Text.Json;
using Candor.Commitments.Audits;
using Candor.Commitments.Tests.Datasets;
using Candor.Commitments.Tests.Statements;

namespace Candor.Commitments.Tests.Audits;

public sealed class AttestationTests
{
    private static readonly Attestation s_sample = new(
        Samples.Context,
        DatasetSamples.Dataset.Root,
        DatasetSamples.Key.PublicKey,
        DatasetSamples.Opening.Commit(),
        new());

    [Fact]
    public void TryParse_Payload_SaysTheSame()
    {
        byte[] payload = s_sample.ToPayload();
        Assert.True(Attestation.TryParse(payload, out Attestation? parsed));
        Assert.Equal(payload, parsed.ToPayload());
        Assert.Equal(s_sample.Commitment, parsed.Commitment);
        Assert.Equal(s_sample.Policy, parsed.Policy);
        Assert.Equal(s_sample.Context.Participant, parsed.Context.Participant);
    }

    [Fact]
    public void ToPayload_AnyFieldChanged_IsAnotherPayload()
    {
        Attestation[] variants =
        [
            s_sample,
            .. Variants.Of(s_sample.Context).Select(context => s_sample with { Context = context }),
            s_sample with { DatasetRoot = new byte[32] },
            s_sample with { RecordKey = new byte[32] },
            s_sample with { Commitment = Samples.NewOpening(1, 1).Commit() },
            s_sample with { Policy = new() { BadSharePerMillion = 50_001 } },
            s_sample with { Policy = new() { SecurityBits = 41 } },
        ];
        Assert.Equal(
            variants.Length, variants.Select(variant => Convert.ToHexString(variant.ToPayload())).Distinct().Count());
    }

    [Fact]
    public void TryParse_TruncatedExtendedOrOutOfRange_IsRefused()
    {
        byte[] payload = s_sample.ToPayload();
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
    public void ToPayload_ThatNamesItsMessage_IsTheGoldenOne()
    {
        JsonElement golden = TestFiles.Golden("attestation-v2.json");
        byte[] digest = golden.GetProperty("inputs").GetProperty("messageDigest").Hex();
        byte[] first = TestFiles.Golden("datasets-v1.json").GetProperty("outputs").GetProperty("attestation").Hex();
        Assert.True(Attestation.TryParse(first, out Attestation? attestation));

        byte[] payload = (attestation with { MessageDigest = digest }).ToPayload();

        Assert.Equal(golden.GetProperty("outputs").GetProperty("attestation").Hex(), payload);
        Assert.True(Attestation.TryParse(payload, out Attestation? parsed));
        Assert.Equal(payload, parsed.ToPayload());
        Assert.Equal((1, 2), (attestation.Version, parsed.Version));
        Assert.Equal(digest, parsed.MessageDigest.ToArray());
        Assert.Equal(first, attestation.ToPayload());
    }

    [Fact]
    public void TryParse_LabelOfOneVersionWithTheFieldsOfTheOther_IsRefused()
    {
        byte[] first = s_sample.ToPayload();
        byte[] second = (s_sample with { MessageDigest = new byte[32] }).ToPayload();
        byte[] shortDigest = (s_sample with { MessageDigest = new byte[31] }).ToPayload();
        int version = 4 + ProtocolLabels.Attestation.Length - 1;

        first[version] = (byte)'2';
        second[version] = (byte)'1';

        Assert.False(Attestation.TryParse(first, out _));
        Assert.False(Attestation.TryParse(second, out _));
        Assert.False(Attestation.TryParse(shortDigest, out _));
        second[version] = (byte)'2';
        Assert.True(Attestation.TryParse(second, out _));
        Assert.False(Attestation.TryParse([.. second, 0, 0, 0, 0], out _));
    }

    [Fact]
    public void ToPayload_TwoSizesUnderOnePolicy_DoNotShowThem()
    {
        // Nothing but C and R depends on the size: payloads are as long as each other.
        Attestation small = s_sample with { Commitment = Samples.NewOpening(3, 1).Commit() };
        Assert.Equal(s_sample.ToPayload().Length, small.ToPayload().Length);
    }
}
