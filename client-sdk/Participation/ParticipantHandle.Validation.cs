using Candor.Client.Participation;
using Candor.Client.Receipts;
using Candor.Commitments.Datasets;
using Candor.Market.Definitions;

namespace Candor.Client;

/// <content>What participants do where the market checks committed sizes.</content>
public partial class ParticipantHandle
{
    /// <summary>Commits to a dataset: to its number of records, and where it is tagged, as a market with validation
    /// asks for, to the records themselves. A participant may commit again until it reports; the last commitment counts, and needs
    /// an audit of its own.</summary>
    /// <param name="dataset">The dataset; where it is tagged, for this market and participant.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The receipt, with the secrets that audit and report need: save it at once.</returns>
    /// <exception cref="CandorException">The roster lacks the participant or has another key for it; the server
    /// refused, such as with <c>NOT_JOINED</c> or <c>COMMITMENT_DEADLINE_PASSED</c>; or it stayed
    /// unavailable. The dataset has more records than the market takes of one participant (<c>DATASET_TOO_LARGE</c>):
    /// nothing was sent then, since its audit would be refused.</exception>
    /// <exception cref="ClockException">The clock here is not the server's or a validator's; nothing was signed.</exception>
    /// <exception cref="UnverifiedAnswerException">The market or the answer does not hold.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<CommitmentReceipt> CommitAsync(
        Dataset dataset,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        VerifiedParticipant participant = await VerifyAsync(cancellationToken).ConfigureAwait(false);
        RequireFits(participant, dataset);
        return await CommitAsync(
            participant,
            dataset.Records,
            dataset.Tagged is null ? s_noDatasetRoot : dataset.Root,
            dataset.Tagged?.Key,
            cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Has a commitment audited by a validator of the market: sends the tags, opens the sample that the
    /// validator draws, and waits until the market has the verdict. Goes on where an earlier run or the validator
    /// stopped.</summary>
    /// <param name="receipt">The commitment, the participant's current one.</param>
    /// <param name="dataset">The dataset that was committed to; its file is read again for the sample.</param>
    /// <param name="validatorId">Which of the market's validators; null for the first.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="cancellationToken">Stops it; the audit stays open until its deadline.</param>
    /// <returns>The verdict.</returns>
    /// <remarks>One sample of a commitment is opened, and no other. Which one is kept in the receipt's file, before anything
    /// is opened; of a receipt that was neither saved nor loaded, in this client alone, and a warning says so.</remarks>
    /// <exception cref="CandorException">The market asks for no validation (<c>VALIDATION_NOT_ASKED</c>), the validator
    /// refused to audit, such as with <c>COMMITMENT_NOT_CURRENT</c>, or it stayed unavailable.</exception>
    /// <exception cref="ClockException">The clock here is not the server's or a validator's; nothing was signed.</exception>
    /// <exception cref="UnverifiedAnswerException">The market, the validator's sample or its verdict does not
    /// hold.</exception>
    /// <exception cref="DatasetException">The file has changed or cannot be read.</exception>
    /// <exception cref="ReceiptException">The receipt is of another key or of other rules.</exception>
    /// <exception cref="ArgumentException">The market names no such validator.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public virtual Task<ValidationResult> ValidateAsync(
        CommitmentReceipt receipt,
        Dataset dataset,
        string? validatorId = null,
        IProgress<ValidationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        ArgumentNullException.ThrowIfNull(dataset);
        return ValidateAsync(receipt, TaggedOf(receipt, dataset), validatorId, progress, cancellationToken);
    }

    /// <summary>Has a commitment audited, with records as an audit needs them. Internal for the simulation and the
    /// tests of cheaters; it sends whatever it is given.</summary>
    internal async Task<ValidationResult> ValidateAsync(
        CommitmentReceipt receipt,
        AuditedRecords records,
        string? validatorId,
        IProgress<ValidationProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        VerifiedParticipant participant = await OwnerOfAsync(receipt, cancellationToken).ConfigureAwait(false);
        ValidatorIdentity validator = ChooseValidator(participant, validatorId);
        await _connection.CompareClocksAsync(validator.Address, cancellationToken).ConfigureAwait(false);
        KeptParticipation kept = _connection.Kept.Of(participant);
        if (!kept.HasFile && receipt.SavedAt is { } path)
        {
            kept.KeepAt(path);
        }

        var session = new AuditSession(_connection, participant, receipt, records, validator, _conduct, kept);
        return await session.RunAsync(progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Answers the overlap checks of the participant's records with those of others, where the market asks for
    /// them (statement 6): the ones that wait, then each as it comes up. Run it from the attestation on until the
    /// market is over: who does not answer in time is refused.</summary>
    /// <param name="receipt">The participant's current commitment, with its record key.</param>
    /// <param name="cancellationToken">Stops answering.</param>
    /// <returns>How many overlap checks were answered, once there can be no more.</returns>
    /// <remarks>Each takes a multiplication for every record of the other, as tagging does for one's own: about a
    /// minute for a million records on two processors. Only tags that the other has committed to, under its signature,
    /// are multiplied.</remarks>
    /// <exception cref="ReceiptException">The receipt is of another key or of other rules, or of a market without
    /// validation (<see cref="ReceiptFault.OtherParticipant"/>).</exception>
    /// <exception cref="CandorException">The market asks for no validation (<c>VALIDATION_NOT_ASKED</c>), the validator refused,
    /// or an answer came too late, so that the commitment is refused (<c>AUDIT_DEADLINE_PASSED</c>): the message says which
    /// check, with how many records, and until when it had to be answered.</exception>
    /// <exception cref="ClockException">The clock here is not the server's or a validator's; nothing was signed.</exception>
    /// <exception cref="UnverifiedAnswerException">What the validator sends is not what the other has committed
    /// to.</exception>
    /// <exception cref="OperationCanceledException">The answering was stopped.</exception>
    public virtual Task<int> AnswerOverlapsAsync(
        CommitmentReceipt receipt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return receipt.RecordKey is { } recordKey
            ? AnswerOverlapsAsync(receipt, recordKey, cancellationToken)
            : throw new ReceiptException(
                ReceiptFault.OtherParticipant,
                $"The receipt of {receipt} has no record key; expected one of a market with validation.");
    }

    /// <summary>Answers overlap checks under any key. Internal for the simulation and the tests of cheaters.</summary>
    internal async Task<int> AnswerOverlapsAsync(
        CommitmentReceipt receipt, RecordKey recordKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        VerifiedParticipant participant = await OwnerOfAsync(receipt, cancellationToken).ConfigureAwait(false);
        ValidatorIdentity validator = ChooseValidator(participant, id: null);
        await _connection.CompareClocksAsync(validator.Address, cancellationToken).ConfigureAwait(false);
        var session = new OverlapSession(_connection, participant, validator, recordKey);
        return await session.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void RequireFits(VerifiedParticipant participant, Dataset dataset)
    {
        if (participant.Market.Rules is { Version: >= 2, Validation.MaxRecords: var most } && dataset.Records > most)
        {
            throw new CandorException(
                "DATASET_TOO_LARGE",
                $"'{dataset.Source}' has {dataset.Records} records; {participant.Market.Name} takes at most {most} of one "
                + "participant ('maxRecords' in its definition). Nothing was committed.")
            {
                ErrorReason = ErrorReason.DatasetTooLarge,
            };
        }
    }

    // A validator that was shown other records than those committed to would refuse them for it.
    private static AuditedRecords TaggedOf(CommitmentReceipt receipt, Dataset dataset) =>
        dataset.Tagged is { } tagged && dataset.IsCommittedIn(receipt)
            ? tagged
            : throw new DatasetException(
                DatasetFault.Changed,
                $"'{dataset.Source}' is not the dataset that was committed to: its root is "
                + $"'{Convert.ToHexStringLower(dataset.Root.Span)}'; expected "
                + $"'{Convert.ToHexStringLower(receipt.DatasetRoot.Span)}'.");

    private static ValidatorIdentity ChooseValidator(VerifiedParticipant participant, string? id)
    {
        ValidationRules rules = participant.Market.Rules.Validation ?? throw new CandorException(
            "VALIDATION_NOT_ASKED", $"{participant.Market.Name} takes committed sizes on trust; it asks for no audit.")
        {
            ErrorReason = ErrorReason.ValidationNotAsked,
        };
        return id is null
            ? rules.Validators[0]
            : rules.Validators.FirstOrDefault(validator => validator.Id == id) ?? throw new ArgumentException(
                $"{participant.Market.Name} names no validator '{id}'; expected one of "
                + $"{string.Join(", ", rules.Validators.Select(validator => validator.Id))}.",
                nameof(id));
    }
}
