using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Candor.Client.Internal;
using Candor.Client.Participation;
using Candor.Market;
using Candor.Market.Audits;
using Candor.Market.Contributions;
using Candor.Market.Definitions;
using Candor.Market.Signing;
using Candor.Training.Sums;
using Candor.V1;
using Candor.Wire.Commands;
using Candor.Wire.Signing;
using Google.Protobuf;

namespace Candor.Client.Contributions;

/// <summary>Steps 2 and 3 with the validator that attested the commitment: what it asks is held to what it said at the audit,
/// answered once, and kept with the answer and the verdict.</summary>
/// <param name="connection">The connection.</param>
/// <param name="participant">The member.</param>
/// <param name="kept">What it keeps.</param>
/// <param name="receipt">The audited commitment.</param>
internal sealed class NearnessSession(
    ClientConnection connection, VerifiedParticipant participant, KeptTraining kept, CommitmentReceipt receipt)
{
    private const int ChunkBytes = 1 << 20;

    private readonly PromisedProjections _promised = kept.Record.Promised
        .LastOrDefault(promised => promised.CommitmentEvent == receipt.Event)
        ?? throw new ReceiptException(
            ReceiptFault.Damaged,
            $"Beside the receipt of {receipt} nothing is kept of the projections that the validator named at the audit; expected "
            + "their digest, without which its question cannot be told from another, and is not answered.");

    private ValidatorIdentity Identity => participant.Market.Rules.Validation!.Validators
        .First(validator => validator.Id == _promised.Validator);

    /// <summary>Answers the validator's question and takes its verdict.</summary>
    /// <param name="market">The market, verified, in the step.</param>
    /// <param name="state">The member's state.</param>
    /// <param name="own">The statistics that it committed to.</param>
    /// <param name="keep">Keeps the member's next state, before anything is sent.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many bytes were sent.</returns>
    /// <exception cref="CandorException">The validator rejected a call, cannot answer yet, or went away.</exception>
    /// <exception cref="ContributionRefusedException">It asks what is not to be answered.</exception>
    /// <exception cref="UnverifiedAnswerException">Question or verdict does not hold.</exception>
    internal async Task<long> AnswerAsync(
        MarketState market,
        ContributorState state,
        SufficientStatistics own,
        Action<ContributorState, Func<TrainingRecord, TrainingRecord>> keep,
        CancellationToken cancellationToken)
    {
        Envelope asked = await AskAsync(cancellationToken).ConfigureAwait(false);
        ProjectionsPayload payload = Open<ProjectionsPayload>(asked, "question");
        RequireOwn(payload.Participant, payload.DefinitionDigest, "question");
        using var random = RandomNumberGenerator.Create();
        var memory = new AuditMemory(_promised.Digest, SampleSize(), receipt.Records);
        var question = new ProjectionsQuestion(
            payload.StatisticsDigest.Memory, payload.Records, payload.Seed.Memory, payload.Bounds.Memory);
        ContributorTurn turn = await Task.Run(
            () => ContributorClient.AnswerProjections(market, state, own, question, memory, random), cancellationToken)
            .ConfigureAwait(false);
        if (turn is RefuseStep refused)
        {
            throw new ContributionRefusedException(
                refused.Refusal.Reason,
                $"The validator '{Identity.Id}' asks {participant.Name} what is not answered: {refused.Refusal.Message.TrimEnd('.')}. "
                + "Nothing was proved.")
            {
                Evidence = [asked.ToByteArray()],
            };
        }

        var answer = (SendNearness)turn;
        Envelope signed = Sign(asked, state, answer);
        keep(answer.State, record => record with
        {
            Nearness = new KeptNearness(
                asked.ToByteArray(), answer.Proof.ToArray(), record.Nearness?.Verdict ?? default, signed.ToByteArray()),
        });
        ProveNearnessResponse response = await ClientStreams.SendAsync(
            options => connection.Validators.At(Identity.Address).ProveNearness(options),
            Messages(participant.Name, signed, answer, cancellationToken),
            "ProveNearness",
            connection.Calls.To(Identity.Address).Address,
            cancellationToken).ConfigureAwait(false);
        TakeVerdict(response.Verdict, state);
        return answer.Commitments.Length + answer.Proof.Length;
    }

    private async Task<Envelope> AskAsync(CancellationToken cancellationToken)
    {
        OpenProjectionsResponse response = await connection.Calls.To(Identity.Address).InvokeAsync(
            options => connection.Validators.At(Identity.Address).OpenProjectionsAsync(
                new OpenProjectionsRequest { Participant = participant.Name, Envelope = Access() }, options),
            "OpenProjections",
            null,
            cancellationToken).ConfigureAwait(false);
        return response.Projections ?? throw new UnverifiedAnswerException(
            AnswerFault.Malformed, $"The validator '{Identity.Id}' answered without a signed question; expected one.");
    }

    private int SampleSize() => (int)participant.Market.Rules.Validation!.Audit.SampleSize(receipt.Records);

    // A verdict that contradicts the proof is kept with it: both are signed, and show that it is false.
    private void TakeVerdict(Envelope? verdict, ContributorState state)
    {
        if (verdict is null)
        {
            throw new UnverifiedAnswerException(
                AnswerFault.Malformed, $"The validator '{Identity.Id}' answered without a signed verdict; expected one.");
        }

        StatisticsVerdictPayload payload = Open<StatisticsVerdictPayload>(verdict, "verdict");
        RequireOwn(payload.Participant, payload.DefinitionDigest, "verdict");
        if (!payload.StatisticsDigest.Span.SequenceEqual(state.Guard.Committed.Span))
        {
            throw Wrong("verdict", "it is on other commitments than those that were sent");
        }

        kept.Change(record => record with
        {
            Nearness = record.Nearness! with { Verdict = verdict.ToByteArray() },
        });
    }

    private T Open<T>(Envelope envelope, string what)
        where T : class, IMessage<T>, new()
    {
        if (!Envelopes.TryRead(envelope, out SignedEnvelope? signed, out _))
        {
            throw new UnverifiedAnswerException(
                AnswerFault.Malformed, $"The {what} of validator '{Identity.Id}' is no signed message.");
        }

        return SignedPayload.TryRead(signed, out SignedPayload<T>? message, out Market.Rejection? rejection)
            && message.TryAuthenticate(Identity.Key, participant.Market.Rules.Version, out _, out rejection)
            ? message.Payload
            : throw Wrong(what, rejection!.Message.TrimEnd('.'));
    }

    private void RequireOwn(string name, ByteString definition, string what)
    {
        if (name != participant.Name || !definition.Equals(participant.Market.DefinitionDigest))
        {
            throw Wrong(what, $"it is for '{name}', or under other rules");
        }
    }

    private UnverifiedAnswerException Wrong(string what, string why) => new(
        AnswerFault.Signature, $"The {what} of validator '{Identity.Id}' to {participant.Name} does not hold: {why}.");

    // The same message for the same proof, which is kept: signed again, it is told the same verdict.
    private Envelope Sign(Envelope asked, ContributorState state, SendNearness answer)
    {
        _ = Envelopes.TryRead(asked, out SignedEnvelope? question, out _);
        return participant.Key.SignMessage(ClaimPayloads.ToPayload(
            participant.Market.Name,
            NearnessClaim.Of(
                participant.Context.Participant,
                participant.Context.DefinitionDigest,
                state.Guard.Committed,
                question!,
                answer.Proof)));
    }

    private static async IAsyncEnumerable<ProveNearnessRequest> Messages(
        string name, Envelope signed, SendNearness answer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        var message = new ProveNearnessRequest
        {
            Participant = name,
            Envelope = signed,
            Proof = UnsafeByteOperations.UnsafeWrap(answer.Proof),
        };
        for (int offset = 0; offset < answer.Commitments.Length; offset += ChunkBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            message.Commitments = UnsafeByteOperations.UnsafeWrap(
                answer.Commitments.Slice(offset, Math.Min(ChunkBytes, answer.Commitments.Length - offset)));
            yield return message;
            message = new ProveNearnessRequest();
        }
    }

    private Envelope Access() => AuditEnvelopes.Access(participant, connection.Options.TimeProvider);
}
