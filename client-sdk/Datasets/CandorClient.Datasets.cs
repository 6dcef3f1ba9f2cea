using System.Security.Cryptography;
using Candor.Client.Participation;
using Candor.Commitments.Datasets;
using Candor.V1;

namespace Candor.Client;

/// <content>Data sets for markets that ask for validation.</content>
public partial class CandorClient
{
    /// <summary>Tags a file's records for a market that asks for validation, under a fresh record key. The file is read
    /// once, from end to end, and must then stay as it is until the audit is over.</summary>
    /// <param name="market">The market's id or name.</param>
    /// <param name="participantId">The participant's id in the roster.</param>
    /// <param name="key">The participant's key.</param>
    /// <param name="path">The file: CSV or JSON lines, in UTF-8.</param>
    /// <param name="options">How it is laid out, and how many threads tag; see
    /// <see cref="DatasetFileOptions"/>.</param>
    /// <param name="progress">Told about once every 10,000 rows, and at the end. While it is under way, the records are
    /// those tagged so far, repeated ones among them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The tagged data set, with every row that does not count and why.</returns>
    /// <exception cref="DatasetException">There is no such file (<see cref="DatasetFault.FileMissing"/>), it is empty
    /// (<see cref="DatasetFault.Empty"/>), lacks a column of the market's records
    /// (<see cref="DatasetFault.ColumnMissing"/>), cannot be read (<see cref="DatasetFault.Unreadable"/>), has too many
    /// records (<see cref="DatasetFault.TooLarge"/>), or an option is out of range
    /// (<see cref="DatasetFault.SchemaInvalid"/>).</exception>
    /// <exception cref="CandorException">The market asks for no validation (<c>VALIDATION_NOT_ASKED</c>); the roster
    /// lacks the participant (<c>PARTICIPANT_NOT_FOUND</c>) or has another key for it (<c>KEY_NOT_ON_RECORD</c>); or
    /// the server stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">The market does not hold.</exception>
    /// <exception cref="ArgumentException">A name is none, or the path is empty.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public virtual async Task<MarketDataset> TagDatasetAsync(
        string market,
        string participantId,
        SigningKey key,
        string path,
        DatasetFileOptions? options = null,
        IProgress<DatasetProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new DatasetFileOptions();
        options.Require();
        using var random = RandomNumberGenerator.Create();
        return await TagAsync(
            market, participantId, key, path, options, RecordKey.Create(random), progress, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Tags a file's records again, for a commitment that was made in an earlier run: under its record key, so
    /// that the same file gives the same root.</summary>
    /// <param name="receipt">The kept commitment.</param>
    /// <param name="key">The participant's key.</param>
    /// <param name="path">The file: CSV or JSON lines, in UTF-8.</param>
    /// <param name="options">How it is laid out, and how many threads tag.</param>
    /// <param name="progress">Told about once every 10,000 rows, and at the end.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The tagged data set. Where the file has changed, its root is another than the receipt's.</returns>
    /// <exception cref="ReceiptException">The receipt is of a market without validation
    /// (<see cref="ReceiptFault.OtherParticipant"/>).</exception>
    /// <inheritdoc cref="TagDatasetAsync(string, string, SigningKey, string, DatasetFileOptions?,
    /// IProgress{DatasetProgress}?, CancellationToken)" path="/exception"/>
    public virtual async Task<MarketDataset> TagDatasetAsync(
        CommitmentReceipt receipt,
        SigningKey key,
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
        return await TagAsync(
            receipt.Market, receipt.ParticipantId, key, path, options, recordKey, progress, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<MarketDataset> TagAsync(
        string market,
        string participantId,
        SigningKey key,
        string path,
        DatasetFileOptions options,
        RecordKey recordKey,
        IProgress<DatasetProgress>? progress,
        CancellationToken cancellationToken)
    {
        Member member = await MemberAsync(market, participantId, key, cancellationToken).ConfigureAwait(false);
        if (member.Market.Rules.Validation is not { } validation)
        {
            throw new CandorException(
                "VALIDATION_NOT_ASKED",
                $"{member.Market.Name} asks for no validation, so its rules do not say what a record is; expected a "
                + "market with 'validation'. Count the data set with a schema of your own instead.")
            {
                ErrorReason = ErrorReason.ValidationNotAsked,
            };
        }

        return await MarketDataset.TagAsync(
            member.Context, validation.Records, path, options, recordKey, progress, cancellationToken)
            .ConfigureAwait(false);
    }
}
