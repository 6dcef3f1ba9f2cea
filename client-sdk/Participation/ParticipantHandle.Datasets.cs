using System.Security.Cryptography;
using Candor.Client.Datasets;
using Candor.Client.Participation;
using Candor.Commitments.Datasets;

namespace Candor.Client;

/// <content>Datasets for markets whose rules say what a record is: those that ask for validation, and those that train.</content>
public partial class ParticipantHandle
{
    /// <summary>Tags a file's records for a market that asks for validation, under a fresh record key. The file is read
    /// once, from end to end, and must then stay as it is until the audit is over. In a market that trains without validation
    /// nobody asks for tags: the records are counted, by the market's rules, and the file must stay as it is until the market has
    /// settled.</summary>
    /// <param name="path">The file: CSV or JSON lines, in UTF-8.</param>
    /// <param name="options">How it is laid out, and how many threads tag; see
    /// <see cref="DatasetFileOptions"/>.</param>
    /// <param name="progress">Told about once every 10,000 rows, and at the end. While it is under way, the records are
    /// those tagged so far, repeated ones among them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The dataset, with every row that does not count and why.</returns>
    /// <exception cref="DatasetException">There is no such file (<see cref="DatasetFault.FileMissing"/>), it is empty
    /// (<see cref="DatasetFault.Empty"/>), lacks a column of the market's records
    /// (<see cref="DatasetFault.ColumnMissing"/>), cannot be read (<see cref="DatasetFault.Unreadable"/>), has too many
    /// records (<see cref="DatasetFault.TooLarge"/>), or an option is out of range
    /// (<see cref="DatasetFault.SchemaInvalid"/>).</exception>
    /// <exception cref="CandorException">The market asks for no validation and trains nothing
    /// (<c>VALIDATION_NOT_ASKED</c>); the roster
    /// lacks the participant (<c>PARTICIPANT_NOT_FOUND</c>) or has another key for it (<c>KEY_NOT_ON_RECORD</c>); or
    /// the server stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">The market does not hold.</exception>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public virtual async Task<Dataset> TagDatasetAsync(
        string path,
        DatasetFileOptions? options = null,
        IProgress<DatasetProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new DatasetFileOptions();
        options.Require();
        using var random = RandomNumberGenerator.Create();
        return await TagAsync(path, options, RecordKey.Create(random), progress, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Tags a file's records again, for a commitment that was made in an earlier run: under its record key, so
    /// that the same file gives the same root.</summary>
    /// <param name="receipt">The kept commitment.</param>
    /// <param name="path">The file: CSV or JSON lines, in UTF-8.</param>
    /// <param name="options">How it is laid out, and how many threads tag.</param>
    /// <param name="progress">Told about once every 10,000 rows, and at the end.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The tagged dataset. Where the file has changed, its root is another than the receipt's.</returns>
    /// <exception cref="ReceiptException">The receipt is of a market without validation, of another participant, of
    /// another key or of other rules (<see cref="ReceiptFault.OtherParticipant"/>).</exception>
    /// <inheritdoc cref="TagDatasetAsync(string, DatasetFileOptions?,
    /// IProgress{DatasetProgress}?, CancellationToken)" path="/exception"/>
    public virtual async Task<Dataset> TagDatasetAsync(
        CommitmentReceipt receipt,
        string path,
        DatasetFileOptions? options = null,
        IProgress<DatasetProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new DatasetFileOptions();
        options.Require();
        RecordKey recordKey = receipt.RecordKey ?? throw new ReceiptException(
            ReceiptFault.OtherParticipant, $"The receipt of {receipt} has no record key; expected one of a market with "
            + "validation.");
        await OwnerOfAsync(receipt, cancellationToken).ConfigureAwait(false);
        return await TagAsync(path, options, recordKey, progress, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Dataset> TagAsync(
        string path,
        DatasetFileOptions options,
        RecordKey recordKey,
        IProgress<DatasetProgress>? progress,
        CancellationToken cancellationToken)
    {
        VerifiedParticipant participant = await VerifyAsync(cancellationToken).ConfigureAwait(false);
        Candor.Market.Records.RecordFormat format = participant.Market.Rules.Records ?? throw new CandorException(
            "VALIDATION_NOT_ASKED",
            $"{participant.Market.Name} asks for no validation and trains nothing, so its rules do not say what a record is; "
            + "expected a market with 'validation' or 'training'. Count the dataset with a schema of your own instead.")
        {
            ErrorReason = ErrorReason.ValidationNotAsked,
        };
        return participant.Market.Rules.Validation is null
            ? await Task.Run(() => Dataset.FromFile(path, format, options, progress, cancellationToken), cancellationToken)
                .ConfigureAwait(false)
            : await Dataset.TagAsync(
                new TaggingTerms(participant.Context, format, recordKey, _conduct), path, options, progress, cancellationToken)
                .ConfigureAwait(false);
    }
}
