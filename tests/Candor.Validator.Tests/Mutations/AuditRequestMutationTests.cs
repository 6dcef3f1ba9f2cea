using Candor.Client;
using Candor.Client.Participation;
using Candor.Commitments.Tests.Mutations.Shared;
using Candor.Platform.Tests.Mutations;
using Candor.Server.Testing;
using Candor.V1;
using Candor.Validator.Tests.Audits;
using Candor.Validator.Tests.Support;
using Candor.Wire.Errors;
using Google.Protobuf;
using ErrorReason = Candor.V1.ErrorReason;

namespace Candor.Validator.Tests.Mutations;

/// <summary>
/// Requests to a hosted validator, mutated: each is refused with a reason that is not INTERNAL, and the audit goes on
/// with the honest ones afterwards. <see cref="MutationPlan"/> has the counts and the variable for longer runs.
/// </summary>
public sealed class AuditRequestMutationTests
{
    private const int AtOnce = 8;

    [Fact]
    public async Task AuditRequest_Mutated_IsRefusedAndTheAuditGoesOn()
    {
        await using ValidationFixture market = await ValidationFixture.StartAsync(participants: 3);
        var calls = new RawCalls(market.Server.Channel);
        AuditedRecords[] records = [.. Enumerable.Range(0, 3).Select(i => market.Tag(i, AuditLifeTests.Range(0, 40)))];
        var receipts = new CommitmentReceipt[3];
        for (int i = 0; i < receipts.Length; i++)
        {
            receipts[i] = await market.CommitAsync(i, records[i]);
        }

        await market.OpenAsync(1, receipts[1], records[1]);
        SubmitTagsRequest tags = Tags(market, 1, records[1]);
        (bool IsStream, IHonestRequest Request)[] requests =
        [
            (false, new HonestRequest<OpenAuditRequest>(
                "ValidatorService/OpenAudit",
                market.OpenRequest(0, receipts[0], records[0]),
                market.OpenRequest(2, receipts[2], records[2]))),
            (false, new HonestRequest<GetAuditRequest>(
                "ValidatorService/GetAudit", Get(market, 1), Get(market, 2))),
            (true, new HonestRequest<SubmitTagsRequest>(
                "ValidatorService/SubmitTags", tags, Tags(market, 2, records[2]))),
        ];

        IReadOnlyDictionary<string, int> reasons = await MutationRun.RunAsync(
            MutationPlan.AuditRequest,
            AtOnce,
            random =>
            {
                (bool isStream, IHonestRequest request) = requests[random.Next(requests.Length)];
                return request.Draw(random) is { } mutation
                    ? new Mutation<(string Method, bool IsStream, byte[] Bytes)>(
                        (request.Method, isStream, mutation.Value), $"{request.Method}: {mutation.What}")
                    : null;
            },
            item => item.IsStream
                ? calls.StreamRefusalAsync(item.Method, item.Bytes)
                : calls.RefusalAsync(item.Method, item.Bytes));

        ErrorReason[] expected =
        [
            ErrorReason.InvalidRequest, ErrorReason.PayloadTypeMismatch, ErrorReason.PayloadMalformed,
            ErrorReason.KeyNotOnRecord, ErrorReason.SignatureInvalid, ErrorReason.ParticipantMismatch,
        ];
        Assert.All(expected, reason => Assert.Contains(Reasons.NameOf(reason), reasons));

        // A restart forgets how often tags were sent; nothing else was changed.
        await market.RestartAsync();
        Assert.Equal(AuditPhase.AwaitingTags, (await market.GetAsync(1)).Phase);
        for (int i = 0; i < 2; i++)
        {
            Assert.True((await market.ValidateAsync(i, receipts[i], records[i])).IsAttested);
        }
    }

    private static GetAuditRequest Get(ValidationFixture market, int i) =>
        new() { Participant = ValidationFixture.NameOf(i), Envelope = market.Access(i) };

    private static SubmitTagsRequest Tags(ValidationFixture market, int i, AuditedRecords records) => new()
    {
        Participant = ValidationFixture.NameOf(i),
        Envelope = market.Access(i),
        Tags = ByteString.CopyFrom(ValidationFixture.TagsOf(records)),
    };
}
