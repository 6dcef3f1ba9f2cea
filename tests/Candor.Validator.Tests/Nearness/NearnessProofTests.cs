using Candor.Client.Internal;
using Candor.Commitments.Contributions;
using Candor.V1;
using Candor.Validator.Audits;
using Candor.Validator.Tests.Support;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using static Candor.Validator.Tests.Audits.AuditLifeTests;
using NearnessState = Candor.Market.Audits.NearnessState;

namespace Candor.Validator.Tests.Nearness;

/// <summary>Whose proof of nearness a validator judges: what its member has signed, whatever it is, and nothing else.</summary>
[Trait("Category", "Slow")]
public sealed class NearnessProofTests
{
    [Fact]
    public async Task Proof_OfWhoIsNotTheMemberOrAnswersSomethingElse_JudgesNobody()
    {
        await using TrainingMarket training = await (await TrainingMarket.StartAsync()).AuditedAsync();
        ValidationFixture market = training.Market;
        using StatisticsOpening opening = training.Statistics();
        StatisticsCommitments commitments = opening.Commit();
        training.Show(commitments.Digest);
        byte[] proof = training.Prove(await training.OpenAsync(), opening);
        byte[][] bytes = [commitments.Bytes.ToArray()];
        ProveNearnessPayload signed = training.PayloadOf(proof);

        // Who has stolen an access message, or any other that the member has signed, has none judged.
        await RejectsAsync(ErrorReason.PayloadTypeMismatch, market.Access(0));
        await RejectsAsync(ErrorReason.PayloadTypeMismatch, market.Access(0), []);
        await RejectsAsync(ErrorReason.InvalidRequest, null);
        await RejectsAsync(ErrorReason.AuditNotFound, market.Keys[1].SignMessage(signed));
        Envelope own = market.Keys[0].SignMessage(signed);
        byte[] flipped = own.Signatures[0].Sig.ToByteArray();
        flipped[^1] ^= 1;
        Envelope forged = own.Clone();
        forged.Signatures[0].Sig = ByteString.CopyFrom(flipped);
        await RejectsAsync(ErrorReason.AuditNotFound, forged);

        // Another participant's, another market's, other rules'.
        await RejectsAsync(ErrorReason.ParticipantMismatch, Sign(payload => payload.Participant = ValidationFixture.NameOf(1)));
        await RejectsAsync(
            ErrorReason.MarketMismatch, Sign(static payload => payload.Participant = "markets/other/participants/p0"));
        await RejectsAsync(
            ErrorReason.DefinitionMismatch, Sign(static payload => payload.DefinitionDigest = ByteString.CopyFrom(new byte[32])));

        // Other commitments, other projections, another proof than the member has signed.
        await RejectsAsync(
            ErrorReason.NearnessProofInvalid,
            Sign(static payload => payload.StatisticsDigest = ByteString.CopyFrom(new byte[32])));
        await RejectsAsync(
            ErrorReason.NearnessProofInvalid,
            Sign(static payload => payload.ProjectionsMessageDigest = ByteString.CopyFrom(new byte[32])));
        await RejectsAsync(ErrorReason.UploadInvalid, own, []);
        await RejectsAsync(ErrorReason.UploadInvalid, own, proof[..^1]);
        Assert.False(training.Book.Taken.IsCompleted);

        Assert.True(StatisticsVerdictPayload.Parser.ParseFrom((await training.SendAsync(own, proof, bytes)).Payload).Near);

        Task RejectsAsync(ErrorReason reason, Envelope? message, byte[]? beside = null) =>
            RefusesAsync(reason, () => training.SendAsync(message!, beside ?? proof, bytes));

        Envelope Sign(Action<ProveNearnessPayload> change)
        {
            ProveNearnessPayload changed = signed.Clone();
            change(changed);
            return market.Keys[0].SignMessage(changed);
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("a byte less")]
    [InlineData("noise")]
    public async Task Proof_SignedAndMalformed_IsJudgedOnceAndKept(string kind)
    {
        await using TrainingMarket training = await (await TrainingMarket.StartAsync()).AuditedAsync();
        using StatisticsOpening opening = training.Statistics();
        StatisticsCommitments commitments = opening.Commit();
        training.Show(commitments.Digest);
        byte[] proof = training.Prove(await training.OpenAsync(), opening);
        byte[] bytes = commitments.Bytes.ToArray();
        byte[] sent = kind switch
        {
            "none" => [],
            "a byte less" => proof[..^1],
            _ => [.. Enumerable.Repeat((byte)255, proof.Length)],
        };
        Envelope signed = training.Market.Keys[0].SignMessage(training.PayloadOf(sent));

        Envelope verdict = await training.SendAsync(signed, sent, [bytes]);
        Assert.False(StatisticsVerdictPayload.Parser.ParseFrom(verdict.Payload).Near);

        // The same message is told the same, signed again too; a proof that holds comes too late.
        Assert.Equal(verdict, await training.SendAsync(signed, sent, [bytes]));
        Assert.Equal(verdict, await training.SendAsync(sent, bytes));
        await RefusesAsync(ErrorReason.StepAnswered, () => training.SendAsync(proof, bytes));

        // After a restart the validator still has what it judged.
        await training.RestartAsync();
        Assert.Equal(verdict, await training.SendAsync(sent));
        NearnessState kept = (await training.Market.Server.App.Services.GetRequiredService<AuditLog>()
            .FindAsync(new AuditName(new ParticipantName(ValidationFixture.Market, "p0"), training.Receipt.Event), training.Market.Limit))!.Nearness!;
        Assert.Equal(signed, Envelopes.ToMessage(kept.Answer!));
        Assert.Equal(sent, kept.Proof!.Value.ToArray());
    }

    [Fact]
    public async Task Proof_SentTwiceAtOnce_IsJudgedByTheFirst()
    {
        await using TrainingMarket training = await (await TrainingMarket.StartAsync()).AuditedAsync();
        using StatisticsOpening opening = training.Statistics();
        StatisticsCommitments commitments = opening.Commit();
        training.Show(commitments.Digest);
        byte[] proof = training.Prove(await training.OpenAsync(), opening);
        byte[] bytes = commitments.Bytes.ToArray();

        Task<Envelope>[] both = [training.SendAsync(proof, bytes), training.SendAsync(proof[..^1], bytes)];
        await Task.WhenAll(both).ContinueWith(static _ => { }, TaskScheduler.Default);

        Task<Envelope> judged = Assert.Single(both, static one => one.IsCompletedSuccessfully);
        Assert.Equal(judged == both[0], StatisticsVerdictPayload.Parser.ParseFrom((await judged).Payload).Near);
        await RefusesAsync(ErrorReason.StepAnswered, () => Assert.Single(both, static one => one.IsFaulted));
    }
}
