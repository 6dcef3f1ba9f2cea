using Candor.Client.Participation;
using Candor.Commitments.Datasets;
using Candor.Market.Definitions;
using Candor.V1;

namespace Candor.Client;

/// <content>What participants do where the market checks committed sizes.</content>
public partial class CandorClient
{
    /// <summary>Asks a validator who it is, for the operator who writes it into a market's definition.</summary>
    /// <param name="address">Where it listens; empty, the default, for the one that the server hosts.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Its id and key, on its own word.</returns>
    /// <exception cref="CandorException">Nobody answers there.</exception>
    /// <exception cref="UriFormatException">The address is none.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<ValidatorInfo> GetValidatorAsync(
        string address = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        ValidatorService.ValidatorServiceClient validator = _validators.At(address);
        GetValidatorResponse response = await _calls.InvokeAsync(
            options => validator.GetValidatorAsync(new GetValidatorRequest(), options),
            "GetValidator",
            null,
            cancellationToken).ConfigureAwait(false);
        return new ValidatorInfo(response.Id, Convert.ToBase64String(response.PublicKey.Span));
    }

    /// <summary>Commits to a tagged data set, in a market that asks for validation: to its number of records, and to
    /// the records themselves. A participant may commit again until it reports; the last commitment counts, and needs
    /// an audit of its own.</summary>
    /// <param name="market">The market's id or name.</param>
    /// <param name="participantId">The participant's id in the roster.</param>
    /// <param name="key">The participant's key.</param>
    /// <param name="dataset">The data set, tagged for this market and participant.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The receipt, with the secrets that audit and report need: save it at once.</returns>
    /// <exception cref="CandorException">The roster lacks the participant or has another key for it; the server
    /// refused, such as with <c>NOT_JOINED</c> or <c>COMMITMENT_DEADLINE_PASSED</c>; or it stayed
    /// unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">The market or the answer does not hold.</exception>
    /// <exception cref="ArgumentException">A name is none.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<CommitmentReceipt> CommitAsync(
        string market,
        string participantId,
        SigningKey key,
        MarketDataset dataset,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        Member member = await MemberAsync(market, participantId, key, cancellationToken).ConfigureAwait(false);
        return await CommitAsync(member, key, dataset.Records, dataset.Root, dataset.Key, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Has a commitment audited by a validator of the market: sends the tags, opens the sample that the
    /// validator draws, and waits until the market has the verdict. Goes on where an earlier run or the validator
    /// stopped.</summary>
    /// <param name="receipt">The commitment, the participant's current one.</param>
    /// <param name="dataset">The data set that was committed to; its file is read again for the sample.</param>
    /// <param name="key">The participant's key.</param>
    /// <param name="validatorId">Which of the market's validators; null for the first.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="cancellationToken">Stops it; the audit stays open until its deadline.</param>
    /// <returns>The verdict.</returns>
    /// <exception cref="CandorException">The market asks for no validation (<c>VALIDATION_NOT_ASKED</c>), the validator
    /// refused to audit, such as with <c>COMMITMENT_NOT_CURRENT</c>, or it stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">The market, the validator's sample or its verdict does not
    /// hold.</exception>
    /// <exception cref="DatasetException">The file has changed or cannot be read.</exception>
    /// <exception cref="ReceiptException">The receipt is of another key or of other rules.</exception>
    /// <exception cref="ArgumentException">The market names no such validator.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public virtual Task<ValidationResult> ValidateAsync(
        CommitmentReceipt receipt,
        MarketDataset dataset,
        SigningKey key,
        string? validatorId = null,
        IProgress<ValidationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return ValidateAsync(receipt, AuditedRecords.Of(dataset), key, validatorId, progress, cancellationToken);
    }

    /// <summary>Has a commitment audited, with records as an audit needs them. Internal for the demonstration and the
    /// tests of cheaters; it sends whatever it is given.</summary>
    internal async Task<ValidationResult> ValidateAsync(
        CommitmentReceipt receipt,
        AuditedRecords records,
        SigningKey key,
        string? validatorId,
        IProgress<ValidationProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        Member member = await OwnerAsync(receipt, key, cancellationToken).ConfigureAwait(false);
        ValidatorIdentity validator = ChooseValidator(member, validatorId);
        var session = new AuditSession(
            _validators.At(validator.Address),
            _marketService,
            _calls,
            _options,
            member,
            key,
            receipt,
            records,
            validator);
        return await session.RunAsync(progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Answers the comparisons of the participant's records with those of others, where the market asks for
    /// them (statement 6): the ones that wait, then each as it comes up. Run it from the attestation on until the
    /// market is over: who does not answer in time is refused.</summary>
    /// <param name="receipt">The participant's current commitment, with its record key.</param>
    /// <param name="key">The participant's key.</param>
    /// <param name="cancellationToken">Stops answering.</param>
    /// <returns>How many comparisons were answered, once there can be no more.</returns>
    /// <remarks>Each takes a multiplication for every record of the other, as tagging does for one's own: about a
    /// minute for a million records on two processors. Only tags that the other has committed to, under its signature,
    /// are multiplied.</remarks>
    /// <exception cref="ReceiptException">The receipt is of another key or of other rules, or of a market without
    /// validation (<see cref="ReceiptFault.OtherParticipant"/>).</exception>
    /// <exception cref="CandorException">The market asks for no validation (<c>VALIDATION_NOT_ASKED</c>), or the
    /// validator refused.</exception>
    /// <exception cref="UnverifiedAnswerException">What the validator sends is not what the other has committed
    /// to.</exception>
    /// <exception cref="OperationCanceledException">The answering was stopped.</exception>
    public virtual Task<int> AnswerOverlapsAsync(
        CommitmentReceipt receipt, SigningKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        ArgumentNullException.ThrowIfNull(key);
        return receipt.RecordKey is { } recordKey
            ? AnswerOverlapsAsync(receipt, recordKey, key, cancellationToken)
            : throw new ReceiptException(
                ReceiptFault.OtherParticipant,
                $"The receipt of {receipt} has no record key; expected one of a market with validation.");
    }

    /// <summary>Answers comparisons under any key. Internal for the demonstration and the tests of cheaters.</summary>
    internal async Task<int> AnswerOverlapsAsync(
        CommitmentReceipt receipt, RecordKey recordKey, SigningKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        Member member = await OwnerAsync(receipt, key, cancellationToken).ConfigureAwait(false);
        ValidatorIdentity validator = ChooseValidator(member, id: null);
        var session = new OverlapSession(
            _validators.At(validator.Address), _marketService, _calls, _options, member, key, recordKey);
        return await session.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<Member> OwnerAsync(
        CommitmentReceipt receipt, SigningKey key, CancellationToken cancellationToken)
    {
        Member member = await MemberAsync(receipt.Market, receipt.ParticipantId, key, cancellationToken)
            .ConfigureAwait(false);
        return member.Owns(receipt)
            ? member
            : throw new ReceiptException(
                ReceiptFault.OtherParticipant,
                $"The receipt of {receipt} was made with another key or under other rules than {member.Name} has now.");
    }

    private static ValidatorIdentity ChooseValidator(Member member, string? id)
    {
        ValidationRules rules = member.Market.Rules.Validation ?? throw new CandorException(
            "VALIDATION_NOT_ASKED", $"{member.Market.Name} takes committed sizes on trust; it asks for no audit.")
        {
            ErrorReason = ErrorReason.ValidationNotAsked,
        };
        return id is null
            ? rules.Validators[0]
            : rules.Validators.FirstOrDefault(validator => validator.Id == id) ?? throw new ArgumentException(
                $"{member.Market.Name} names no validator '{id}'; expected one of "
                + $"{string.Join(", ", rules.Validators.Select(validator => validator.Id))}.",
                nameof(id));
    }
}
