using System.Text.Json;
using Candor.Commitments;
using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Overlap;
using Candor.Commitments.Statements;
using Candor.Market;
using Candor.Market.Audits;
using Candor.Market.Signing;
using Candor.Simulation.Platforms;
using Candor.Simulation.Setup;
using Candor.Simulation.Validation;
using Candor.Wire.Commands;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Google.Protobuf;

namespace Candor.Simulation.Participants;

/// <summary>A participant on its way through a market, keeping every rule. A cheater overrides the step at which it
/// cheats. Every message goes to the platform or to the validator, and the first refusal ends its part.</summary>
/// <param name="seat">Its place in the market.</param>
internal class SimulatedParticipant(Seat seat)
{
    private byte[] _tags = [];
    private int _commitments;

    /// <summary>Its id in the roster.</summary>
    internal string Id => Seat.Id;

    /// <summary>Why its part ended early; null where it did not.</summary>
    internal Finding? Finding { get; private set; }

    /// <summary>Its records, in the order in which it tagged them.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> Records { get; private set; } = [];

    /// <summary>Its tags.</summary>
    internal TaggedDataset Dataset { get; private set; } = null!;

    /// <summary>Its place in the market.</summary>
    protected Seat Seat { get; } = seat;

    /// <summary>Its randomness.</summary>
    protected SimulationRandom Random { get; } = seat.Random;

    /// <summary>The market's server.</summary>
    protected SimulatedPlatform Platform => Seat.Platform;

    /// <summary>What its statements are bound to.</summary>
    protected StatementContext Context => Platform.State.ContextOf(Seat.Index);

    /// <summary>What stands of it in the market.</summary>
    protected CommitmentState Standing => Platform.State.Participants[Seat.Index].Commitment!;

    /// <summary>The secret behind the key that it commits to.</summary>
    protected RecordKey RecordKey { get; set; } = RecordKey.Create(seat.Random);

    /// <summary>The secret behind its commitment.</summary>
    protected CommitmentOpening Opening { get; set; } = null!;

    /// <summary>Reads and tags its records and chooses its commitment: the costly part, with nothing sent.</summary>
    internal void Prepare()
    {
        Records = [.. ReadRecords()];
        Dataset = Tag(RecordKey);
        _tags = new byte[Dataset.Size * IncomingTags.TagSize];
        Dataset.CopyTags(0, _tags);
        Opening = CommitmentOpening.Create(SizeToCommit(), Random);
    }

    /// <summary>Joins.</summary>
    internal virtual void Join() => Send(ProtocolStep.Join, Platform.Join(Sign(new V1.JoinMarketPayload
    {
        Participant = Name,
        RequestId = "join",
        DefinitionDigest = Digest,
        Predecessor = ByteString.CopyFrom(Predecessor.Span),
    })));

    /// <summary>Commits.</summary>
    internal virtual void Commit() => Send(ProtocolStep.Commitment, Platform.Commit(Sign(CommitmentTo(Opening))));

    /// <summary>Opens its audit and answers.</summary>
    /// <param name="audit">The validator's side.</param>
    internal virtual void BeAudited(SimulatedAudit audit)
    {
        if (Send(ProtocolStep.Audit, audit.Open(Sign(AuditRequest())))
            && TagsToSend() is { } tags && Send(ProtocolStep.Tags, audit.TakeTags(tags))
            && Open(ChallengeOf(audit)) is { } answer)
        {
            Send(ProtocolStep.Openings, audit.TakeOpenings(answer));
        }
    }

    /// <summary>Goes through an audit of its own, to the verdict.</summary>
    /// <returns>The attestation; null where it is refused.</returns>
    internal SignedEnvelope? BeAuditedAlone()
    {
        SimulatedAudit audit = Seat.Validator.NewAudit(Id);
        BeAudited(audit);
        return audit.Conclude();
    }

    /// <summary>What it does once the validator has attested, or when nobody did.</summary>
    /// <param name="attestation">The validator's attestation; null where there is none.</param>
    internal virtual void AfterVerdict(SignedEnvelope? attestation)
    {
    }

    /// <summary>Multiplies the other side's tags by its key.</summary>
    /// <param name="check">The validator's side.</param>
    internal virtual void Compare(SimulatedOverlapCheck check) =>
        Send(ProtocolStep.OverlapCheck, check.Take(Id, DoubleTags(check, RecordKey)));

    /// <summary>Makes its report.</summary>
    /// <returns>The message; null for none.</returns>
    internal virtual SignedEnvelope? MakeReport() => Sign(ReportOf((uint)Opening.Value));

    /// <summary>Sends its report.</summary>
    /// <param name="report">The message.</param>
    /// <param name="step">What it would be refused for, if it is.</param>
    internal void SendReport(SignedEnvelope report, ProtocolStep step) => Send(step, Platform.Report(report));

    /// <summary>Its part ends, unless it had ended before.</summary>
    /// <param name="where">At which step.</param>
    /// <param name="reason">The reason's name in the code; it becomes the protocol's.</param>
    internal void End(ProtocolStep where, string reason) =>
        Finding ??= new Finding(where, JsonNamingPolicy.SnakeCaseUpper.ConvertName(reason));

    /// <summary>What a validator's sample asks it for.</summary>
    /// <param name="audit">The audit.</param>
    internal AuditChallenge ChallengeOf(SimulatedAudit audit) => AuditChallenge.TryCreate(
        Terms, Platform.State.Definition.Validation!.Audit, audit.State!.Nonce, audit.State.Positions.AsSpan(),
        out AuditChallenge? challenge)
            ? challenge
            : throw new InvalidOperationException("The validator drew a sample that the policy does not.");

    /// <summary>Its records, valid and its own.</summary>
    protected virtual IEnumerable<ReadOnlyMemory<byte>> ReadRecords() =>
        SyntheticRecords.Valid(Seat.Index, Seat.Setup.Records);

    /// <summary>Whether repeated records stay in the dataset.</summary>
    protected virtual bool KeepsRepeats => false;

    /// <summary>The number that it commits to.</summary>
    protected virtual ulong SizeToCommit() => Dataset.Size;

    /// <summary>The number that it tells the validator.</summary>
    protected virtual ulong SizeToClaim => Opening.Value;

    /// <summary>The tags that it sends; null for none.</summary>
    protected virtual byte[]? TagsToSend() => _tags;

    /// <summary>Opens the sample; null for no answer.</summary>
    /// <param name="challenge">What is asked for.</param>
    protected virtual AuditAnswer? Open(AuditChallenge challenge)
    {
        AuditResponse response = AuditStatement.Open(
            challenge,
            Dataset,
            [.. challenge.Positions.Select(position => RecordToShow((int)Dataset.RecordPosition(position)))],
            RecordKey,
            Random);
        return new AuditAnswer(
            [.. response.Openings.Select(static o => new AuditOpening(o.Record, o.Tag, o.InclusionProof))],
            response.Proof);
    }

    /// <summary>The record that it shows for one that it tagged.</summary>
    /// <param name="index">Which one.</param>
    protected virtual ReadOnlyMemory<byte> RecordToShow(int index) => Records[index];

    /// <summary>Tags the records.</summary>
    /// <param name="key">Under this key.</param>
    protected virtual TaggedDataset Tag(RecordKey key) => DatasetTagging.Tag(
        Context,
        key,
        Records,
        new DatasetOptions { Threads = 1, KeepRepeats = KeepsRepeats },
        cancellationToken: Seat.Setup.Cancellation);

    /// <summary>A commitment with the proof of its opening.</summary>
    /// <param name="opening">What is committed to.</param>
    protected V1.SubmitCommitmentPayload CommitmentTo(CommitmentOpening opening) => ClaimPayloads.ToPayload(
        Platform.State.Name,
        new CommitmentClaim(
            Id,
            Platform.State.DefinitionDigest,
            opening.Commit().ToArray(),
            Dataset.Root,
            OpeningStatement.Prove(Context, opening, Dataset.Root.Span, Random),
            RecordKey.PublicKey)
        {
            Predecessor = Predecessor,
        },
        $"commit-{++_commitments}");

    /// <summary>A report with the proof that a cheater would send where no honest proof exists.</summary>
    /// <param name="records">The reported size.</param>
    protected V1.SubmitReportPayload ReportOf(uint records) => ReportWith(
        records,
        ProveRange(records));

    /// <summary>A report with any proof.</summary>
    /// <param name="records">The reported size.</param>
    /// <param name="proof">The proof.</param>
    protected V1.SubmitReportPayload ReportWith(uint records, byte[] proof) => ClaimPayloads.ToPayload(
        Platform.State.Name,
        new ReportClaim(Id, Platform.State.DefinitionDigest, records, (ulong)Standing.Event, proof)
        {
            Predecessor = Predecessor,
        },
        "report");

    /// <summary>The double tags of the other side under a key.</summary>
    /// <param name="check">The validator's side.</param>
    /// <param name="key">The key.</param>
    protected IEnumerable<DoubleTagSegment> DoubleTags(SimulatedOverlapCheck check, RecordKey key) =>
        DoubleTagging.Multiply(
            new DoubleTagTerms(Context, key.PublicKey, check.OtherThan(Id), check.TagsFor(Id)),
            key,
            Random,
            Seat.Setup.Cancellation);

    /// <summary>Signs a message of its own.</summary>
    /// <param name="payload">The message.</param>
    protected SignedEnvelope Sign(IMessage payload) => Envelopes.Sign(Seat.Key.Sign, payload);

    /// <summary>Takes the answer to a message; a refusal ends its part.</summary>
    /// <param name="step">The step.</param>
    /// <param name="rejection">The answer.</param>
    /// <returns>Whether the message was accepted.</returns>
    protected bool Send(ProtocolStep step, Rejection? rejection)
    {
        if (rejection is not null)
        {
            End(step, rejection.Reason.ToString());
        }

        return rejection is null;
    }

    /// <summary>Its last accepted message, which its next one names; empty in version 1, where messages name
    /// none.</summary>
    protected ReadOnlyMemory<byte> Predecessor =>
        Platform.State.Definition.ChainsMessages ? Platform.State.PredecessorOf(Seat.Index) : default;

    /// <summary>Its resource name.</summary>
    protected string Name => ParticipantName.Of(Platform.State.Name, Id);

    private ByteString Digest => ByteString.CopyFrom(Platform.State.DefinitionDigest.Span);

    private DatasetTerms Terms =>
        new(Context, Dataset.Root, RecordKey.PublicKey, SizeToClaim, Opening.Commit());

    private V1.OpenAuditPayload AuditRequest() => ClaimPayloads.ToPayload(
        Platform.State.Name,
        new AuditClaim(
            Id,
            Platform.State.DefinitionDigest,
            (ulong)Standing.Event,
            SizeToClaim,
            DatasetStatement.ProveSecrets(Terms, RecordKey, Opening, Random)),
        "audit");

    // Records that were credited to others are not part of what a report is measured against.
    private byte[] ProveRange(uint records)
    {
        using CommitmentOpening? lessDebit = Standing.Debited is var debited and > 0 ? Opening.Less(debited) : null;
        return ReportStatement.ProveRange(
            Platform.State.TermsOf(Seat.Index, records), lessDebit ?? Opening, Random);
    }
}
