using System.Runtime.CompilerServices;
using Candor.Client.Internal;
using Candor.Client.Markets;
using Candor.Commitments.Logs;
using Candor.Commitments.Merkle;
using Candor.V1;
using Microsoft.Extensions.Logging;

namespace Candor.Client.Transcripts;

/// <summary>Holds a server to the transcripts that it has shown: every checkpoint has to be signed with the market's log
/// key and to be one log with the latest that was seen. Thread-safe.</summary>
internal sealed class TranscriptGuard(
    CallRunner calls,
    TranscriptService.TranscriptServiceClient service,
    ICheckpointStore store,
    ILogger logger,
    TranscriptGuard? shared = null,
    Func<string, Envelope?>? signReading = null)
{
    // Between finding the latest checkpoint of a market and keeping the next, nobody else may keep one. Markets share
    // few locks, so that a client of many markets does not hold one for each.
    private readonly SemaphoreSlim[] _turns =
        shared?._turns ?? [.. Enumerable.Range(0, 32).Select(_ => new SemaphoreSlim(1, 1))];

    private readonly StrongBox<NoteKey?> _learnt = shared?._learnt ?? new StrongBox<NoteKey?>();

    /// <summary>The same guard, with what it has learnt, for somebody whom a market may show itself to.</summary>
    /// <param name="signs">Signs for reading a market, by its name.</param>
    internal TranscriptGuard As(Func<string, Envelope?> signs) => new(calls, service, store, logger, this, signs);

    /// <summary>The server's log key, as it is learnt once for all markets whose definition names none.</summary>
    internal async Task<NoteKey> LearnKeyAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _learnt.Value) is { } known)
        {
            return known;
        }

        GetLogKeyResponse response = await calls.InvokeAsync(
            options => service.GetLogKeyAsync(new GetLogKeyRequest(), options), "GetLogKey", null, cancellationToken)
            .ConfigureAwait(false);
        return NoteKey.TryParse(response.LogKey, out NoteKey? key)
            ? Interlocked.CompareExchange(ref _learnt.Value, key, null) ?? key
            : throw new UnverifiedAnswerException(
                AnswerFault.Malformed, "The server's log key is not valid; expected a note verifier key, name+hash+key.");
    }

    /// <summary>Takes an answer's receipt: it holds, and its checkpoint is one log with what was seen.</summary>
    /// <param name="market">The market.</param>
    /// <param name="receipt">The receipt, untrusted.</param>
    /// <param name="sent">What was sent.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="UnverifiedAnswerException">The receipt, its checkpoint or the log does not hold.</exception>
    internal Task<TranscriptReceipt> AcceptAsync(
        VerifiedMarket market, V1.Receipt? receipt, SentMessage sent, CancellationToken cancellationToken) =>
        AcceptAsync(market, receipt, shown => sent.RequireIn(shown, market.Name), cancellationToken);

    /// <summary>Takes a receipt of a message that this client may not have sent itself.</summary>
    /// <param name="market">The market.</param>
    /// <param name="receipt">The receipt, untrusted.</param>
    /// <param name="require">Throws where its entry is not what it should be.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="UnverifiedAnswerException">The receipt, its checkpoint or the log does not hold.</exception>
    internal Task<TranscriptReceipt> AcceptAsync(
        VerifiedMarket market, V1.Receipt? receipt, Action<V1.Receipt> require, CancellationToken cancellationToken) =>
        InTurnAsync(
            market.Name, () => AcceptInTurnAsync(market, receipt, require, cancellationToken), cancellationToken);

    private async Task<TranscriptReceipt> AcceptInTurnAsync(
        VerifiedMarket market, V1.Receipt? receipt, Action<V1.Receipt> require, CancellationToken cancellationToken)
    {
        if (receipt is null)
        {
            throw new UnverifiedAnswerException(
                AnswerFault.ReceiptInvalid, $"{market.Name} answered without a receipt; expected one with each message.");
        }

        SeenTranscript? seen = await store.FindAsync(market.Name, cancellationToken).ConfigureAwait(false);
        NoteKey key = await KeyOfAsync(market, seen, cancellationToken).ConfigureAwait(false);
        OpenedCheckpoint shown = OpenedCheckpoint.Open(
            receipt.Checkpoint.Memory, market.Name, key, "The receipt's checkpoint");
        var proof = new Commitments.Logs.Receipt(
            receipt.LeafIndex, shown.Checkpoint, [.. receipt.InclusionProof.Select(hash => hash.Memory)]);
        MerkleFailure failure = proof.Verify(receipt.Entry.Span);
        if (failure != MerkleFailure.None)
        {
            throw new UnverifiedAnswerException(
                AnswerFault.ReceiptInvalid,
                $"The receipt of {market.Name} does not show that entry {receipt.LeafIndex} is in the transcript "
                + $"({failure}).");
        }

        require(receipt);

        // An answer may be older than what was seen: of a message that was sent before, or overtaken by another.
        await AdvanceAsync(seen, shown, mayBeOlder: true, cancellationToken).ConfigureAwait(false);
        return new TranscriptReceipt(
            receipt.LeafIndex, receipt.Entry.Memory, receipt.Checkpoint.Memory, proof.InclusionProof);
    }

    /// <summary>Fetches a checkpoint that covers everything so far.</summary>
    /// <exception cref="UnverifiedAnswerException">It, or the log, does not hold.</exception>
    internal Task<OpenedCheckpoint> FetchAsync(VerifiedMarket market, CancellationToken cancellationToken) =>
        InTurnAsync(market.Name, () => FetchInTurnAsync(market, cancellationToken), cancellationToken);

    /// <summary>Compares somebody else's checkpoint with the server's.</summary>
    /// <param name="market">The market.</param>
    /// <param name="others">The other's note, untrusted.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The larger of the two.</returns>
    /// <exception cref="UnverifiedAnswerException">They are not of one log, or one of them does not hold.</exception>
    internal Task<OpenedCheckpoint> CompareAsync(
        VerifiedMarket market, ReadOnlyMemory<byte> others, CancellationToken cancellationToken) =>
        InTurnAsync(market.Name, () => CompareInTurnAsync(market, others, cancellationToken), cancellationToken);

    private async Task<OpenedCheckpoint> CompareInTurnAsync(
        VerifiedMarket market, ReadOnlyMemory<byte> others, CancellationToken cancellationToken)
    {
        OpenedCheckpoint mine = await FetchInTurnAsync(market, cancellationToken).ConfigureAwait(false);
        OpenedCheckpoint theirs = OpenedCheckpoint.Open(others, market.Name, mine.Key, "The other's checkpoint");
        await RequireOneLogAsync(mine, theirs, cancellationToken).ConfigureAwait(false);
        if (theirs.Size <= mine.Size)
        {
            return mine;
        }

        await KeepAsync(theirs, cancellationToken).ConfigureAwait(false);
        return theirs;
    }

    private async Task<OpenedCheckpoint> FetchInTurnAsync(VerifiedMarket market, CancellationToken cancellationToken)
    {
        SeenTranscript? seen = await store.FindAsync(market.Name, cancellationToken).ConfigureAwait(false);
        NoteKey key = await KeyOfAsync(market, seen, cancellationToken).ConfigureAwait(false);
        var request = new GetCheckpointRequest { Name = market.Name, Envelope = signReading?.Invoke(market.Name) };
        GetCheckpointResponse response = await calls.InvokeAsync(
            options => service.GetCheckpointAsync(request, options),
            "GetCheckpoint",
            null,
            cancellationToken).ConfigureAwait(false);
        OpenedCheckpoint shown = OpenedCheckpoint.Open(
            response.Checkpoint.Memory, market.Name, key, "The server's checkpoint");
        await AdvanceAsync(seen, shown, mayBeOlder: false, cancellationToken).ConfigureAwait(false);
        return shown;
    }

    private async Task<NoteKey> KeyOfAsync(
        VerifiedMarket market, SeenTranscript? seen, CancellationToken cancellationToken)
    {
        NoteKey? before = null;
        if (seen is not null && !NoteKey.TryParse(seen.LogKey, out before))
        {
            throw Damaged(market.Name);
        }

        // The definition is signed by the operator; what was seen first is the next best; then the server's own word.
        NoteKey key = market.Rules.LogKey ?? before
            ?? await LearnKeyAsync(cancellationToken).ConfigureAwait(false);
        return before is null || before.ToString() == key.ToString()
            ? key
            : throw new UnverifiedAnswerException(
                AnswerFault.LogKeyChanged,
                $"The definition of {market.Name} names the log key {key}; its transcript was seen under {before}.");
    }

    private async Task AdvanceAsync(
        SeenTranscript? seen, OpenedCheckpoint shown, bool mayBeOlder, CancellationToken cancellationToken)
    {
        if (seen is not null)
        {
            OpenedCheckpoint before = OpenSeen(seen, shown);
            if (shown.Size < before.Size && !mayBeOlder)
            {
                throw Unverified(AnswerFault.LogRolledBack, before, shown, "entries that were shown are gone");
            }

            await RequireOneLogAsync(before, shown, cancellationToken).ConfigureAwait(false);
            if (shown.Size <= before.Size)
            {
                return;
            }
        }

        await KeepAsync(shown, cancellationToken).ConfigureAwait(false);
    }

    private static OpenedCheckpoint OpenSeen(SeenTranscript seen, OpenedCheckpoint shown)
    {
        try
        {
            return OpenedCheckpoint.Open(seen.Checkpoint, shown.Market, shown.Key, "The seen checkpoint");
        }
        catch (UnverifiedAnswerException)
        {
            // It was verified before it was kept.
            throw Damaged(shown.Market);
        }
    }

    // One of the two was seen before; the server has to prove that the longer log is what the shorter one grew into.
    private async Task RequireOneLogAsync(
        OpenedCheckpoint before, OpenedCheckpoint shown, CancellationToken cancellationToken)
    {
        (OpenedCheckpoint first, OpenedCheckpoint second) =
            before.Size <= shown.Size ? (before, shown) : (shown, before);
        IReadOnlyList<ReadOnlyMemory<byte>> proof = first.Size == second.Size
            ? []
            : await ProveAsync(before, shown, first.Size, second.Size, cancellationToken).ConfigureAwait(false);
        switch (SeenCheckpoint.CheckGrowth(first.Checkpoint, second.Checkpoint, proof))
        {
            case LogFailure.None:
                return;
            case LogFailure.Forked:
                throw Unverified(
                    AnswerFault.LogForked, before, shown, "one size has two roots: the server shows two transcripts");
            default:
                throw Unverified(
                    AnswerFault.LogInconsistent, before, shown, "the server's proof does not lead from one to the other");
        }
    }

    private async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ProveAsync(
        OpenedCheckpoint before,
        OpenedCheckpoint shown,
        ulong firstSize,
        ulong secondSize,
        CancellationToken cancellationToken)
    {
        var request = new ProveConsistencyRequest
        {
            Name = before.Market,
            FirstSize = firstSize,
            SecondSize = secondSize,
            Envelope = signReading?.Invoke(before.Market),
        };
        try
        {
            ProveConsistencyResponse response = await calls.InvokeAsync(
                options => service.ProveConsistencyAsync(request, options),
                "ProveConsistency",
                null,
                cancellationToken).ConfigureAwait(false);
            return [.. response.Proof.Select(hash => hash.Memory)];
        }
        catch (CandorException e) when (e.ErrorReason == ErrorReason.LogRangeInvalid)
        {
            // It has fewer entries now than it has signed for.
            throw shown.Size < before.Size
                ? Unverified(AnswerFault.LogRolledBack, before, shown, "entries that were shown are gone")
                : Unverified(AnswerFault.LogInconsistent, before, shown, "the server does not have what it signed");
        }
    }

    private ValueTask KeepAsync(OpenedCheckpoint checkpoint, CancellationToken cancellationToken) => store.KeepAsync(
        checkpoint.Market, new SeenTranscript(checkpoint.Key.ToString(), checkpoint.Note), cancellationToken);

    private static UnverifiedAnswerException Unverified(
        AnswerFault fault, OpenedCheckpoint before, OpenedCheckpoint shown, string what) => new(
        fault,
        $"The transcript of {before.Market} with {shown.Size} entries is not one with that of {before.Size} entries: "
        + $"{what}. Keep both checkpoints: the server has signed them.")
        {
            Evidence = [before.Note, shown.Note],
        };

    private static CheckpointStoreException Damaged(string market) => new(
        CheckpointStoreFault.Damaged,
        $"The seen checkpoint of {market} is not signed by the key that is kept with it; expected what this client "
        + "kept.");

    // In its market's turn; what does not hold is logged on its way to the caller.
    private async Task<T> InTurnAsync<T>(string market, Func<Task<T>> step, CancellationToken cancellationToken)
    {
        SemaphoreSlim turn = _turns[(uint)market.GetHashCode(StringComparison.Ordinal) % (uint)_turns.Length];
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await step().ConfigureAwait(false);
        }
        catch (UnverifiedAnswerException e) when (logger.Note(e, market))
        {
            throw;
        }
        finally
        {
            turn.Release();
        }
    }
}
