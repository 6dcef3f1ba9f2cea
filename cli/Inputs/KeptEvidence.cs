using System.Globalization;
using Candor.Client.Transcripts;

namespace Candor.Cli.Inputs;

/// <summary>The receipts and checkpoints that a command line names, with the files that they are from.</summary>
/// <param name="Receipts">Each receipt: a file may keep several.</param>
/// <param name="Checkpoints">Each checkpoint.</param>
internal sealed record KeptEvidence(
    IReadOnlyList<(string File, TranscriptReceipt Receipt)> Receipts,
    IReadOnlyList<(string File, ReadOnlyMemory<byte> Note)> Checkpoints)
{
    private const string ExpectedReceipt = "a receipt, as 'candor join --receipt' or the SDK saves it";

    /// <summary>Loads them.</summary>
    /// <param name="receipts">The receipts' files; null for none.</param>
    /// <param name="checkpoints">The checkpoints' files; null for none.</param>
    /// <param name="market">The market that they are of; null where the transcript does not say it.</param>
    /// <param name="cancellationToken">Stops loading.</param>
    /// <exception cref="Errors.CliException">A file is not there or cannot be read.</exception>
    /// <exception cref="Candor.Client.ReceiptException">A file is not a receipt.</exception>
    /// <exception cref="CheckpointStoreException">A file is JSON that keeps no checkpoints.</exception>
    internal static async Task<KeptEvidence> LoadAsync(
        string[]? receipts, string[]? checkpoints, string? market, CancellationToken cancellationToken)
    {
        var kept = new List<(string, TranscriptReceipt)>();
        foreach (string file in receipts ?? [])
        {
            InputFile.Require(file, ExpectedReceipt);
            kept.AddRange(TranscriptReceiptFile.Load(file).Select(receipt => (file, receipt)));
        }

        var notes = new List<(string, ReadOnlyMemory<byte>)>();
        foreach (string file in checkpoints ?? [])
        {
            notes.Add((file, await NoteInput.ReadKeptAsync(file, market, cancellationToken).ConfigureAwait(false)));
        }

        return new KeptEvidence(kept, notes);
    }

    /// <summary>What to say of each, in the order of the command line.</summary>
    /// <param name="verification">The verification that it was held against.</param>
    /// <returns>A line each, and whether it holds.</returns>
    internal IEnumerable<(string Line, bool Holds)> Describe(TranscriptVerification verification)
    {
        foreach (((string file, _), TranscriptEvidence found) in Receipts.Zip(verification.Receipts))
        {
            string what = string.Create(CultureInfo.InvariantCulture, $"receipt {file}: entry {found.Entry}");
            yield return (
                found.Fault is { } fault ? $"{what}: {fault}" : $"{what} is there, under a note of {found.Size} entries",
                found.Holds);
        }

        foreach (((string file, _), TranscriptEvidence found) in Checkpoints.Zip(verification.Checkpoints))
        {
            yield return (
                found.Fault is { } fault
                    ? $"checkpoint {file}: {fault}"
                    : $"checkpoint {file}: the transcript grew from its {found.Size} entries",
                found.Holds);
        }
    }
}
