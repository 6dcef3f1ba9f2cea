using Candor.Commitments;
using Candor.Hosting.Blobs;
using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Market;
using Candor.Market.Contributions;
using Candor.Platform.Access;
using Candor.V1;
using Google.Protobuf;
using Grpc.Core;
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
        IAsyncStreamReader<UploadContributionRequest> rest,
        CancellationToken cancellationToken)
    {
        RequireFields(first.Part, first.Digest);
        RequireStep(sender, first.Part);
        BlobName name = TrainingBulk.NameOf(sender.Name.Market, first.Part, first.Digest.Memory);
        try
        {
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

    /// <summary>Says how much of an upload is there.</summary>
    /// <param name="sender">Whose it is, verified.</param>
    /// <param name="part">The part.</param>
    /// <param name="digest">Its digest.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>The answer; of others' uploads that nothing is there.</returns>
    /// <exception cref="CallRejectedException">A field is wrong, or the disk fails.</exception>
    internal async Task<GetUploadResponse> FindAsync(
        Sender sender, ContributionPart part, ByteString digest, CancellationToken cancellationToken)
    {
        RequireFields(part, digest);
        BlobName name = TrainingBulk.NameOf(sender.Name.Market, part, digest.Memory);
        try
        {
            BlobEntry? entry = bulk.Store.List(name.Market)
                .Where(one => one.Name == name && one.Header?.Owner == sender.Name.Id)
                .MaxBy(static one => one.IsWhole);
            if (entry is not { Header: { } header })
            {
                return new GetUploadResponse();
            }

            if (entry.IsWhole)
            {
                return new GetUploadResponse { Received = (ulong)header.Length, Complete = true };
            }

            BlobUpload upload = await bulk.Store.BeginOrResumeAsync(
                name, header.Length, sender.Name.Id, cancellationToken: cancellationToken).ConfigureAwait(false);
            await using (upload.ConfigureAwait(false))
            {
                return new GetUploadResponse { Received = (ulong)upload.Received, Complete = upload.IsWhole };
            }
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
        IAsyncStreamReader<UploadContributionRequest> rest,
        CancellationToken cancellationToken)
    {
        BlobUpload upload = await BeginAsync(sender, name, first, cancellationToken).ConfigureAwait(false);
        await using (upload.ConfigureAwait(false))
        {
            bool wasWhole = upload.IsWhole;
            long received = wasWhole ? 0 : upload.Received;
            if (!wasWhole && first.Offset != (ulong)received)
            {
                throw Invalid(
                    sender, $"The stream goes on at {first.Offset}; expected {received}, as many bytes as have come.");
            }

            for (UploadContributionRequest? next = first; next is not null;)
            {
                if (next.Content.Length > MaxChunk)
                {
                    throw Invalid(sender, $"A message holds {next.Content.Length} bytes; expected at most {MaxChunk}.");
                }

                if (received + next.Content.Length > upload.Length)
                {
                    // Its digest cannot be of what is longer: nobody goes on with it.
                    upload.Discard();
                    throw Invalid(
                        sender, $"The upload would have {received + next.Content.Length} bytes; expected {upload.Length}.");
                }

                // What is there already is not written again, nor looked at: its digest was checked.
                if (!wasWhole)
                {
                    await upload.AppendAsync(next.Content.Memory, received, cancellationToken).ConfigureAwait(false);
                }

                received += next.Content.Length;

                next = await rest.MoveNext(cancellationToken).ConfigureAwait(false) ? rest.Current : null;
                if (next is not null)
                {
                    RequireContinuation(next);
                }
            }

            await CompleteAsync(sender, upload, first.Part, first.Digest.Memory, cancellationToken).ConfigureAwait(false);
            return new UploadContributionResponse { Size = (ulong)upload.Length };
        }
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
        using (await memory.TakeAsync(
            sender.Name.Market, 3 * upload.Length, cancellationToken).ConfigureAwait(false))
        {
            if (await FaultOfAsync(sender.State, upload, part, digest, cancellationToken).ConfigureAwait(false) is { } fault)
            {
                upload.Discard();
                throw Invalid(sender, fault);
            }
        }

        await upload.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<string?> FaultOfAsync(
        MarketState market,
        BlobUpload upload,
        ContributionPart part,
        ReadOnlyMemory<byte> digest,
        CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[upload.Length];
        int read = 0;
        await foreach (ReadOnlyMemory<byte> chunk in upload.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            chunk.CopyTo(bytes.AsMemory(read));
            read += chunk.Length;
        }

        string kind = TrainingBulk.KindOf(part);
        ProofFailure failure = UploadedParts.Check(
            (Market.Contributions.ContributionPart)part,
            market.Definition.Training!.Shape,
            market.Training!.Epoch?.List,
            bytes,
            digest.Span);
        return failure switch
        {
            ProofFailure.None => null,
            ProofFailure.EquationFails => $"The {kind} have another digest than the upload names; they were deleted.",
            _ => $"The {kind} do not decode: {failure}; expected canonical "
                + (part == ContributionPart.Commitments ? "points." : "scalars."),
        };
    }
}
