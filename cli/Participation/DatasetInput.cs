using Candor.Cli.Errors;
using Candor.Cli.Files;
using Candor.Cli.Output;
using Candor.Client;
using Candor.Market.Records;

namespace Candor.Cli.Participation;

/// <summary>Reads what a participant brings, as its market takes it.</summary>
/// <param name="screen">Where progress is shown.</param>
/// <param name="file">The dataset.</param>
/// <param name="receipt">Where the commitment is kept; null: nowhere.</param>
/// <param name="separator">What stands between two cells of the file; null: what the schema says, or a comma.</param>
internal sealed class DatasetInput(Screen screen, string file, string? receipt, char? separator = null)
{
    /// <summary>Counts records for a market that takes sizes on trust.</summary>
    /// <param name="schema">The file that says what a record is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal Dataset Count(string schema, CancellationToken cancellationToken)
    {
        var format = RecordFormatFile.Load(schema);
        return Count(format.Format, format.Options, cancellationToken);
    }

    /// <summary>Counts records.</summary>
    /// <param name="format">What a record is.</param>
    /// <param name="options">How such files are laid out.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal Dataset Count(RecordFormat format, DatasetFileOptions options, CancellationToken cancellationToken)
    {
        using var meter = new ProgressMeter(screen, "counting");
        if (file == FilePath.StandardInput)
        {
            using Stream input = FilePath.Open(file);
            return Dataset.FromStream(
                input, "standard input", format, Laid(options), new ShownProgress(meter), cancellationToken);
        }

        return Dataset.FromFile(file, format, Laid(options), new ShownProgress(meter), cancellationToken);
    }

    /// <summary>Tags records for a market that has them audited: under the key of a kept commitment, so that the same
    /// file is the same commitment, else under a fresh one.</summary>
    /// <param name="participant">The participant.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<Dataset> TagAsync(ParticipantHandle participant, CancellationToken cancellationToken)
    {
        using var meter = new ProgressMeter(screen, "tagging");
        var progress = new ShownProgress(meter);
        DatasetFileOptions options = Laid(new DatasetFileOptions());
        return KeptFor(participant) is { } kept
            ? await participant.TagDatasetAsync(kept, file, options, progress, cancellationToken).ConfigureAwait(false)
            : await participant.TagDatasetAsync(file, options, progress, cancellationToken).ConfigureAwait(false);
    }

    // What the command line says of the file is said of this one file, and goes before what a schema says of many.
    private DatasetFileOptions Laid(DatasetFileOptions options) =>
        separator is { } between ? options with { Separator = between } : options;

    /// <summary>Makes sure that the file is there, and that no more is to be reported than it holds.</summary>
    /// <param name="report">The report; null: everything.</param>
    /// <param name="data">What the file holds; null where it is not read yet.</param>
    /// <exception cref="CliException">It is not.</exception>
    internal void Require(uint? report, Dataset? data)
    {
        if (data is null && file == FilePath.StandardInput)
        {
            throw new CliException(
                "--data -: the records of an audited market need to be read twice, to tag them and to open those of the "
                + "sample; expected a regular file");
        }

        if (data is null && Directory.Exists(file))
        {
            throw new CliException($"--data '{file}': is a folder; expected a dataset in CSV or JSON lines");
        }

        if (data is null && !File.Exists(file))
        {
            throw new CliException($"--data '{file}': there is no such file; expected a dataset in CSV or JSON lines");
        }

        if (data is null && FilePath.IsReadOnce(file))
        {
            throw new CliException(
                $"--data '{file}': is a pipe; the records of an audited market need to be read twice, to tag them and to open "
                + "those of the sample; expected a regular file");
        }

        if (report > data?.Records)
        {
            throw new CliException(
                $"--report {report}: is more than the {data.Records} valid, distinct records of '{file}'; "
                + "expected at most those, for the server rejects a report above the commitment");
        }
    }

    // A receipt that is not there is written with the first commitment. One that is damaged or of something else stops
    // the run, here or when it is to be kept: it may be the only copy of a secret, or no receipt at all.
    private CommitmentReceipt? KeptFor(ParticipantHandle participant)
    {
        if (receipt is null)
        {
            return null;
        }

        try
        {
            CommitmentReceipt kept = CommitmentReceipt.Load(receipt);
            bool isOurs = kept.Market == participant.Market
                && kept.ParticipantId == participant.ParticipantId;
            return isOurs && kept.RecordKey is not null ? kept : null;
        }
        catch (ReceiptException e) when (e.Fault == ReceiptFault.Missing)
        {
            return null;
        }
    }

    private sealed class ShownProgress(ProgressMeter meter) : IProgress<DatasetProgress>
    {
        public void Report(DatasetProgress value) =>
            meter.Report(value.BytesRead / (double)Math.Max(1, value.TotalBytes));
    }
}
