using Candor.Commitments.Tests.Mutations.Shared;
using Candor.Market.Audits;
using Candor.Market.Commands;
using Candor.Market.Signing;
using Candor.Market.Tests.Audits;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests.Mutations;

/// <summary>
/// Audits and verdicts, mutated after everything about them is properly signed: the state machines have to refuse them.
/// <see cref="MutationPlan"/> has the counts and the variable for longer runs.
/// </summary>
public sealed class AuditMutationTests
{
    [Fact]
    public void AuditCommand_Mutated_NeverLeadsToAnAttestation()
    {
        var honest = new AuditFixture(records: 30);
        OpenAudit open = honest.Open();
        AuditState opened = honest.Accept(open);
        byte[] tags = honest.Tags();
        AuditState drawn = honest.Accept(honest.Complete());
        var gate = new LockedSigner(honest.Signer);
        OpenSample sample = honest.Sample() with { Signer = gate };
        Assert.IsType<AuditPassed>(Assert.Single(AuditDecider.Decide(drawn, sample).Events));

        IReadOnlyDictionary<string, int> reasons = MutationRun.Run<Func<string?>>(
            MutationPlan.AuditCommand,
            random => random.Next(4) switch
            {
                0 => OfClaim(random, open.Claim) is { } claim
                    ? new(() => Refusal(null, open with { Claim = claim.Value }), claim.What)
                    : null,
                1 => ByteMutations.Draw(random, tags) is { } mutated
                    ? new(() => Refusal(opened, mutated.Value), $"tags: {mutated.What}")
                    : null,
                _ => OfSample(random, sample) is { } opening
                    ? new(() => Refusal(drawn, opening.Value), opening.What)
                    : null,
            },
            refuse => refuse());

        string[] expected =
        [
            $"{RejectionReason.DatasetProofInvalid}", $"{RejectionReason.CommitmentNotCurrent}",
            $"{RejectionReason.TagsMalformed}", $"{RejectionReason.DatasetRootMismatch}",
            $"{AuditRefusal.NotUnderRoot}", $"{AuditRefusal.NotTheTagsRecords}", $"{AuditRefusal.Malformed}",
        ];
        Assert.All(expected, reason => Assert.Contains(reason, reasons));
    }

    [Fact]
    public void Attestation_MutatedAndSignedByTheValidator_IsNeverTaken()
    {
        var market = new ValidatedMarket(2);
        market.Market.Accept(market.Market.Join(0));
        market.Commit(0, 10);
        market.Market.Accept(market.Market.Join(1));
        market.Commit(1, 20);
        byte[] honest = market.AttestationOf(0).ToPayload();
        byte[] other = market.AttestationOf(1).ToPayload();
        MarketState state = market.State;
        var gate = new Lock();

        IReadOnlyDictionary<string, int> reasons = MutationRun.Run(
            MutationPlan.Verdict,
            random => ByteMutations.Draw(random, honest, other) is { } mutation
                && !mutation.Value.AsSpan().SequenceEqual(other) ? mutation : null,
            mutated =>
            {
                AuthenticatedEnvelope signed;
                lock (gate)
                {
                    signed = TestMarket.Signed(ValidatedMarket.Validators[0], "attestation", mutated);
                }

                Decision decision = MarketDecider.Decide(state, new AttestCommitment(TestMarket.Start, signed));
                return decision.Events.IsDefaultOrEmpty ? $"{decision.Rejection!.Reason}" : null;
            });

        RejectionReason[] expected = [RejectionReason.AttestationMalformed, RejectionReason.VerdictMismatch];
        Assert.All(expected, reason => Assert.Contains($"{reason}", reasons));
        market.Market.Accept(ValidatedMarket.Attest(market.AttestationOf(0)));
    }

    private static string? Refusal(AuditState? state, AuditCommand command)
    {
        AuditDecision decision = AuditDecider.Decide(state, command);
        return decision.Rejection is { } rejection ? $"{rejection.Reason}"
            : decision.Events is [AuditRefused refused] ? $"{refused.Refusal}"
            : null;
    }

    private static string? Refusal(AuditState opened, byte[] tags)
    {
        var incoming = new IncomingTags(opened);
        using var random = new SeededRandom(3);
        return incoming.Add(tags) is { } rejection
            ? $"{rejection.Reason}"
            : Refusal(opened, new CompleteTags(AuditFixture.Start, incoming, random));
    }

    private static Mutation<AuditClaim>? OfClaim(Random random, AuditClaim claim)
    {
        ulong by = 1 + (ulong)random.Next(5);
        return random.Next(6) switch
        {
            0 => new(claim with { CommitmentEvent = claim.CommitmentEvent + by }, $"commitment event plus {by}"),
            1 => new(claim with { Size = claim.Size + by }, $"size plus {by}"),
            2 => new(claim with { Size = claim.Size - by }, $"size less {by}"),
            3 => new(claim with { Participant = random.Next(2) == 0 ? "p1" : "p9" }, "another participant"),
            4 => ByteMutations.Draw(random, claim.DefinitionDigest.Span) is { } digest
                ? new(claim with { DefinitionDigest = digest.Value }, $"digest: {digest.What}")
                : null,
            _ => ByteMutations.Draw(random, claim.DatasetProof.Span) is { } proof
                ? new(claim with { DatasetProof = proof.Value }, $"dataset proof: {proof.What}")
                : null,
        };
    }

    private static Mutation<OpenSample>? OfSample(Random random, OpenSample sample)
    {
        AuditOpening[] openings = [.. sample.Openings];
        int i = random.Next(openings.Length);
        int j = random.Next(openings.Length);
        int part = random.Next(6);
        AuditOpening opening = openings[i];
        Mutation<byte[]>? mutation = part switch
        {
            0 => ByteMutations.Draw(random, opening.Record.Span, openings[j].Record.ToArray()),
            1 => ByteMutations.Draw(random, opening.Tag.Span, openings[j].Tag.ToArray()),
            2 => ByteMutations.Draw(random, opening.InclusionProof[0].Span, openings[j].InclusionProof[0].ToArray()),
            3 => ByteMutations.Draw(random, sample.Proof.Span),
            4 when i == j => null,
            _ => new Mutation<byte[]>([], $"with {j}"),
        };
        if (mutation is null)
        {
            return null;
        }

        openings[i] = part switch
        {
            0 => opening with { Record = mutation.Value },
            1 => opening with { Tag = mutation.Value },
            2 => opening with { InclusionProof = [mutation.Value, .. opening.InclusionProof.Skip(1)] },
            4 => openings[j],
            _ => opening,
        };
        return new Mutation<OpenSample>(
            part switch
            {
                3 => sample with { Proof = mutation.Value },
                5 => sample with { Openings = [.. openings[..i], .. openings[(i + 1)..]] },
                _ => sample with { Openings = openings },
            },
            $"opening {i}, part {part}: {mutation.What}");
    }

    /// <summary>A key signs for one thread at a time.</summary>
    private sealed class LockedSigner(IVerdictSigner signer) : IVerdictSigner
    {
        private readonly Lock _gate = new();

        public VerificationKey Key => signer.Key;

        public SignedEnvelope Attest(ReadOnlySpan<byte> attestation)
        {
            lock (_gate)
            {
                return signer.Attest(attestation);
            }
        }

        public SignedEnvelope Refuse(AuditState audit, AuditRefusal refusal, ulong? position)
        {
            lock (_gate)
            {
                return signer.Refuse(audit, refusal, position);
            }
        }

        // An audit compares no records.
        public SignedEnvelope Count(OverlapState overlap, ulong shared, ulong debited) =>
            signer.Count(overlap, shared, debited);

        // Nor does it train.
        public SignedEnvelope OpenProjections(
            AuditState audit, CommittedStatistics statistics, ReadOnlyMemory<byte> bounds) =>
            signer.OpenProjections(audit, statistics, bounds);

        public SignedEnvelope JudgeNearness(AuditState audit, ReadOnlyMemory<byte> statisticsDigest, bool isNear) =>
            signer.JudgeNearness(audit, statisticsDigest, isNear);
    }
}
