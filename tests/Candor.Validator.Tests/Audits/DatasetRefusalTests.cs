using Candor.Client;
using Candor.Client.Internal;
using Candor.Client.Participation;
using Candor.V1;
using Candor.Validator.Tests.Support;
using Google.Protobuf;
using ErrorReason = Candor.V1.ErrorReason;

namespace Candor.Validator.Tests.Audits;

/// <summary>Dataset commitments that do not hold, each with the reason that the network answers.</summary>
public sealed class DatasetRefusalTests
{
    private const int Size = 32;

    [Fact]
    public async Task Commit_RecordKeyThatIsNoElement_IsMalformed()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, AuditLifeTests.Range(0, 4));
        CommitmentReceipt receipt = await market.CommitAsync(0, records);
        byte[][] keys = [new byte[Size], [.. Enumerable.Repeat((byte)0xFF, Size)], new byte[Size - 1]];
        foreach (byte[] key in keys)
        {
            await RefusesAsync(ErrorReason.RecordKeyMalformed, () => CommitAsync(market, receipt, key));
        }
    }

    [Fact]
    public async Task Open_ProofOfAnotherSizeOrMalformed_IsInvalid()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, AuditLifeTests.Range(0, 4));
        CommitmentReceipt receipt = await market.CommitAsync(0, records);
        OpenAuditPayload payload = OpenAuditPayload.Parser.ParseFrom(
            market.OpenRequest(0, receipt, records).Envelope.Payload);
        byte[] honest = payload.DatasetProof.ToByteArray();

        // C is not tied to N: one record more, and one less.
        foreach (ulong size in (ulong[])[3, 5])
        {
            await RefusesAsync(ErrorReason.DatasetProofInvalid, () => OpenAsync(market, payload, size, honest));
        }

        byte[] ones = [.. Enumerable.Repeat((byte)0xFF, Size)];
        byte[][] wrong =
        [
            [], honest[..^1], honest[..^Size], [.. honest, 0],
            [.. new byte[Size], .. honest[Size..]],
            [.. ones, .. honest[Size..]],
            [.. honest[..^Size], .. ones],
        ];
        foreach (byte[] proof in wrong)
        {
            await RefusesAsync(ErrorReason.DatasetProofInvalid, () => OpenAsync(market, payload, 4, proof));
        }

        await OpenAsync(market, payload, 4, honest);
    }

    [Fact]
    public async Task Open_RecordKeyOfAnother_IsInvalid()
    {
        // K copied from another participant, whose k the sender does not know.
        await using ValidationFixture market = await ValidationFixture.StartAsync();
        AuditedRecords records = market.Tag(0, AuditLifeTests.Range(0, 4));
        AuditedRecords copied = market.Tag(1, AuditLifeTests.Range(0, 4));
        CommitmentReceipt receipt = await market.CommitAsync(0, records);
        SubmitCommitmentResponse response = await CommitAsync(market, receipt, copied.Key.PublicKey.ToArray());
        var replaced = new CommitmentReceipt(
            receipt.Context, receipt.Opening, receipt.DatasetRoot, response.Event, response.Nonce.ToByteArray(),
            receipt.Time, records.Key);

        await RefusesAsync(ErrorReason.DatasetProofInvalid, () => market.OpenAsync(0, replaced, records));
    }

    private static Task RefusesAsync(ErrorReason reason, Func<Task> call) => AuditLifeTests.RefusesAsync(reason, call);

    // The record key is not part of what the opening proof shows, so that the rest stays honest.
    private static async Task<SubmitCommitmentResponse> CommitAsync(
        ValidationFixture market, CommitmentReceipt receipt, byte[] recordKey)
    {
        using var random = System.Security.Cryptography.RandomNumberGenerator.Create();
        return await new ParticipantService.ParticipantServiceClient(market.Server.Channel).SubmitCommitmentAsync(
            new SubmitCommitmentRequest
            {
                Participant = ValidationFixture.NameOf(0),
                Envelope = market.Keys[0].SignMessage(new SubmitCommitmentPayload
                {
                    Participant = ValidationFixture.NameOf(0),
                    RequestId = Guid.NewGuid().ToString(),
                    DefinitionDigest = market.Digest,
                    Commitment = ByteString.CopyFrom(receipt.Commitment.ToArray()),
                    DatasetRoot = ByteString.CopyFrom(receipt.DatasetRoot.Span),
                    RecordKey = ByteString.CopyFrom(recordKey),
                    OpeningProof = ByteString.CopyFrom(Commitments.Statements.OpeningStatement.Prove(
                        receipt.Context, receipt.Opening, receipt.DatasetRoot.Span, random)),
                }),
            });
    }

    private static async Task OpenAsync(ValidationFixture market, OpenAuditPayload payload, ulong size, byte[] proof)
    {
        OpenAuditPayload changed = payload.Clone();
        changed.RequestId = Guid.NewGuid().ToString();
        changed.Size = size;
        changed.DatasetProof = ByteString.CopyFrom(proof);
        await market.Validator.OpenAuditAsync(new OpenAuditRequest
        {
            Participant = ValidationFixture.NameOf(0),
            Envelope = market.Keys[0].SignMessage(changed),
        });
    }
}
