using System.Collections.Immutable;
using Candor.Client.Internal;
using Candor.Client.Participation;
using Candor.Client.Receipts;
using Candor.Client.Transcripts;
using Candor.Commitments.Merkle;
using Candor.Market;
using Candor.Market.Events;

namespace Candor.Client.Contributions;

/// <summary>A market that trains, as a member follows it: every entry is verified as it comes, by running the market again,
/// and only new ones are read. Nothing that is not signed, or does not follow from what is, gets in. Not thread-safe.</summary>
/// <param name="connection">The server, read over as the member.</param>
/// <param name="participant">The member.</param>
/// <param name="kept">What it has kept of its own messages.</param>
internal sealed class TrainingTranscript(
    ClientConnection connection, VerifiedParticipant participant, KeptParticipation kept)
{
    private readonly EntryReader _reader = new(connection, participant.Market, participant.Key);
    private readonly TranscriptReplay _replay = new();
    private TranscriptFault? _fault;

    /// <summary>The market so far; null before the first reading.</summary>
    internal MarketState? State => _replay.State;

    /// <summary>The root over all entries up to the one by which the training opened, 32 bytes; empty before.</summary>
    internal ReadOnlyMemory<byte> OpenedRoot { get; private set; }

    /// <summary>The checkpoint of what was read last.</summary>
    internal OpenedCheckpoint? Checkpoint { get; private set; }

    /// <summary>What was noted of reports that fell, by whom: the numbers of the events that each follows from.</summary>
    internal Dictionary<string, List<ulong>> Evidence { get; } = new(StringComparer.Ordinal);

    /// <summary>The last of the platform's own entries, from which falls follow.</summary>
    private ulong LastDecision { get; set; }

    /// <summary>The market in the epoch in whose comparison the platform names a member, all of the epoch's points in it; null where
    /// it names it in none.</summary>
    /// <param name="id">The member's id.</param>
    internal MarketState? FindAccusation(string id) => _replay.Epochs
        .LastOrDefault(epoch => epoch.Compared?.Named.Any(named => named.Participant == id) == true)?.Market;

    /// <summary>Reads what the transcript has become.</summary>
    /// <returns>Whether what was read is whole: nothing is due that must follow at once.</returns>
    /// <exception cref="UnverifiedAnswerException">Something in it does not hold.</exception>
    internal async Task<bool> AdvanceAsync(CancellationToken cancellationToken)
    {
        OpenedCheckpoint checkpoint = await connection.Transcripts
            .FetchAsync(participant.Market, cancellationToken).ConfigureAwait(false);
        ImmutableArray<TranscriptReceipt> own = kept.Record.Messages;
        await foreach (TranscriptEntry entry in _reader.ReadToAsync(checkpoint, cancellationToken).ConfigureAwait(false))
        {
            RequireOwn(own, entry, checkpoint);
            _fault ??= _replay.Add(entry);
            if (_fault is not null)
            {
                throw Broken(_fault, checkpoint);
            }

            Note(entry);
        }

        if (_replay.State is { } state
            && !state.DefinitionDigest.Span.SequenceEqual(participant.Market.DefinitionDigest.Span))
        {
            throw Broken(
                new TranscriptFault(TranscriptCheck.Rules, 0, "the rules in it are not those that were agreed to"), checkpoint);
        }

        Checkpoint = checkpoint;
        return !_replay.AwaitsMore;
    }

    private void Note(TranscriptEntry entry)
    {
        ulong number = entry.Index + 1;
        switch (EventCodec.Decode(entry.Entry!.Value.Span))
        {
            case TrainingOpened:
                OpenedRoot = _reader.Root;
                break;
            case StatisticsChecked { Near: false } or PointsCompared or SeedsJudged or PairOpened or StepPassed
                or ContributionChecked:
                LastDecision = number;
                break;
            case ReportFell e:
                Evidence[e.Participant] = [LastDecision, number];
                break;
        }
    }

    // What was accepted stays where it was, byte for byte.
    private void RequireOwn(ImmutableArray<TranscriptReceipt> own, TranscriptEntry entry, OpenedCheckpoint checkpoint)
    {
        if (own.FirstOrDefault(message => message.Index == entry.Index) is { } message
            && !MerkleHash.Leaf(message.Entry.Span).AsSpan().SequenceEqual(entry.LeafHash.Span))
        {
            throw new UnverifiedAnswerException(
                AnswerFault.MessageMissing,
                $"The transcript of {participant.Market.Name} does not have the message of '{participant.Context.Participant}' "
                + $"that the server had accepted as entry {message.Index}. Nothing more is contributed.")
            {
                Evidence = [message.Checkpoint, checkpoint.Note],
            };
        }
    }

    private UnverifiedAnswerException Broken(TranscriptFault fault, OpenedCheckpoint checkpoint) => new(
        AnswerFault.TranscriptInvalid,
        $"The transcript of {participant.Market.Name} does not hold at entry {fault.Index?.ToString() ?? "-"} ({fault.Check}): "
        + $"{fault.Message.TrimEnd('.')}. Nothing more is contributed.")
    {
        Evidence = [checkpoint.Note],
    };
}
