using System.CommandLine;
using System.Globalization;
using Candor.Cli.Contributions;
using Candor.Cli.Errors;
using Candor.Cli.Files;
using Candor.Cli.Help;
using Candor.Cli.Inputs;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Client.Transcripts;
using Candor.Commitments.Logs;
using Candor.Hosting.Blobs;
using Candor.Market;
using Candor.Market.Settlement;

namespace Candor.Cli.Commands;

/// <summary><c>candor verify FILE</c>: checks a market's transcript offline.</summary>
internal static class VerifyCommand
{
    private const string Expected = "a transcript file, as 'candor transcript export' writes it";

    /// <summary>Creates the command.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen)
    {
        var file = new Argument<string>("FILE") { Description = $"{char.ToUpperInvariant(Expected[0])}{Expected[1..]}." };
        var logKey = new Option<string?>("--log-key")
        {
            Description = "The key that must have signed the checkpoint (name+hash+key). Default: the one in the "
                + "operator's definition, else the one that the file names.",
            HelpName = "KEY",
        };
        Option<string[]> receipt = Files(
            "--receipt",
            "Receipts that you kept of messages that the server accepted. Each message must be in the transcript where its "
            + "receipt says.");
        Option<string[]> checkpoint = Files(
            "--checkpoint",
            "Checkpoints that you or others were shown, as 'candor transcript checkpoint' prints them or 'candor join' keeps "
            + "them. The transcript must have grown from each.");
        var contributions = new Option<string>("--contributions")
        {
            Description = "The folder of what members of a training uploaded, as it is beside a server's database (.blobs). Each "
                + "upload is held to what its member signed: the count (statement 7), in every epoch that masked vectors are the "
                + "committed ones (statement 9), and the platform's comparison to what follows from them. What retention has "
                + "removed cannot be checked, and is named.",
            HelpName = "DIR",
        };
        Option<bool> json = CommonOptions.Json("Print one JSON object with the whole outcome.");
        var command = new CandorCommand(
            "verify",
            "Checks a market's transcript offline, with nothing of the server's: every signature, proof and "
            + "attestation, the order of the entries, the settlement to the last micro-unit, and that the entries are "
            + "those of the signed checkpoint. Exits with 1 and names the first entry that does not hold. A server that "
            + "drops a message and signs the rest anew is seen only against a receipt or a checkpoint that somebody "
            + "kept.",
            "candor transcript export hospitals --key north.key --out hospitals.transcript",
            "candor verify hospitals.transcript",
            "candor verify hospitals.transcript --receipt north.receipt --checkpoint mine.note theirs.note",
            "candor verify hospitals.transcript --log-key candor+0fa3…+AQ…")
        {
            file, logKey, receipt, checkpoint, contributions, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(file);
            using Stream transcript = await InputFile
                .ReadAsync(path, Expected, () => Open(path), cancellationToken).ConfigureAwait(false);
            KeptEvidence kept = await KeptEvidence.LoadAsync(
                parsed.GetValue(receipt), parsed.GetValue(checkpoint), MarketOf(transcript, path), cancellationToken)
                .ConfigureAwait(false);
            var options = new TranscriptVerificationOptions
            {
                LogKey = ReadKey(parsed.GetValue(logKey)),
                Receipts = [.. kept.Receipts.Select(static one => one.Receipt)],
                Checkpoints = [.. kept.Checkpoints.Select(static one => one.Note)],
            };
            TranscriptVerification verification = await Task.Run(
                () => Verify(transcript, path, options, screen, cancellationToken), cancellationToken).ConfigureAwait(false);
            WarnOfTimes(screen, verification.TimesAhead);
            IReadOnlyList<UploadFinding>? uploads = verification.Holds && parsed.GetValue(contributions) is { } folder
                ? await CheckUploadsAsync(folder, verification, cancellationToken).ConfigureAwait(false)
                : null;
            string? missing = uploads is null
                ? null
                : UploadRetention.FaultOf(
                    verification, uploads, parsed.GetValue(contributions)!, TimeProvider.System.GetUtcNow());
            bool holds = verification.Holds && missing is null && uploads?.Any(static one => one.Holds == false) != true;
            if (parsed.GetValue(json))
            {
                screen.WriteLine(CliJson.Write(VerifyResult.Of(
                    verification,
                    kept.Receipts.Select(static one => one.File),
                    kept.Checkpoints.Select(static one => one.File)) with
                {
                    Verified = holds,
                    Contributions = uploads,
                }));
            }
            else
            {
                Write(screen, verification, kept);
                if (uploads is not null)
                {
                    UploadsView.Write(screen, uploads);
                }
            }

            if (missing is not null)
            {
                screen.Progress(missing, Tone.Bad);
            }

            return holds ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static async Task<IReadOnlyList<UploadFinding>> CheckUploadsAsync(
        string folder, TranscriptVerification verification, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw new CliException($"--contributions '{folder}': there is no such folder; expected a server's folder .blobs");
        }

        if (verification.State!.Training is null)
        {
            throw new CliException(
                $"--contributions '{folder}': has no use here; {verification.State.Name} has trained nothing");
        }

        UploadCheck check;
        try
        {
            check = new UploadCheck(verification.State, verification.Epochs, folder);
        }
        catch (BlobStoreException unusable)
        {
            throw new CliException($"--contributions '{folder}': {unusable.Message}");
        }

        return await check.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private static Option<string[]> Files(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    private static NoteKey? ReadKey(string? text) =>
        text is null ? null
        : NoteKey.TryParse(text, out NoteKey? key) ? key
        : throw new CliException($"--log-key '{text}' is not a C2SP verifier key; expected name+hash+key");

    // The header is looked at before the whole is verified, so what can be read once is kept in memory.
    private static Stream Open(string path)
    {
        Stream stream = FilePath.Open(path);
        if (stream.CanSeek)
        {
            return stream;
        }

        using (stream)
        {
            var kept = new MemoryStream();
            byte[] buffer = new byte[1 << 16];
            while (stream.Read(buffer) is > 0 and int read)
            {
                kept.Write(buffer, 0, read);
                if (kept.Length > FilePath.MaxBytes)
                {
                    throw new CliException(
                        $"{path}: has more than {FilePath.MaxBytes} bytes; expected {Expected} of at most those");
                }
            }

            kept.Position = 0;
            return kept;
        }
    }

    // Of which market kept checkpoints are looked for. A file that does not begin as a transcript is none, and was given by
    // mistake; what is wrong with one that does is told when it is verified.
    private static string? MarketOf(Stream transcript, string path)
    {
        try
        {
            return TranscriptFile.Read(transcript).Header.Market;
        }
        catch (TranscriptFileException error) when (error.Fault is TranscriptFileFault.NotJson
            or TranscriptFileFault.Truncated or TranscriptFileFault.LineTooLong or TranscriptFileFault.UnknownType)
        {
            throw new CliException($"{path}: is not a transcript: {error.Message}; expected {Expected}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or TranscriptFileException)
        {
            return null;
        }
        finally
        {
            transcript.Position = 0;
        }
    }

    private static TranscriptVerification Verify(
        Stream stream, string path, TranscriptVerificationOptions options, Screen screen, CancellationToken cancellationToken)
    {
        try
        {
            using var meter = new ProgressMeter(screen, "verifying");
            var progress = new FileProgress(stream, meter);
            return TranscriptVerifier.Verify(stream, options with { Progress = progress }, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path}: cannot be read ({FilePath.Reason(error)}); expected {Expected}");
        }
    }

    // On standard error, since a transcript with such times holds all the same.
    private static void WarnOfTimes(Screen screen, TranscriptTimesAhead? ahead)
    {
        if (ahead is not null)
        {
            string many = ahead.Entries == 1 ? "1 entry is" : $"{Numbers.Count(ahead.Entries)} entries are";
            screen.Progress(
                $"warning: {many} of a time that has not come by this clock, from entry {Numbers.Count((long)ahead.First)} "
                + $"on, by up to {DurationOf(ahead.Furthest)}: the clock is wrong, or the server dated them forward",
                Tone.Warning);
        }
    }

    private static string DurationOf(TimeSpan time) => time.ToString(
        time.Days > 0 ? @"d' days and 'hh\:mm\:ss" : @"hh\:mm\:ss", CultureInfo.InvariantCulture);

    private static void Write(Screen screen, TranscriptVerification verification, KeptEvidence kept)
    {
        if (verification.Header is { } header)
        {
            string vouched = verification.IsLogKeyVouchedFor
                ? string.Empty
                : "  (as the file says; nobody vouches for it, see --log-key)";
            screen.WriteLine($"market   {header.Market}");
            screen.WriteLine($"log key  {header.LogKey}{vouched}");
            screen.WriteLine();
        }

        WriteCounts(screen, verification);
        WriteEvidence(screen, kept.Describe(verification));
        if (verification.Fault is { } fault)
        {
            string where = fault.Index is { } index ? $"entry {index}" : "the transcript";
            screen.WriteLine($"does not hold: {where} ({fault.Check}): {fault.Message}", Tone.Bad);
            return;
        }

        MarketState state = verification.State!;
        if (state.Outcome is { } outcome)
        {
            WriteOutcome(screen, state, outcome);
        }

        screen.WriteLine(
            state.Phase switch
            {
                MarketPhase.Settled => "verified: everything holds, and the outcome is what the reports give",
                MarketPhase.Cancelled => "verified: everything holds; the market was cancelled",
                MarketPhase.Training => "verified: everything holds so far; the market trains",
                _ => "verified: everything holds so far; the market is open",
            },
            Tone.Good);
    }

    private static void WriteEvidence(Screen screen, IEnumerable<(string Line, bool Holds)> findings)
    {
        bool isAny = false;
        foreach ((string line, bool holds) in findings)
        {
            screen.WriteLine(
                $"{(holds ? "holds" : "does not hold")}: {ErrorFilter.OneLine(line)}", holds ? Tone.Good : Tone.Bad);
            isAny = true;
        }

        if (isAny)
        {
            screen.WriteLine();
        }
    }

    private static void WriteCounts(Screen screen, TranscriptVerification verification)
    {
        TranscriptCounts counts = verification.Counts;
        var table = new TextTable(
            new TextTable.Column("checked", IsNumber: false), new TextTable.Column("number"));
        foreach ((string what, long number) in ((string, long)[])[
            ("entries that follow from those before", counts.Entries),
            ("signatures", counts.Signatures),
            ("opening proofs (statement 1)", counts.OpeningProofs),
            ("attestations (statement 5)", counts.Attestations),
            ("refused commitments", counts.Refusals),
            ("comparisons of records (statement 6)", counts.Overlaps),
            ("range proofs (statement 2)", counts.RangeProofs),
            ("outcomes computed again", counts.Outcomes),
            ("entries under the signed root", (long)(IsUnderRoot(verification) ? verification.Checkpoint!.Size : 0))])
        {
            table.Add(number == 0 ? Tone.Faint : Tone.Plain, what, Numbers.Count(number));
        }

        screen.WriteTable(table);
        screen.WriteLine();
    }

    // What somebody kept is of another transcript; this one holds by itself.
    private static bool IsUnderRoot(TranscriptVerification verification) =>
        verification.Fault is null or { Check: TranscriptCheck.Evidence };

    private static void WriteOutcome(Screen screen, MarketState state, MarketOutcome outcome)
    {
        var table = new TextTable(
            new TextTable.Column("participant", IsNumber: false),
            new TextTable.Column("report"),
            new TextTable.Column("allocated quality"),
            new TextTable.Column($"payment (micro-{state.Definition.Currency})"));
        foreach (ParticipantAssignment assignment in outcome.Assignments)
        {
            table.Add(
                assignment.Records is null ? Tone.Faint : Tone.Plain,
                assignment.Participant,
                assignment.Records is { } records ? Numbers.Count(records) : "out",
                Numbers.Plain(assignment.AllocatedQuality),
                Numbers.Count(assignment.PaymentMicros));
        }

        screen.WriteTable(table);
        screen.WriteLine();
    }

    /// <summary>Entries read as the share of the file that they took.</summary>
    private sealed class FileProgress(Stream file, ProgressMeter meter) : IProgress<long>
    {
        public void Report(long value) => meter.Report(file.Position / (double)Math.Max(1, file.Length));
    }
}
