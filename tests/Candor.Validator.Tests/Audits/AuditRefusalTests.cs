using Candor.Client;
using Candor.Client.Participation;
using Candor.Hosting.Calls;
using Candor.V1;
using Candor.Validator.Tests.Support;
using Google.Protobuf;
using static Candor.Validator.Tests.Audits.AuditLifeTests;
using ErrorReason = Candor.V1.ErrorReason;
using SigningKey = Candor.Client.SigningKey;

namespace Candor.Validator.Tests.Audits;

/// <summary>What the validator's calls refuse, each with its reason.</summary>
[Trait("Category", "Slow")]
public sealed class AuditRefusalTests
{
    [Fact]
    public async Task Tags_NotTheCommittedOnes_AreRefusedAndMayBeSentAgain()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, Range(0, 40));
        await market.OpenAsync(0, await market.CommitAsync(0, records), records);
        byte[] tags = ValidationFixture.TagsOf(records);

        await RefusesAsync(ErrorReason.TagsMalformed, () => market.SendTagsAsync(0, tags[..31]));
        await RefusesAsync(ErrorReason.TagsMalformed, () => market.SendTagsAsync(0, new byte[32]));
        await RefusesAsync(ErrorReason.TagRepeated, () => market.SendTagsAsync(0, tags[..32], tags[..32]));
        await RefusesAsync(ErrorReason.TagsUnsorted, () => market.SendTagsAsync(0, tags[32..64], tags[..32]));
        await RefusesAsync(ErrorReason.DatasetSizeMismatch, () => market.SendTagsAsync(0, tags[..^32]));
        byte[] high = [.. Enumerable.Repeat((byte)255, 32)];
        await RefusesAsync(ErrorReason.DatasetSizeMismatch, () => market.SendTagsAsync(0, tags, high));
        byte[] other = [.. tags];
        other[^1] ^= 1;
        await RefusesAsync(ErrorReason.DatasetRootMismatch, () => market.SendTagsAsync(0, other));
        await RefusesAsync(ErrorReason.InvalidRequest, () => market.SendTagsAsync(0, new byte[(1 << 20) + 32]));
        Assert.Empty((await market.GetAsync(0)).Positions);

        Audit drawn = await market.SendTagsAsync(0, tags[..320], [], tags[320..]);
        Assert.Equal(AuditPhase.AwaitingOpenings, drawn.Phase);
        await RefusesAsync(ErrorReason.AuditOutOfOrder, () => market.SendTagsAsync(0, tags));
    }

    [Fact]
    public async Task Tags_SentTooOften_AreTakenNoMore()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, Range(0, 4));
        await market.OpenAsync(0, await market.CommitAsync(0, records), records);
        for (int i = 0; i < 16; i++)
        {
            await RefusesAsync(ErrorReason.DatasetSizeMismatch, () => market.SendTagsAsync(0, Array.Empty<byte>()));
        }

        await RefusesAsync(
            ErrorReason.Overloaded, () => market.SendTagsAsync(0, ValidationFixture.TagsOf(records)));
    }

    [Fact]
    public async Task Tags_StreamThatBreaks_DrawsNothingAndMayBeSentAgain()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, Range(0, 40));
        await market.OpenAsync(0, await market.CommitAsync(0, records), records);
        byte[] tags = ValidationFixture.TagsOf(records);
        using (var call = market.Validator.SubmitTags())
        {
            await call.RequestStream.WriteAsync(new SubmitTagsRequest
            {
                Participant = ValidationFixture.NameOf(0),
                Envelope = market.Access(0),
                Tags = ByteString.CopyFrom(tags),
            });
        }

        Assert.Equal(AuditPhase.AwaitingTags, (await market.GetAsync(0)).Phase);
        Assert.Equal(AuditPhase.AwaitingOpenings, (await market.SendTagsAsync(0, tags)).Phase);
    }

    [Fact]
    public async Task Tags_StreamThatSaysNothing_IsGivenUpAndMayBeSentAgain()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, Range(0, 40));
        await market.OpenAsync(0, await market.CommitAsync(0, records), records);
        using var call = market.Validator.SubmitTags(cancellationToken: market.Limit);
        TimeSpan silence = IncomingStream<SubmitTagsRequest>.UsualSilence;
        Task waits = market.Server.Time.WhenAsked(silence);
        await call.RequestStream.WriteAsync(new SubmitTagsRequest
        {
            Participant = ValidationFixture.NameOf(0),
            Envelope = market.Access(0, life: TimeSpan.FromMinutes(30)),
            Tags = ByteString.CopyFrom(ValidationFixture.TagsOf(records)),
        });
        await waits.WithPatience();
        market.Server.Time.Advance(silence);

        await RefusesAsync(ErrorReason.StreamSilent, () => call.ResponseAsync);
        Assert.Equal(
            AuditPhase.AwaitingOpenings, (await market.SendTagsAsync(0, ValidationFixture.TagsOf(records))).Phase);
    }

    [Fact]
    public async Task Openings_BeforeTheTags_AreOutOfOrder()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, Range(0, 4));
        await market.OpenAsync(0, await market.CommitAsync(0, records), records);
        using var call = market.Validator.SubmitOpenings();
        await call.RequestStream.WriteAsync(new SubmitOpeningsRequest
        {
            Participant = ValidationFixture.NameOf(0),
            Envelope = market.Access(0),
        });
        await RefusesAsync(ErrorReason.AuditOutOfOrder, () => call.ResponseAsync);
    }

    [Fact]
    public async Task Openings_NoneOfThoseAskedFor_RefuseTheCommitmentForGood()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, Range(0, 4));
        CommitmentReceipt receipt = await market.CommitAsync(0, records);
        await market.OpenAsync(0, receipt, records);
        await market.SendTagsAsync(0, ValidationFixture.TagsOf(records));
        using var call = market.Validator.SubmitOpenings();
        await call.RequestStream.WriteAsync(new SubmitOpeningsRequest
        {
            Participant = ValidationFixture.NameOf(0),
            Envelope = market.Access(0),
        });
        await call.RequestStream.CompleteAsync();
        Audit refused = (await call.ResponseAsync).Audit;
        Assert.Equal((AuditPhase.Refused, AuditRefusal.Malformed), (refused.Phase, refused.Refusal));
        ValidationResult result = await market.ValidateAsync(0, receipt, records);
        Assert.Equal((false, Candor.Market.AuditRefusal.Malformed), (result.IsAttested, result.Refusal));
    }

    [Fact]
    public async Task Access_NotTheParticipantsOrNotNow_IsRefused()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, Range(0, 4));
        await RefusesAsync(ErrorReason.AuditNotFound, () => market.GetAsync(0));
        CommitmentReceipt receipt = await market.CommitAsync(0, records);
        await market.OpenAsync(0, receipt, records);
        using SigningKey other = SigningKey.Create();

        await AccessRefusedAsync(ErrorReason.KeyNotOnRecord, market.Access(0, other));
        await AccessRefusedAsync(ErrorReason.PayloadExpired, market.Access(0, life: TimeSpan.Zero));
        await AccessRefusedAsync(ErrorReason.PayloadExpired, market.Access(0, life: TimeSpan.FromHours(2)));
        await AccessRefusedAsync(
            ErrorReason.DefinitionMismatch, market.Access(0, digest: ByteString.CopyFrom(new byte[32])));
        await AccessRefusedAsync(ErrorReason.ParticipantMismatch, market.Access(1));
        Envelope forged = market.Access(0);
        forged.Signatures[0].Sig = market.Access(0, life: TimeSpan.FromMinutes(1)).Signatures[0].Sig;
        await AccessRefusedAsync(ErrorReason.SignatureInvalid, forged);
        await AccessRefusedAsync(
            ErrorReason.PayloadTypeMismatch, market.OpenRequest(0, receipt, records).Envelope);

        Task AccessRefusedAsync(ErrorReason reason, Envelope envelope) => RefusesAsync(
            reason,
            async () => await market.Validator.GetAuditAsync(
                new GetAuditRequest { Participant = ValidationFixture.NameOf(0), Envelope = envelope }));
    }

    [Fact]
    public async Task Open_RefusedByItsReasons()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, Range(0, 4));
        CommitmentReceipt receipt = await market.CommitAsync(0, records);
        CommitmentReceipt second = await market.CommitAsync(0, records, join: false);

        await OpenRefusedAsync(ErrorReason.CommitmentNotCurrent, market.OpenRequest(0, receipt, records));
        await OpenRefusedAsync(
            ErrorReason.CommitmentRequired, market.OpenRequest(1, receipt, market.Tag(1, Range(0, 4))));
        OpenAuditRequest stranger = market.OpenRequest(0, second, records);
        stranger.Participant = ValidationFixture.NameOf(1);
        await OpenRefusedAsync(ErrorReason.ParticipantMismatch, stranger);
        market.Platform.IsDown = true;
        await market.RestartAsync();
        market.Platform.IsDown = true;
        await OpenRefusedAsync(ErrorReason.PlatformUnavailable, market.OpenRequest(0, second, records));
        market.Platform.IsDown = false;

        OpenAuditRequest open = market.OpenRequest(0, second, records, "one");
        Audit first = (await market.Validator.OpenAuditAsync(open)).Audit;
        Assert.Equal(first, (await market.Validator.OpenAuditAsync(open)).Audit);
        await OpenRefusedAsync(ErrorReason.RequestIdReused, market.OpenRequest(0, second, records, "one"));
        await OpenRefusedAsync(
            ErrorReason.DatasetProofInvalid, market.OpenRequest(0, second, market.Tag(0, Range(0, 5))));
        Assert.Equal(first, await market.OpenAsync(0, second, records));

        Task OpenRefusedAsync(ErrorReason reason, OpenAuditRequest request) =>
            RefusesAsync(reason, async () => await market.Validator.OpenAuditAsync(request));
    }

    [Fact]
    public async Task Open_MarketWithoutThisValidatorOrWithoutValidation_IsRefused()
    {
        using SigningKey other = SigningKey.Create();
        await using ValidationFixture named = await ValidationFixture.StartAsync(definition =>
            definition.Validation.Validators[0].PublicKey = ByteString.FromBase64(other.PublicKey));
        AuditedRecords records = named.Tag(0, Range(0, 4));
        CommitmentReceipt receipt = await named.CommitAsync(0, records);
        await RefusesAsync(ErrorReason.OtherValidator, () => named.OpenAsync(0, receipt, records));

        await using ValidationFixture trusting = await ValidationFixture.StartAsync(d => d.Validation = null);
        var plain = new CommitmentReceipt(
            trusting.ContextOf(0), receipt.Opening, records.Tags.Root, 1, new byte[32], default, records.Key);
        await RefusesAsync(
            ErrorReason.ValidationNotAsked,
            () => trusting.OpenAsync(0, plain, trusting.Tag(0, Range(0, 4))));
        var refused = await Assert.ThrowsAsync<CandorException>(() => trusting.ValidateAsync(0, plain, records));
        Assert.Equal(Candor.Client.ErrorReason.ValidationNotAsked, refused.ErrorReason);
    }

    [Fact]
    public async Task EmptyStream_IsAnInvalidRequest()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        using var call = market.Validator.SubmitTags();
        await call.RequestStream.CompleteAsync();
        await RefusesAsync(ErrorReason.InvalidRequest, () => call.ResponseAsync);
    }
}
