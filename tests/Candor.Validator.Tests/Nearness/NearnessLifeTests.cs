using System.Security.Cryptography;
using System.Text;
using Candor.Client.Internal;
using Candor.Commitments.Contributions;
using Candor.Commitments.Projections;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Validator.Calls;
using Candor.Validator.Tests.Support;
using Google.Protobuf;
using static Candor.Validator.Tests.Audits.AuditLifeTests;

namespace Candor.Validator.Tests.Nearness;

/// <summary>A participant's statistics at a real validator: ρ is drawn with its sample, opened after it has committed, and
/// its proof judged.</summary>
[Trait("Category", "Slow")]
public sealed class NearnessLifeTests
{
    [Fact]
    public async Task Statistics_WithARestartAtEveryStep_AreJudgedByTheSeedOfTheSample()
    {
        await using TrainingMarket training = await TrainingMarket.StartAsync();
        ValidationFixture market = training.Market;
        await training.CommitAsync();
        Assert.True((await market.OpenAsync(0, training.Receipt, training.Records)).ProjectionsDigest.IsEmpty);
        Audit drawn = await market.SendTagsAsync(0, ValidationFixture.TagsOf(training.Records));
        Assert.Equal(AuditPhase.AwaitingOpenings, drawn.Phase);
        Assert.Equal(32, drawn.ProjectionsDigest.Length);

        await training.RestartAsync();
        await training.ValidateAsync();
        Assert.Equal(drawn.ProjectionsDigest, (await market.GetAsync(0)).ProjectionsDigest);

        await training.RestartAsync();
        using StatisticsOpening opening = training.Statistics();
        StatisticsCommitments commitments = opening.Commit();
        training.Show(commitments.Digest);
        Envelope projections = await training.OpenAsync();
        ProjectionsPayload asked = TrainingMarket.PayloadOf(projections);
        Assert.Equal(drawn.ProjectionsDigest.ToByteArray(), ProjectionMatrix.DigestOf(asked.Seed.Span));
        Assert.Equal(commitments.Digest.ToArray(), asked.StatisticsDigest.ToByteArray());
        Assert.Equal((ulong)TrainingMarket.Size, asked.Records);

        // Whatever the platform shows afterwards, the same bytes go out: a second opening would be a second measure.
        await training.RestartAsync();
        training.Show(new byte[32]);
        Assert.Equal(projections, await training.OpenAsync());
        market.Platform.IsDown = true;
        Assert.Equal(projections, await training.OpenAsync());

        byte[] proof = training.Prove(projections, opening);
        byte[] bytes = commitments.Bytes.ToArray();
        Envelope verdict = await training.SendAsync(proof, bytes[..96], bytes[96..]);
        StatisticsVerdictPayload judged = StatisticsVerdictPayload.Parser.ParseFrom(verdict.Payload);
        Assert.True(judged.Near);
        Assert.Equal(ValidationFixture.NameOf(0), judged.Participant);
        Assert.Equal(market.Digest, judged.DefinitionDigest);
        Assert.Equal(commitments.Digest.ToArray(), judged.StatisticsDigest.ToByteArray());

        // The verdict could not be delivered; after the restart it is, and asked again it is the same.
        await market.Platform.Missed;
        await training.RestartAsync();
        SignedEnvelope taken = await training.Book.Taken;
        Assert.Equal(verdict.Payload.ToByteArray(), taken.Payload.ToArray());
        Assert.Equal(verdict, await training.SendAsync(proof));
    }

    [Theory]
    [InlineData("zeros")]
    [InlineData("ten times")]
    [InlineData("other labels")]
    public async Task Statistics_ThatAreFalse_AreNotNear(string kind)
    {
        await using TrainingMarket training = await (await TrainingMarket.StartAsync()).AuditedAsync();
        using StatisticsOpening opening = kind switch
        {
            "zeros" => training.Statistics(times: 0),
            "ten times" => training.Statistics(times: 10),
            _ => training.Statistics(label: static x => 100 - (x / 2)),
        };
        StatisticsCommitments commitments = opening.Commit();
        training.Show(commitments.Digest);
        training.Book.IsEarly = true;
        Envelope projections = await training.OpenAsync();
        Envelope verdict = await training.SendAsync(
            training.Prove(projections, opening), commitments.Bytes.ToArray());
        Assert.False(StatisticsVerdictPayload.Parser.ParseFrom(verdict.Payload).Near);

        // Early is not declined: the market takes it once all others have committed.
        await training.Book.Early;
        training.Book.IsEarly = false;
        await TurnUntilAsync(training, training.Book.Taken);
        Assert.Equal(verdict.Payload.ToByteArray(), (await training.Book.Taken).Payload.ToArray());
    }

    // Who reports nothing contributes the statistics of nothing, and nobody's validator is to blame for it.
    [Theory]
    [InlineData(0, true)]
    [InlineData(1000, false)]
    public async Task Statistics_OfAReportOfNothing_AreNearWhereTheyAreZero(long times, bool near)
    {
        await using TrainingMarket training = await (await TrainingMarket.StartAsync()).AuditedAsync();
        using StatisticsOpening opening = training.Statistics(times);
        StatisticsCommitments commitments = opening.Commit();
        training.Show(commitments.Digest, records: 0);

        Envelope verdict = await training.SendAsync(
            training.Prove(await training.OpenAsync(), opening), commitments.Bytes.ToArray());

        Assert.Equal(near, StatisticsVerdictPayload.Parser.ParseFrom(verdict.Payload).Near);
    }

    [Fact]
    public async Task Statistics_ThatAreOthersThanSigned_AreRejectedAndMayBeSentAgain()
    {
        await using TrainingMarket training = await (await TrainingMarket.StartAsync()).AuditedAsync();
        using StatisticsOpening opening = training.Statistics();
        StatisticsCommitments commitments = opening.Commit();
        training.Show(commitments.Digest);
        Envelope early = training.Market.Keys[0].SignMessage(new ProveNearnessPayload
        {
            Participant = ValidationFixture.NameOf(0),
            DefinitionDigest = training.Market.Digest,
            StatisticsDigest = ByteString.CopyFrom(commitments.Digest.Span),
            ProjectionsMessageDigest = ByteString.CopyFrom(new byte[32]),
            ProofDigest = ByteString.CopyFrom(SHA256.HashData([])),
        });
        await RefusesAsync(ErrorReason.StepAhead, () => training.SendAsync(early, [], [commitments.Bytes.ToArray()]));
        byte[] proof = training.Prove(await training.OpenAsync(), opening);
        byte[] bytes = commitments.Bytes.ToArray();

        await RefusesAsync(ErrorReason.ContributionMalformed, () => training.SendAsync(proof, bytes[..^32]));
        await RefusesAsync(ErrorReason.ContributionMalformed, () => training.SendAsync(proof, bytes, bytes[..32]));
        await RefusesAsync(ErrorReason.ContributionMalformed, () => training.SendAsync(proof, bytes[..33]));
        await RefusesAsync(
            ErrorReason.ContributionMalformed,
            () => training.SendAsync(proof, [.. Enumerable.Repeat((byte)255, 32), .. bytes[32..]]));
        await RefusesAsync(
            ErrorReason.InvalidRequest,
            () => training.SendAsync(proof, new byte[StatisticsStreamReader.MaxChunkBytes + 32]));
        await RefusesAsync(
            ErrorReason.UploadInvalid, () => training.SendAsync(proof, bytes[32..64], bytes[..32], bytes[64..]));
        await RefusesAsync(
            ErrorReason.InvalidRequest, () => training.SendAsync(new byte[StatisticsStreamReader.MaxProofBytes + 1], bytes));
        Assert.False(training.Book.Taken.IsCompleted);

        Envelope verdict = await training.SendAsync(proof, bytes);
        Assert.True(StatisticsVerdictPayload.Parser.ParseFrom(verdict.Payload).Near);
    }

    // Whoever announces its statistics and sends none holds no room, and its own next stream waits for ten seconds at most.
    [Fact]
    public async Task Statistics_OfAStreamThatStops_AreGivenUpAndTheNextAreJudged()
    {
        await using TrainingMarket training = await (await TrainingMarket.StartAsync()).AuditedAsync();
        using StatisticsOpening opening = training.Statistics();
        StatisticsCommitments commitments = opening.Commit();
        training.Show(commitments.Digest);
        byte[] proof = training.Prove(await training.OpenAsync(), opening);
        using var stopped = training.Market.Validator.ProveNearness(cancellationToken: training.Market.Limit);
        Task waits = training.Market.Server.Time.WhenAsked(StatisticsStreamReader.MostSilence);
        await stopped.RequestStream.WriteAsync(new ProveNearnessRequest
        {
            Participant = ValidationFixture.NameOf(0),
            Envelope = training.Market.Keys[0].SignMessage(training.PayloadOf(proof)),
            Proof = ByteString.CopyFrom(proof),
        });

        await waits.WithPatience();
        Task<Envelope> next = training.SendAsync(proof, commitments.Bytes.ToArray());
        training.Market.Server.Time.Advance(StatisticsStreamReader.MostSilence);

        await RefusesAsync(ErrorReason.StreamSilent, () => stopped.ResponseAsync);
        Envelope verdict = await next;

        Assert.True(StatisticsVerdictPayload.Parser.ParseFrom(verdict.Payload).Near);
    }

    [Fact]
    public async Task Statistics_SentTooOften_AreNotTakenAnyMore()
    {
        await using TrainingMarket training = await (await TrainingMarket.StartAsync()).AuditedAsync();
        training.Show(new byte[32]);
        await training.OpenAsync();
        for (int i = 0; i < StatisticsStreamReader.MaxStreams; i++)
        {
            await RefusesAsync(ErrorReason.ContributionMalformed, () => training.SendAsync([], new byte[32]));
        }

        await RefusesAsync(ErrorReason.Overloaded, () => training.SendAsync([], new byte[32]));
    }

    [Fact]
    public async Task Projections_OfWhoHasNotCommittedOrIsAnother_StaySecret()
    {
        await using TrainingMarket training = await (await TrainingMarket.StartAsync()).AuditedAsync();
        ValidationFixture market = training.Market;
        await RefusesAsync(ErrorReason.StepAhead, () => training.OpenAsync());

        training.Show(new byte[32]);
        PlatformStatistics shown = training.Book.Shown;
        training.Book.Shown = shown with { Statistics = null };
        await RefusesAsync(ErrorReason.StepAhead, () => training.OpenAsync());
        training.Book.Shown = shown with { Report = null };
        await RefusesAsync(ErrorReason.StepAhead, () => training.OpenAsync());

        // Nothing that the platform says is believed unsigned, or of another.
        training.Show(new byte[32], market.Keys[1]);
        await RefusesAsync(ErrorReason.KeyNotOnRecord, () => training.OpenAsync());
        training.Show(new byte[32], participant: ValidationFixture.NameOf(1));
        await RefusesAsync(ErrorReason.ParticipantMismatch, () => training.OpenAsync());
        training.Show(new byte[31]);
        await RefusesAsync(ErrorReason.InvalidRequest, () => training.OpenAsync());
        training.Show(new byte[32], records: TrainingMarket.Size + 1);
        await RefusesAsync(ErrorReason.ReportOutOfRange, () => training.OpenAsync());

        // Another participant, another market, other rules.
        training.Show(new byte[32]);
        await RefusesAsync(ErrorReason.ParticipantMismatch, () => training.OpenAsync(market.Access(1)));
        await RefusesAsync(
            ErrorReason.AuditNotFound,
            () => training.OpenAsync(market.Access(0, market.Keys[1])));
        await RefusesAsync(
            ErrorReason.MarketMismatch, () => training.OpenAsync(participant: "markets/other/participants/p0"));
        await RefusesAsync(
            ErrorReason.DefinitionMismatch,
            () => training.OpenAsync(market.Access(0, digest: ByteString.CopyFrom(new byte[32]))));

        // Until now the seed has left the validator in nothing: it is in its own database alone, afterwards too.
        Audit before = await market.GetAsync(0);
        byte[] seed = TrainingMarket.PayloadOf(await training.OpenAsync()).Seed.ToByteArray();
        Assert.Equal(before, await market.GetAsync(0));
        Assert.False(Holds(before.ToByteArray(), seed));
        string written = Convert.ToBase64String(seed);
        Assert.DoesNotContain(market.Server.Log.GetSnapshot(), record => record.Message.Contains(written, StringComparison.Ordinal));
        await market.Server.StopAsync();
        string[] holders = [.. Directory.GetFiles(Path.GetDirectoryName(market.Server.Database)!)
            .Where(file => Holds(File.ReadAllBytes(file), Encoding.UTF8.GetBytes(written)))
            .Select(file => Path.GetFileName(file))];
        Assert.NotEmpty(holders);
        Assert.DoesNotContain(holders, static file => file.StartsWith("candor.db", StringComparison.Ordinal) && !file.Contains("valid", StringComparison.Ordinal));
        await market.Server.StartAsync();
    }

    private static bool Holds(byte[] where, byte[] what) => where.AsSpan().IndexOf(what) >= 0;

    private static async Task TurnUntilAsync(TrainingMarket training, Task happened)
    {
        while (!happened.IsCompleted)
        {
            training.Market.Limit.ThrowIfCancellationRequested();
            training.Market.Server.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
