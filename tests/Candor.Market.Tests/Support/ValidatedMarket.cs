using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Candor.Commitments;
using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;
using Candor.Market.Commands;

namespace Candor.Market.Tests.Support;

/// <summary>A market with two validators, or with one that compares records. The audits themselves are elsewhere; here
/// verdicts are signed as a validator would.</summary>
internal sealed class ValidatedMarket
{
    internal static readonly TestKey[] Validators = [new(), new()];

    private readonly RandomNumberGenerator _random = new SeededRandom(7);

    internal ValidatedMarket(
        int participants,
        string? overlap = null,
        uint badShare = 50_000,
        int version = 1,
        Action<JsonObject>? change = null) =>
        Market = new TestMarket(participants, text =>
        {
            text["version"] = version;
            text["commitmentDeadline"] = "2030-01-20T12:00:00Z";
            text["validation"] = new JsonObject
            {
                ["records"] = new JsonObject
                {
                    ["columns"] = new JsonArray(new JsonObject { ["name"] = "age", ["integer"] = new JsonObject() }),
                },
                ["validators"] = new JsonArray([.. Validators.Take(overlap is null ? 2 : 1).Select((key, i) =>
                    new JsonObject { ["id"] = $"validator-{i}", ["publicKey"] = key.Base64 })]),
                ["audit"] = new JsonObject { ["badSharePerMillion"] = badShare },
                ["overlap"] = overlap ?? "OVERLAP_POLICY_UNSPECIFIED",
            };
            change?.Invoke(text);
        });

    internal TestMarket Market { get; }

    internal MarketState State => Market.State;

    internal CommitmentState Standing(int i) => State.Participants[i].Commitment!;

    internal CommitmentClaim Claim(int i, ulong size, byte[]? recordKey = null, byte[]? root = null)
    {
        var opening = CommitmentOpening.Create(size, _random);
        Market.Openings[i] = opening;
        root ??= RandomBytes();
        return new CommitmentClaim(
            $"p{i}",
            State.DefinitionDigest,
            opening.Commit().ToArray(),
            root,
            OpeningStatement.Prove(State.ContextOf(i), opening, root, _random),
            recordKey ?? RecordKey.Create(_random).PublicKey.ToArray());
    }

    internal void Commit(int i, ulong size) => Assert.Null(Market.TryCommit(Claim(i, size), Market.Keys[i]));

    internal Attestation AttestationOf(int i) => new(
        State.ContextOf(i),
        Standing(i).DatasetRoot,
        Standing(i).RecordKey!.Value,
        Standing(i).Commitment,
        State.Definition.Validation!.Audit,
        DigestOf(i));

    internal static AttestCommitment Attest(
        Attestation attestation, TestKey? validator = null, DateTimeOffset? at = null) => new(
        at ?? TestMarket.Start,
        TestMarket.Signed(validator ?? Validators[0], "attestation", attestation.ToPayload()));

    internal RefuseCommitment Refusal(int i, AuditRefusal refusal, TestKey? validator = null, ulong? of = null) => new(
        TestMarket.Start,
        new RefusalClaim($"p{i}", State.DefinitionDigest, of ?? (ulong)Standing(i).Event, refusal, null, DigestOf(i)),
        TestMarket.Signed(validator ?? Validators[0], "refusal", $"refuse p{i}"));

    internal RecordOverlap Overlap(int earlier, int later, ulong shared, ulong debited) => new(
        TestMarket.Start,
        new OverlapClaim(
            State.DefinitionDigest,
            $"p{earlier}",
            (ulong)Standing(earlier).Event,
            $"p{later}",
            (ulong)Standing(later).Event,
            shared,
            debited,
            DigestOf(earlier),
            DigestOf(later)),
        TestMarket.Signed(Validators[0], "overlap", $"p{earlier} p{later}"));

    /// <summary>Joins, commits and is attested.</summary>
    internal void Enter(int i, ulong size)
    {
        Market.Accept(Market.Join(i));
        Commit(i, size);
        Market.Accept(Attest(AttestationOf(i)));
    }

    /// <summary>A report of so many records, proved against what is left of the commitment.</summary>
    internal ReportClaim Report(int i, uint records, CommitmentOpening opening) => new(
        $"p{i}",
        State.DefinitionDigest,
        records,
        (ulong)Standing(i).Event,
        ReportStatement.ProveRange(State.TermsOf(i, records), opening, _random));

    private ReadOnlyMemory<byte> DigestOf(int i) =>
        State.Definition.ChainsMessages ? Standing(i).MessageDigest : default;

    private byte[] RandomBytes()
    {
        byte[] bytes = new byte[32];
        _random.GetBytes(bytes);
        return bytes;
    }
}
