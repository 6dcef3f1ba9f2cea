using Candor.Hosting.Blobs;
using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Market;
using Candor.Platform.Access;
using Candor.V1;
using Google.Protobuf;
using ContributionPart = Candor.V1.ContributionPart;

namespace Candor.Platform.Training;

/// <summary>Takes what members upload: only from those who contribute, only in the step it is of, only as long as the market's
/// rules say, and only what its digest is of. Thread-safe.</summary>
/// <param name="bulk">Where it is kept.</param>
/// <param name="memory">Bounds what is checked at once.</param>
/// <param name="logger">Told of faults of the disk.</param>
internal sealed class ContributionUploads(
    TrainingBulk bulk, MemoryBudget memory, ILogger<ContributionUploads> logger)
{
    /// <summary>How long a stream may say nothing. One whose connection was lost would otherwise hold the upload, and its
    /// sender out, until the system gives the connection up.</summary>
    internal static readonly TimeSpan MostSilence = TimeSpan.FromSeconds(30);

    /// <summary>The most bytes in one message of a stream.</summary>
    internal const int MaxChunk = 1 << 20;

    /// <summary>Uploads of one part that a member may have besides one for each epoch: an honest one needs none.</summary>
    internal const int SpareUploads = 3;

    private const int DigestBytes = 32;

    /// <summary>Checks a part and its digest.</summary>
    /// <param name="part">The part.</param>
    /// <param name="digest">Its digest.</param>
    /// <exception cref="CallRejectedException">One is wrong.</exception>
    internal static void RequireFields(ContributionPart part, ByteString digest) => new FieldChecks()
        .Require(
            part != ContributionPart.Unspecified && Enum.IsDefined(part),
            "part",
            FormattableString.Invariant($"{(int)part}"),
            "commitments, values, blindings or shares")
        .Require(
            digest.Length == DigestBytes,
            "digest",
            FormattableString.Invariant($"{digest.Length} bytes"),
            FormattableString.Invariant($"{DigestBytes} bytes"))
        .ThrowIfAny();

    /// <summary>Takes a stream.</summary>
    /// <param name="sender">Whose it is, verified.</param>
    /// <param name="first">Its first message.</param>
    /// <param name="rest">Its other messages.</param>
    /// <param name="cancellationToken">Stops it; what has come stays.</param>
    /// <returns>The answer, when all of it is on disk and has the digest.</returns>
    /// <exception cref="CallRejectedException">Why it is not taken.</exception>
    internal async Task<UploadContributionResponse> ReceiveAsync(
        Sender sender,
        UploadContributionRequest first,
        IncomingStream<UploadContributionRequest> rest,
        CancellationToken cancellationToken)
    {
        RequireFields(first.Part, first.Digest);
        RequireStep(sender, first.Part);
        BlobName name = TrainingBulk.NameOf(sender.Name.Market, first.Part, first.Digest.Memory);
        try
        {
            rest.MostSilence = MostSilence;
            return await ReceiveAsync(sender, name, first, rest, cancellationToken).ConfigureAwait(false);
        }
        catch (BlobStoreException fault) when (fault.Fault == BlobFault.TooMany)
        {
            throw Invalid(sender, fault.Message);
        }
        catch (BlobStoreException fault)
        {
            throw BulkFaults.ToException(fault, sender.Name.ToString(), logger);
        }
    }

    /// <summary>Says how much of an upload is there, also while a call uploads it.</summary>
    /// <param name="sender">Whose it is, verified.</param>
    /// <param name="part">The part.</param>
    /// <param name="digest">Its digest.</param>
    /// <returns>The answer; of others' uploads that nothing is there.</returns>
    /// <exception cref="CallRejectedException">A field is wrong, or the disk fails.</exception>
    internal GetUploadResponse Find(Sender sender, ContributionPart part, ByteString digest)
    {
        RequireFields(part, digest);
        try
        {
            BlobStanding? found = bulk.Store.Find(TrainingBulk.NameOf(sender.Name.Market, part, digest.Memory));
            return found?.Owner == sender.Name.Id
                ? new GetUploadResponse
                {
                    Received = (ulong)found.Received,
                    Complete = found.IsWhole,
                    Uploading = found.IsUploading,
                }
                : new GetUploadResponse();
        }
        catch (BlobStoreException fault)
        {
            throw BulkFaults.ToException(fault, sender.Name.ToString(), logger);
        }
    }

    // Who may upload what, and when: the bulk of a step comes before its message, and nothing comes after it.
    private static void RequireStep(Sender sender, ContributionPart part)
    {
        MarketState market = sender.State;
        if (market.Training is not { State: { } training })
        {
            throw Rejected(sender, ErrorReason.TrainingNotAsked, $"{market.Name} trains no model.");
        }

        Market.Training.TrainingStep needed = part == ContributionPart.Commitments
            ? Market.Training.TrainingStep.Commit
            : Market.Training.TrainingStep.Mask;
        if (market.Phase == Market.MarketPhase.Training && !training.Members.ContainsKey(sender.Index))
        {
            throw Rejected(
                sender,
                ErrorReason.NotAContributor,
                $"'{sender.Name.Id}' does not contribute to {market.Name}, or its report has fallen.");
        }

        if (market.Phase != Market.MarketPhase.Training || training.Step != needed)
        {
            bool isAhead = market.Phase == Market.MarketPhase.Open
                || (market.Phase == Market.MarketPhase.Training && training.Step < needed);
            throw Rejected(
                sender,
                isAhead ? ErrorReason.StepAhead : ErrorReason.StepOver,
                $"The upload is of step {needed}; {market.Name} is in step {training.Step}.");
        }
    }

    private static CallRejectedException Rejected(Sender sender, ErrorReason reason, string message) =>
        new(reason, message) { Resource = sender.Name.ToString() };

    private static CallRejectedException Invalid(Sender sender, string message) =>
        Rejected(sender, ErrorReason.UploadInvalid, message);

    private static void RequireContinuation(UploadContributionRequest next) => new FieldChecks()
        .Require(
            next.Participant.Length == 0 && next.Envelope is null && next.Part == ContributionPart.Unspecified
                && next.Digest.IsEmpty && next.Offset == 0,
            "content",
            "other fields beside it",
            "content alone after the first message")
        .Require(!next.Content.IsEmpty, "content", "nothing", "bytes")
        .ThrowIfAny();

    // Whatever has come of an upload stays until the market's bulk is deleted, so that their number has a bound too, those under
    // way among them.
    private static BlobShare ShareOf(Sender sender)
    {
        int epoch = (int)Math.Clamp(sender.State.Training!.State.Epoch, 1, 1000);
        return new BlobShare(SpareUploads + epoch - 1, epoch);
    }

    private async Task<UploadContributionResponse> ReceiveAsync(
        Sender sender,
        BlobName name,
        UploadContributionRequest first,
        IncomingStream<UploadContributionRequest> rest,
        CancellationToken cancellationToken)
    {
        BlobUpload upload = await BeginAsync(sender, name, first, cancellationToken).ConfigureAwait(false);
        await using (upload.ConfigureAwait(false))
        {
            await TakeAsync(sender, upload, first, rest, cancellationToken).ConfigureAwait(false);
            await CompleteAsync(sender, upload, first.Part, first.Digest.Memory, cancellationToken).ConfigureAwait(false);
            return new UploadContributionResponse { Size = (ulong)upload.Length };
        }
    }

    private static async Task TakeAsync(
        Sender sender,
        BlobUpload upload,
        UploadContributionRequest first,
        IncomingStream<UploadContributionRequest> rest,
        CancellationToken cancellationToken)
    {
        if (!upload.IsWhole && first.Offset > (ulong)upload.Received)
        {
            throw Invalid(
                sender, $"The stream goes on at {first.Offset}; expected at most {upload.Received}, as many bytes as have come.");
        }

        // What is there already is neither written again nor compared: the digest is of all of it.
        long end = upload.IsWhole ? 0 : (long)first.Offset;
        for (UploadContributionRequest? next = first; next is not null;)
        {
            if (next.Content.Length > MaxChunk)
            {
                throw Invalid(sender, $"A message holds {next.Content.Length} bytes; expected at most {MaxChunk}.");
            }

            end += next.Content.Length;
            if (end > upload.Length)
            {
                // Its digest cannot be of what is longer: nobody goes on with it.
                upload.Discard();
                throw Invalid(sender, $"The upload would have {end} bytes; expected {upload.Length}.");
            }

            if (!upload.IsWhole && end > upload.Received)
            {
                await upload.AppendAsync(
                    next.Content.Memory[^(int)(end - upload.Received)..], upload.Received, cancellationToken)
                    .ConfigureAwait(false);
            }

            next = await NextAsync(sender, upload, rest, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<UploadContributionRequest?> NextAsync(
        Sender sender,
        BlobUpload upload,
        IncomingStream<UploadContributionRequest> rest,
        CancellationToken cancellationToken)
    {
        try
        {
            if (!await rest.MoveNext(cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
        }
        catch (CallRejectedException silent) when (silent.Reason == ErrorReason.StreamSilent)
        {
            throw Rejected(
                sender,
                ErrorReason.StreamSilent,
                $"Nothing came for {MostSilence.TotalSeconds} seconds after {upload.Received} bytes; expected the next, or the "
                + "stream's end. What has come is kept, and the upload goes on from there.");
        }

        RequireContinuation(rest.Current);
        return rest.Current;
    }

    // Offset 0 begins anew, whatever has come before.
    private async Task<BlobUpload> BeginAsync(
        Sender sender, BlobName name, UploadContributionRequest first, CancellationToken cancellationToken)
    {
        long length = TrainingBulk.LengthOf(sender.State, first.Part);
        BlobUpload upload = await bulk.Store.BeginOrResumeAsync(name, length, sender.Name.Id, ShareOf(sender), cancellationToken)
            .ConfigureAwait(false);
        if (upload.IsWhole || first.Offset != 0 || upload.Received == 0)
        {
            return upload;
        }

        upload.Discard();
        await upload.DisposeAsync().ConfigureAwait(false);
        return await bulk.Store.BeginOrResumeAsync(name, length, sender.Name.Id, ShareOf(sender), cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task CompleteAsync(
        Sender sender,
        BlobUpload upload,
        ContributionPart part,
        ReadOnlyMemory<byte> digest,
        CancellationToken cancellationToken)
    {
        if (upload.IsWhole)
        {
            return;
        }

        if (upload.Received < upload.Length)
        {
            throw Invalid(sender, $"The stream ended after {upload.Received} bytes; expected {upload.Length}.");
        }

        // The part as it was sent, and twice decoded at most.
        using (await memory.TakeAsync(sender.Name.Market, 3 * upload.Length, cancellationToken).ConfigureAwait(false))
        {
            if (await UploadedPart.FaultOfAsync(sender.State, upload, part, digest, cancellationToken).ConfigureAwait(false)
                is { } fault)
            {
                upload.Discard();
                throw Invalid(sender, fault);
            }
        }

        await upload.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }
}
