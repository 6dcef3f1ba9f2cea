using System.Text.Json;
using Candor.Client.Contributions;
using Candor.Client.Internal;
using Candor.Client.Participation;
using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Commitments.Projections;
using Candor.Commitments.Statements;
using Candor.Market.Signing;
using Candor.Market.Training;
using Candor.Training.Sums;
using Candor.Wire.Signing;
using Grpc.Net.Client;

namespace Candor.Client.Tests.Contributions;

/// <summary>A validator signs that a member's statistics are not near its audited records: the member holds it to the proof that
/// it gave.</summary>
public sealed class FalseVerdictTests : TrainingTestBase
{
    protected override bool IsAudited => true;

    [Fact]
    public async Task Participate_VerdictThatTheProofRefutes_IsToldAsFalseWithTheEvidence()
    {
        LieAbout("ash");

        List<ParticipationProgress>[] all = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => RunAsync(i)));

        ParticipationFell fell = Assert.Single(all[0].OfType<ParticipationFell>());
        string path = OptionsOf(0).ReceiptPath + FalseVerdictFile.Suffix;
        Assert.Equal((FallCause.NotNear, "auditor", path), (fell.Cause, fell.FalseVerdict!.Validator, fell.FalseVerdict.EvidencePath));
        Assert.Contains("which is false: the proof that it answered with was verified again", fell.Message, StringComparison.Ordinal);
        Assert.Contains($"The evidence is in '{path}'", fell.Message, StringComparison.Ordinal);
        Assert.Null(all[0].OfType<ParticipationDelivered>().Single().Model);
        Assert.All(all[1..], steps => Assert.Empty(steps.OfType<ParticipationFell>()));
        await RequireEvidenceAsync(path, fell.FalseVerdict);
    }

    [Fact]
    public async Task Participate_FalseVerdictWhileTheMemberWasAway_IsToldWhenItIsBack()
    {
        LieAbout("ash");
        Task<List<ParticipationProgress>>[] others = [.. Enumerable.Range(1, 3).Select(i => RunAsync(i))];
        await LeaveAfterNearnessAsync();
        await Task.WhenAll(others);

        ParticipationFell fell = Assert.Single((await RunAsync(0)).OfType<ParticipationFell>());

        Assert.Equal("auditor", fell.FalseVerdict?.Validator);
        Assert.Equal(2, fell.Evidence.Count);
        await RequireEvidenceAsync(OptionsOf(0).ReceiptPath + FalseVerdictFile.Suffix, fell.FalseVerdict!);
    }

    [Fact]
    public async Task Participate_FalseVerdictAndOtherRecords_SaysThatItCouldNotVerifyTheProof()
    {
        LieAbout("ash");
        Task<List<ParticipationProgress>>[] others = [.. Enumerable.Range(1, 3).Select(i => RunAsync(i))];
        await LeaveAfterNearnessAsync();
        await Task.WhenAll(others);
        string changed = Folder.Write("changed.csv", (await File.ReadAllTextAsync(FileOf(0), Limit)).Replace(",ill", ",well", StringComparison.Ordinal));

        List<ParticipationProgress> steps = await ListAsync(Member(0).ParticipateAsync(changed, OptionsOf(0), Limit));

        ParticipationFell fell = Assert.Single(steps.OfType<ParticipationFell>());
        Assert.Null(fell.FalseVerdict);
        Assert.Contains(
            "could not be verified again: the records are not those that were committed to", fell.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(OptionsOf(0).ReceiptPath + FalseVerdictFile.Suffix));
    }

    [Fact]
    public async Task Participate_EvidencesPlaceIsTaken_LeavesTheFileAndSaysSo()
    {
        LieAbout("ash");
        string path = OptionsOf(0).ReceiptPath + FalseVerdictFile.Suffix;
        await File.WriteAllTextAsync(path, "mine", Limit);

        List<ParticipationProgress>[] all = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => RunAsync(i)));

        ParticipationFell fell = Assert.Single(all[0].OfType<ParticipationFell>());
        Assert.Equal(("auditor", null), (fell.FalseVerdict!.Validator, fell.FalseVerdict.EvidencePath));
        Assert.Contains($"'{path}' is there and is something else", fell.Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(path, Limit));
    }

    [Fact]
    public async Task Participate_VerdictOnStatisticsThatAreFalse_IsNotCalledFalse()
    {
        Task<List<ParticipationProgress>>[] others = [.. Enumerable.Range(1, 3).Select(i => RunAsync(i))];

        List<ParticipationProgress> steps = await ListAsync(
            Member(0, new Tenfold()).ParticipateAsync(FileOf(0), OptionsOf(0), Limit));
        await Task.WhenAll(others);

        ParticipationFell fell = Assert.Single(steps.OfType<ParticipationFell>());
        Assert.Equal(FallCause.NotNear, fell.Cause);
        Assert.Null(fell.FalseVerdict);
        Assert.Contains("its statistics are not near its audited records", fell.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(OptionsOf(0).ReceiptPath + FalseVerdictFile.Suffix));
    }

    // The validator signs the lie with its own key, and the market takes the first verdict that comes.
    private void LieAbout(string member)
    {
        V1.Envelope? lie = null;
        Server.Faults.Tamper = answer =>
        {
            if (answer is V1.OpenProjectionsResponse { Projections.Payload: var payload }
                && V1.ProjectionsPayload.Parser.ParseFrom(payload) is var asked
                && asked.Participant.EndsWith($"/{member}", StringComparison.Ordinal))
            {
                using SigningKey key = SigningKey.Load(Server.ValidatorKeyPath);
                using GrpcChannel channel = GrpcChannel.ForAddress(Server.Address);
                lie = key.SignMessage(new V1.StatisticsVerdictPayload
                {
                    Participant = asked.Participant,
                    DefinitionDigest = asked.DefinitionDigest,
                    StatisticsDigest = asked.StatisticsDigest,
                    Near = false,
                });
                new V1.MarketService.MarketServiceClient(channel).SubmitVerdict(
                    new V1.SubmitVerdictRequest { Name = $"markets/{MarketId}", Envelope = lie });
            }

            if (answer is V1.ProveNearnessResponse proved
                && V1.StatisticsVerdictPayload.Parser.ParseFrom(proved.Verdict.Payload)
                    .Participant.EndsWith($"/{member}", StringComparison.Ordinal))
            {
                proved.Verdict = lie;
            }
        };
    }

    private async Task LeaveAfterNearnessAsync()
    {
        await foreach (ParticipationProgress step in Member(0).ParticipateAsync(FileOf(0), OptionsOf(0), Limit))
        {
            if (step is ParticipationContributed { Step: TrainingStep.Nearness })
            {
                return;
            }
        }
    }

    // Whoever has the definition needs nothing else: signatures, digests and the proof hold together, and the verdict does not.
    private async Task RequireEvidenceAsync(string path, FalseVerdict told)
    {
        string text = await File.ReadAllTextAsync(path, Limit);
        FalseVerdictEvidence shown = JsonSerializer.Deserialize(text, FalseVerdictJsonContext.Default.FalseVerdictEvidence)!;
        using SigningKey validator = SigningKey.Load(Server.ValidatorKeyPath);
        V1.StatisticsVerdictPayload verdict = Signed<V1.StatisticsVerdictPayload>(shown.Verdict, validator.VerificationKey);
        V1.ProjectionsPayload asked = Signed<V1.ProjectionsPayload>(shown.Projections, validator.VerificationKey);
        V1.ProveNearnessPayload answer = Signed<V1.ProveNearnessPayload>(shown.Answer, VerificationKeyOf(0));
        Assert.False(verdict.Near);
        Assert.Equal(told.StatisticsDigest.ToArray(), verdict.StatisticsDigest.ToByteArray());
        Assert.Equal(verdict.StatisticsDigest, answer.StatisticsDigest);
        Assert.Equal(
            EnvelopeOf(shown.Projections).BodyDigest(), answer.ProjectionsMessageDigest.ToByteArray());
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(shown.Proof), answer.ProofDigest.ToByteArray());

        TrainingPlan plan = await PlanAsync();
        var builder = new StatisticsCommitmentsBuilder(plan.Shape);
        Assert.Equal(ProofFailure.None, builder.Add(shown.Commitments));
        Assert.Equal(
            ProofFailure.None, builder.Finish(verdict.StatisticsDigest.Span, out StatisticsCommitments? commitments));
        Assert.True(ProjectionBounds.TryParse(plan.Projections!, asked.Bounds.Span, out ProjectionBounds? bounds));
        Assert.Equal(ProofFailure.None, ProjectionStatement.Verify(
            new ProjectionTerms(
                new StatementContext(
                    shown.Market, shown.DefinitionDigest, shown.Participant, VerificationKeyOf(0).SubjectPublicKeyInfo),
                shown.DatasetRoot,
                shown.Records,
                verdict.StatisticsDigest.Memory,
                new ProjectionMatrix(asked.Seed.Span, plan.Shape, plan.Projections!),
                bounds),
            commitments!,
            shown.Proof));
    }

    private static SignedEnvelope EnvelopeOf(byte[] encoded)
    {
        Assert.True(Envelopes.TryRead(V1.Envelope.Parser.ParseFrom(encoded), out SignedEnvelope? envelope, out _));
        return envelope;
    }

    private static T Signed<T>(byte[] encoded, VerificationKey key)
        where T : class, Google.Protobuf.IMessage<T>, new()
    {
        Assert.True(SignedPayload.TryRead(EnvelopeOf(encoded), out SignedPayload<T>? message, out _));
        Assert.True(message.TryAuthenticate(key, 3, out _, out _));
        return message.Payload;
    }

    private sealed class Tenfold : ParticipantConduct
    {
        internal override SufficientStatistics Contribute(SufficientStatistics own)
        {
            long[] coordinates = own.Coordinates.ToArray();
            for (int i = 1; i < coordinates.Length; i++)
            {
                coordinates[i] = Math.Clamp(coordinates[i] * 10, -coordinates[0], coordinates[0]);
            }

            return SufficientStatistics.FromCoordinates(own.Task, coordinates);
        }
    }
}
