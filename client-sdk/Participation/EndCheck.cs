using System.Collections.Immutable;
using Candor.Client.Internal;
using Candor.Client.Receipts;
using Candor.Client.Transcripts;
using Candor.Commitments.Merkle;
using Candor.Market;
using Candor.Market.Events;
using Candor.Market.Settlement;
using Candor.V1;
using Candor.Wire.Signing;

namespace Candor.Client.Participation;

/// <summary>Holds a market's end, as the server says it, to the market's transcript: the member reads all of it, runs the
/// market again, and finds its own messages and its own assignment in it.</summary>
/// <param name="connection">The server.</param>
/// <param name="participant">The participant.</param>
/// <param name="kept">What it has kept.</param>
/// <param name="random">Draws the wait before the reading.</param>
internal sealed class EndCheck(
    ClientConnection connection, VerifiedParticipant participant, KeptParticipation kept, Random random)
{
    private readonly string _market = participant.Market.Name;

    /// <summary>Verifies a settled market and the participant's assignment in it.</summary>
    /// <exception cref="UnverifiedAnswerException">Something differs.</exception>
    /// <returns>What was read, and the market as it ended.</returns>
    internal async Task<(ParticipationTranscriptVerified Verified, VerifiedEnd End)> VerifyAsync(
        MarketAssignment assignment, CancellationToken cancellationToken)
    {
        TimeSpan wait = SettlementJitter.Draw(participant.Market.Rules.Roster.Length, random);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, connection.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            // Every proof is verified again: not on the caller's thread.
            return await Task.Run(() => ReplayAsync(assignment, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (UnverifiedAnswerException e) when (connection.Logger.Note(e, participant.Name))
        {
            throw;
        }
    }

    /// <summary>Verifies that the market's operator has cancelled it, in these words.</summary>
    /// <exception cref="UnverifiedAnswerException">It has not.</exception>
    internal async Task RequireCancelledAsync(string reason, CancellationToken cancellationToken)
    {
        OpenedCheckpoint checkpoint = await connection.Transcripts
            .FetchAsync(participant.Market, cancellationToken).ConfigureAwait(false);
        MarketEvent? last = await ReadLastAsync(checkpoint, cancellationToken).ConfigureAwait(false);
        bool holds = last is Candor.Market.Events.MarketCancelled cancelled
            && cancelled.Reason == reason
            && SignedPayload.TryRead(
                cancelled.Envelope, out SignedPayload<CancelMarketPayload>? message, out _)
            && message.TryAuthenticate(
                participant.Market.Rules.Operator.Key, participant.Market.Rules.Version, out _, out _)
            && message.Payload.Market == _market
            && message.Payload.DefinitionDigest.Equals(participant.Market.DefinitionDigest)
            && message.Payload.Reason == reason;
        if (!holds)
        {
            throw new UnverifiedAnswerException(
                AnswerFault.Phase,
                $"The server says that {_market} was cancelled; the last entry of its transcript is no cancellation that its "
                + "operator signed, or one in other words.")
            {
                Evidence = [checkpoint.Note],
            };
        }
    }

    /// <summary>Reads the whole transcript of a settled market, verified, without the server's word for anything.</summary>
    /// <exception cref="UnverifiedAnswerException">Something does not hold, or the market has not settled in it.</exception>
    internal async Task<VerifiedEnd> ReadEndAsync(CancellationToken cancellationToken)
    {
        (VerifiedEnd end, _, _) = await Task.Run(
            () => ReplayAllAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        return end.Market.Phase == Candor.Market.MarketPhase.Settled
            ? end
            : throw new UnverifiedAnswerException(
                AnswerFault.Phase, $"The server says that {_market} has settled; its transcript does not.")
            {
                Evidence = [end.Checkpoint.Note],
            };
    }

    private async Task<(ParticipationTranscriptVerified, VerifiedEnd)> ReplayAsync(
        MarketAssignment assignment, CancellationToken cancellationToken)
    {
        (VerifiedEnd end, TranscriptTimesAhead? ahead, int own) =
            await ReplayAllAsync(cancellationToken).ConfigureAwait(false);
        RequireAssignment(end.Market, assignment, end.Checkpoint);
        if (ahead is not null)
        {
            connection.Logger.TimesAhead(_market, ahead.Entries, ahead.First, ahead.Furthest);
        }

        return (new ParticipationTranscriptVerified(end.Checkpoint.ToPublic(), own) { TimesAhead = ahead }, end);
    }

    private async Task<(VerifiedEnd End, TranscriptTimesAhead? Ahead, int Own)> ReplayAllAsync(
        CancellationToken cancellationToken)
    {
        OpenedCheckpoint checkpoint = await connection.Transcripts
            .FetchAsync(participant.Market, cancellationToken).ConfigureAwait(false);
        ImmutableArray<TranscriptReceipt> own = kept.Record.Messages;
        var replay = new TranscriptReplay();
        TranscriptFault? fault = null;
        TranscriptTimesAhead? ahead = null;
        DateTimeOffset now = connection.Options.TimeProvider.GetUtcNow();
        await foreach (TranscriptEntry entry in new EntryReader(connection, participant.Market, participant.Key)
            .ReadToAsync(checkpoint, cancellationToken).ConfigureAwait(false))
        {
            RequireOwn(own, entry, checkpoint);
            fault ??= replay.Add(entry);
            ahead = TranscriptTimesAhead.With(ahead, entry.Index, replay.Time, now);
        }

        if (own.FirstOrDefault(message => message.Index >= checkpoint.Size) is { } missing)
        {
            throw Missing(missing, checkpoint);
        }

        fault ??= replay.Finish();
        if (fault is not null)
        {
            throw new UnverifiedAnswerException(
                AnswerFault.TranscriptInvalid,
                $"The transcript of {_market} does not hold at entry {fault.Index?.ToString() ?? "-"} ({fault.Check}): "
                + $"{fault.Message}")
            {
                Evidence = [checkpoint.Note],
            };
        }

        return (new VerifiedEnd(replay.State!, replay.Time, checkpoint), ahead, own.Length);
    }

    // What was accepted stays where it was, byte for byte.
    private void RequireOwn(
        ImmutableArray<TranscriptReceipt> own, TranscriptEntry entry, OpenedCheckpoint checkpoint)
    {
        if (own.FirstOrDefault(message => message.Index == entry.Index) is { } message
            && !MerkleHash.Leaf(message.Entry.Span).AsSpan().SequenceEqual(entry.LeafHash.Span))
        {
            throw Missing(message, checkpoint);
        }
    }

    private UnverifiedAnswerException Missing(TranscriptReceipt message, OpenedCheckpoint checkpoint) => new(
        AnswerFault.MessageMissing,
        $"The transcript of {_market} does not have the message of '{participant.Context.Participant}' that the server had "
        + $"accepted as entry {message.Index}. Keep the receipt and both checkpoints: the server has signed them.")
    {
        Evidence = [message.Checkpoint, checkpoint.Note],
    };

    private void RequireAssignment(MarketState state, MarketAssignment shown, OpenedCheckpoint checkpoint)
    {
        ParticipantAssignment? due = state.Outcome?.Assignments[participant.Index];
        List<string> differing = due is null
            ? [$"the market is {state.Phase} in its transcript"]
            :
            [
                .. Differs("reported records", shown.ReportedRecords, due.Records),
                .. Differs("allocated quality", shown.AllocatedQuality, due.AllocatedQuality),
                .. Differs("best quality", shown.BestQuality, state.Outcome!.BestQuality),
                .. Differs("payment in micro-units", shown.PaymentMicros, due.PaymentMicros),
                .. Differs("the training's end", shown.Training, state.Outcome!.Training),
            ];
        if (!state.DefinitionDigest.Span.SequenceEqual(participant.Market.DefinitionDigest.Span))
        {
            differing.Add("the rules in the transcript are others");
        }

        if (differing.Count > 0)
        {
            throw new UnverifiedAnswerException(
                AnswerFault.Assignment,
                $"The assignment that the server shows to {participant.Name} is not the one that follows from the transcript: "
                + $"{string.Join("; ", differing)}.")
            {
                Evidence = [checkpoint.Note],
            };
        }
    }

    private static IEnumerable<string> Differs<T>(string what, T shown, T due) =>
        EqualityComparer<T>.Default.Equals(shown, due)
            ? []
            : [FormattableString.Invariant($"{what} {shown?.ToString() ?? "none"}, expected {due?.ToString() ?? "none"}")];

    // The last entry alone, with its path to the checkpoint: members of a cancelled market do not read all of it at once.
    private async Task<MarketEvent?> ReadLastAsync(OpenedCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        ulong last = checkpoint.Size - 1;
        var list = new ListEntriesRequest { Name = _market, FirstIndex = last, PageSize = 1 };
        list.Envelope = participant.Key.SignMessage(AccessPayloads.ReadTranscript(
            _market, participant.Market.DefinitionDigest, connection.Options.TimeProvider.GetUtcNow()));
        ListEntriesResponse page = await connection.Calls.InvokeAsync(
            options => connection.TranscriptService.ListEntriesAsync(list, options), "ListEntries", null, cancellationToken)
            .ConfigureAwait(false);
        var prove = new ProveInclusionRequest
        {
            Name = _market,
            Index = last,
            Size = checkpoint.Size,
            Envelope = connection.SignReading(_market),
        };
        ProveInclusionResponse proof = await connection.Calls.InvokeAsync(
            options => connection.TranscriptService.ProveInclusionAsync(prove, options),
            "ProveInclusion",
            null,
            cancellationToken).ConfigureAwait(false);
        var receipt = new Commitments.Logs.Receipt(
            last, checkpoint.Checkpoint, [.. proof.Proof.Select(static hash => hash.Memory)]);
        return page.Entries is [{ Entry.IsEmpty: false } entry]
            && receipt.Verify(entry.Entry.Span) == MerkleFailure.None
                ? SignedEntries.Decode(entry.Entry.Span, last, _market)
                : null;
    }
}
