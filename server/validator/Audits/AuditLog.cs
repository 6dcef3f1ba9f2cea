using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Candor.Hosting.Errors;
using Candor.Hosting.Storage;
using Candor.Hosting.Streams;
using Candor.Market.Audits;
using Candor.V1;
using Candor.Wire.Names;

namespace Candor.Validator.Audits;

/// <summary>All audits: decides a command, appends what follows at the expected version. Nothing is kept in memory,
/// since an audit has a handful of events: what a restart finds is what every call finds. Thread-safe.</summary>
internal sealed class AuditLog(ValidatorStore store, ILogger<AuditLog> logger)
{
    // A participant has at most a hundred commitments.
    private const int MaxAudits = 1000;

    // One command at a time for each audit. Two audits that share a gate only wait for each other.
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Reads an audit.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    /// <returns>The audit, or null where there is none.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal async Task<AuditState?> FindAsync(AuditName name, CancellationToken cancellationToken)
    {
        var stream = new AuditStream(name, store.Events, logger);
        await stream.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        return stream.View.State;
    }

    /// <summary>Reads the names of all audits in a market.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    /// <returns>Their names.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal async IAsyncEnumerable<AuditName> ListAsync(
        string market, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (string stream in StreamNames.ListAsync(
            store.Events, $"{market}/participants/", MaxAudits, cancellationToken).ConfigureAwait(false))
        {
            yield return AuditName.Parse(stream);
        }
    }

    /// <summary>Reads all audits of a participant, the last commitment's last.</summary>
    /// <param name="participant">The participant.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    /// <returns>Their names.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal async Task<ImmutableArray<AuditName>> ListAsync(
        ParticipantName participant, CancellationToken cancellationToken)
    {
        string prefix = AuditName.PrefixOf(participant);
        IReadOnlyList<ListedStream> listed = await store.Events
            .ListStreamsAsync(prefix, MaxAudits, cancellationToken).ConfigureAwait(false);
        return
        [
            .. listed.TakeWhile(stream => stream.Name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(stream => AuditName.Parse(stream.Name)),
        ];
    }

    /// <summary>Decides a command and stores what follows from it.</summary>
    /// <param name="name">The audit.</param>
    /// <param name="command">The command.</param>
    /// <param name="request">What makes it the same request when it comes again; null for a command that is not a
    /// participant's requests.</param>
    /// <param name="cancellationToken">Stops waiting for the audit's turn. Once the command is being decided it is
    /// carried through.</param>
    /// <returns>The audit after it, on disk.</returns>
    /// <exception cref="CallRejectedException">The command is rejected, or cannot be stored now; nothing is
    /// stored.</exception>
    internal async Task<AuditState> DecideAsync(
        AuditName name, AuditCommand command, RequestIdentity? request, CancellationToken cancellationToken)
    {
        SemaphoreSlim gate = _gates[(uint)name.ToString().GetHashCode(StringComparison.Ordinal) % _gates.Length];
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var stream = new AuditStream(name, store.Events, logger);
            await stream.CatchUpAsync(CancellationToken.None).ConfigureAwait(false);
            switch (await stream.DecideAsync(command, request).ConfigureAwait(false))
            {
                case CommandResult<AuditState>.Stored stored:
                    store.Schedule(name.ToString(), DueOf(stored.State));
                    return stored.State;
                case CommandResult<AuditState>.Rejected rejected:
                    throw Rejections.ToException(rejected.Rejection, name.Participant.ToString());
                case CommandResult<AuditState>.Answered:
                    throw request!.Reused();
                default:
                    throw new InvalidOperationException($"{command} has no event.");
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Rejects a request whose id was used with another body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    /// <returns>Completes where the id is new or its body the same.</returns>
    /// <exception cref="CallRejectedException"><see cref="ErrorReason.RequestIdReused"/>.</exception>
    internal async Task RequireSameBodyAsync(RequestIdentity request, CancellationToken cancellationToken)
    {
        RequestRecord? record = await store.Events
            .FindRequestAsync(request.Actor, request.RequestId, cancellationToken).ConfigureAwait(false);
        if (record is not null && !record.BodySha256.AsSpan().SequenceEqual(request.BodySha256))
        {
            throw request.Reused();
        }
    }

    /// <summary>When an audit has something to be done by the validator itself.</summary>
    /// <param name="audit">The audit.</param>
    /// <returns>Its deadline while an answer is awaited, the beginning of time while its verdict waits for the market
    /// or its overlap checks are to be opened, or the verdict on its statistics waits; null where nothing is left to do.</returns>
    internal static DateTimeOffset? DueOf(AuditState audit) =>
        audit.IsOpen ? audit.Deadline
        : audit.ConcludedAt is null || audit.OwesOverlapChecks || audit.Nearness is { IsDue: true }
            ? DateTimeOffset.UnixEpoch
        : null;
}
