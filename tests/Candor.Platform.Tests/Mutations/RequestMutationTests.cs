using Candor.Commitments.Tests.Mutations.Shared;
using Candor.Server.Testing;
using Candor.V1;
using Candor.Wire.Errors;
using Google.Protobuf;

namespace Candor.Platform.Tests.Mutations;

/// <summary>
/// Whole requests to a running server, mutated as bytes and as messages. Each is refused with a reason that is not
/// INTERNAL and changes nothing, and the honest request is taken afterwards. <see cref="MutationPlan"/> has the counts
/// and the variable for longer runs.
/// </summary>
[Trait("Category", "Slow")]
public sealed class RequestMutationTests : IAsyncLifetime
{
    private const int AtOnce = 16;
    private const int Companies = 6;

    private RunningServer _server = null!;
    private MarketOwner _owner = null!;
    private RawCalls _calls = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _owner = await _server.CreateMarketAsync(companies: Companies);
        _calls = new RawCalls(_server.Channel);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Request_Mutated_IsRefusedAndChangesNothing()
    {
        using var next = new MarketOwner("next", 2, _server.Time.GetUtcNow().AddHours(1));
        using var after = new MarketOwner("after", 2, _server.Time.GetUtcNow().AddHours(1));
        Company committed = await EnterAsync(0);
        Company other = await EnterAsync(1);
        IHonestRequest[] requests =
        [
            Honest(
                "ParticipantService/JoinMarket",
                _owner.Company(2, _server.Channel).JoinRequest(),
                _owner.Company(3, _server.Channel).JoinRequest()),
            Honest(
                "ParticipantService/SubmitReport",
                committed.Request(committed.ReportPayload(60)),
                other.Request(other.ReportPayload(70))),
            Honest(
                "ParticipantService/SubmitCommitment",
                other.Request(other.CommitmentPayload(50)),
                committed.Request(committed.CommitmentPayload(80))),
            Honest("MarketService/CreateMarket", next.CreateRequest(), after.CreateRequest()),
            Honest("MarketService/SettleMarket", _owner.SettleRequest(), _owner.SettleRequest()),
            Honest("MarketService/CancelMarket", _owner.CancelRequest(), _owner.CancelRequest(reason: "another")),
        ];
        long before = _server.CountRows();

        IReadOnlyDictionary<string, int> reasons = await MutationRun.RunAsync(
            MutationPlan.Request,
            AtOnce,
            random =>
            {
                IHonestRequest request = requests[random.Next(requests.Length)];
                return request.Draw(random) is { } mutation
                    ? new Mutation<(string Method, byte[] Bytes)>(
                        (request.Method, mutation.Value), $"{request.Method}: {mutation.What}")
                    : null;
            },
            item => _calls.RefusalAsync(item.Method, item.Bytes));

        Assert.Equal(before, _server.CountRows());
        ErrorReason[] expected =
        [
            ErrorReason.InvalidRequest, ErrorReason.PayloadTypeMismatch, ErrorReason.PayloadMalformed,
            ErrorReason.KeyNotOnRecord, ErrorReason.SignatureInvalid, ErrorReason.ParticipantMismatch,
            ErrorReason.MarketMismatch,
        ];
        Assert.All(expected, reason => Assert.Contains(Reasons.NameOf(reason), reasons));

        // Settling ends the market, and cancelling with it.
        foreach (IHonestRequest request in requests.Where(r => r.Method != "candor.v1.MarketService/CancelMarket"))
        {
            Assert.Null(await _calls.RefusalAsync(request.Method, request.Bytes));
        }
    }

    [Fact]
    public async Task Request_MutatedAndThenSigned_IsRefusedByTheMarket()
    {
        Company joining = _owner.Company(2, _server.Channel);
        Company committing = _owner.Company(3, _server.Channel);
        await committing.JoinAsync();
        Company reporting = await EnterAsync(0);
        Company other = await EnterAsync(1);
        ISignedRequest[] requests =
        [
            new SignedRequest<JoinMarketPayload>(
                "ParticipantService/JoinMarket", joining, joining.JoinPayload(), other.JoinPayload()),
            new SignedRequest<SubmitReportPayload>(
                "ParticipantService/SubmitReport", reporting, reporting.ReportPayload(60), other.ReportPayload(70)),
            new SignedRequest<SubmitCommitmentPayload>(
                "ParticipantService/SubmitCommitment",
                committing,
                committing.CommitmentPayload(50),
                other.CommitmentPayload(80)),
        ];
        long before = _server.CountRows();

        IReadOnlyDictionary<string, int> reasons = await MutationRun.RunAsync(
            MutationPlan.SignedRequest,
            AtOnce,
            random =>
            {
                ISignedRequest request = requests[random.Next(requests.Length)];
                return request.Draw(random) is { } mutation
                    ? new Mutation<(ISignedRequest Request, byte[] Payload)>(
                        (request, mutation.Value), $"{request.Method}: {mutation.What}")
                    : null;
            },
            item => _calls.RefusalAsync(item.Request.Method, item.Request.Sign(item.Payload)));

        Assert.Equal(before, _server.CountRows());
        ErrorReason[] expected =
        [
            ErrorReason.PayloadMalformed, ErrorReason.DefinitionMismatch, ErrorReason.OpeningProofInvalid,
            ErrorReason.CommitmentNotCanonical, ErrorReason.RangeProofInvalid, ErrorReason.RangeProofMalformed,
            ErrorReason.CommitmentNotCurrent,
        ];
        Assert.All(expected, reason => Assert.Contains(Reasons.NameOf(reason), reasons));
        foreach (ISignedRequest request in requests)
        {
            Assert.Null(await _calls.RefusalAsync(request.Method, request.Sign(request.Payload)));
        }
    }

    // Whoever sees a message can make the second signature over it. It is the same message: one effect, one answer.
    [Fact]
    public async Task Request_WithTheTwinOfItsSignature_HasNoSecondEffect()
    {
        Company company = await EnterAsync(0);
        SubmitReportRequest honest = company.Request(company.ReportPayload(60));
        SubmitReportRequest twin = honest.Clone();
        twin.Envelope.Signatures[0].Sig = ByteString.CopyFrom(
            SignatureMutations.Twin(honest.Envelope.Signatures[0].Sig.Span));
        Assert.NotEqual(honest, twin);

        SubmitReportResponse first = await company.Client.SubmitReportAsync(twin);
        long stored = _server.CountRows();
        SubmitReportResponse second = await company.Client.SubmitReportAsync(honest);

        Assert.Equal(first, second);
        Assert.Equal(stored, _server.CountRows());
    }

    private async Task<Company> EnterAsync(int i)
    {
        Company company = _owner.Company(i, _server.Channel);
        await company.JoinAsync();
        await company.CommitAsync(100);
        return company;
    }

    private static HonestRequest<T> Honest<T>(string method, T request, T other)
        where T : class, IMessage<T>, new() => new(method, request, other);
}
