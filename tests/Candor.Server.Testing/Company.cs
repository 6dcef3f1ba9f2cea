using System.Security.Cryptography;
using Candor.Commitments;
using Candor.Commitments.Statements;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Candor.Server.Testing;

/// <summary>A participant, step by step. Each step can be had as the request alone, so that a test can spoil
/// it.</summary>
public sealed class Company(string market, string id, SigningKey key, ByteString digest, ChannelBase channel)
{
    private static readonly byte[] s_root = new byte[32];
    private int _requests;

    public string Name { get; } = ParticipantName.Of(market, id);

    public string Id { get; } = id;

    public SigningKey Key { get; } = key;

    public ParticipantService.ParticipantServiceClient Client { get; } = new(channel);

    public CommitmentOpening? Opening { get; private set; }

    /// <summary>The answer to the current commitment.</summary>
    public SubmitCommitmentResponse? Committed { get; set; }

    private StatementContext Context => new(market, digest.Memory, Id, Key.PublicKey);

    public string NewRequestId() => $"r{Interlocked.Increment(ref _requests)}";

    public JoinMarketPayload JoinPayload(string? requestId = null) => new()
    {
        Participant = Name,
        RequestId = requestId ?? NewRequestId(),
        DefinitionDigest = digest,
    };

    public JoinMarketRequest JoinRequest(string? requestId = null) => Request(JoinPayload(requestId));

    public JoinMarketRequest Request(JoinMarketPayload payload, SigningKey? signer = null) =>
        new() { Participant = Name, Envelope = (signer ?? Key).Sign(payload) };

    public SubmitCommitmentPayload CommitmentPayload(ulong size, string? requestId = null)
    {
        Opening = CommitmentOpening.Create(size, RandomNumberGenerator.Create());
        return new SubmitCommitmentPayload
        {
            Participant = Name,
            RequestId = requestId ?? NewRequestId(),
            DefinitionDigest = digest,
            Commitment = ByteString.CopyFrom(Opening.Commit().ToArray()),
            DatasetRoot = ByteString.CopyFrom(s_root),
            OpeningProof = ByteString.CopyFrom(
                OpeningStatement.Prove(Context, Opening, s_root, RandomNumberGenerator.Create())),
        };
    }

    public SubmitCommitmentRequest Request(SubmitCommitmentPayload payload, SigningKey? signer = null) =>
        new() { Participant = Name, Envelope = (signer ?? Key).Sign(payload) };

    /// <summary>The report's terms, against the current commitment.</summary>
    public ReportTerms Terms(ulong records) => new(
        Context, Committed!.Event, s_root, Opening!.Commit(), (uint)records, Committed.Nonce.Memory);

    /// <summary>The report; above the commitment, with the best proof that a cheater can make.</summary>
    public SubmitReportPayload ReportPayload(ulong records, string? requestId = null) => new()
    {
        Participant = Name,
        RequestId = requestId ?? NewRequestId(),
        DefinitionDigest = digest,
        Records = records,
        CommitmentEvent = Committed!.Event,
        RangeProof = ByteString.CopyFrom(records <= Opening!.Value
            ? ReportStatement.Prove(Terms(records), Opening, RandomNumberGenerator.Create())
            : ReportStatement.ProveRange(Terms(records), Opening, RandomNumberGenerator.Create())),
    };

    public SubmitReportRequest Request(SubmitReportPayload payload, SigningKey? signer = null) =>
        new() { Participant = Name, Envelope = (signer ?? Key).Sign(payload) };

    public WatchAssignmentRequest WatchRequest(
        DateTimeOffset expiry, string resumeToken = "", SigningKey? signer = null) => new()
        {
            Participant = Name,
            ResumeToken = resumeToken,
            Envelope = (signer ?? Key).Sign(new WatchAssignmentPayload
            {
                Participant = Name,
                DefinitionDigest = digest,
                ExpireTime = Timestamp.FromDateTimeOffset(expiry),
            }),
        };

    public async Task<JoinMarketResponse> JoinAsync() => await Client.JoinMarketAsync(JoinRequest());

    public async Task<SubmitCommitmentResponse> CommitAsync(ulong size) =>
        Committed = await Client.SubmitCommitmentAsync(Request(CommitmentPayload(size)));

    public async Task<SubmitReportResponse> ReportAsync(ulong records) =>
        await Client.SubmitReportAsync(Request(ReportPayload(records)));

    /// <summary>Joins, commits and reports.</summary>
    public async Task ParticipateAsync(ulong size)
    {
        await JoinAsync();
        await CommitAsync(size);
        await ReportAsync(size);
    }

    /// <summary>Joins, commits and reports where each message names the one before it: from version 2 on.</summary>
    public async Task ParticipateInChainAsync(ulong size)
    {
        JoinMarketPayload joining = JoinPayload();
        joining.Predecessor = digest;
        JoinMarketRequest join = Request(joining);
        await Client.JoinMarketAsync(join);
        SubmitCommitmentPayload committing = CommitmentPayload(size);
        committing.Predecessor = DigestOf(join.Envelope);
        SubmitCommitmentRequest commit = Request(committing);
        Committed = await Client.SubmitCommitmentAsync(commit);
        SubmitReportPayload reporting = ReportPayload(size);
        reporting.Predecessor = DigestOf(commit.Envelope);
        await Client.SubmitReportAsync(Request(reporting));
    }

    private static ByteString DigestOf(Envelope envelope) =>
        Envelopes.TryRead(envelope, out SignedEnvelope? signed, out _)
            ? ByteString.CopyFrom(signed.BodyDigest())
            : throw new InvalidOperationException("The envelope was made here and cannot be read.");
}
