using Candor.Hosting.Errors;
using Candor.Market.Audits;
using Candor.V1;
using Candor.Validator.Audits;
using Candor.Validator.Overlaps;
using Candor.Wire.Names;

namespace Candor.Validator.Calls;

/// <summary>Finds the overlap checks that await a participant's answer.</summary>
internal sealed class OverlapTasks(AuditLog audits, OverlapLog overlaps, TagFiles files, TimeProvider time)
{
    /// <summary>Finds the open check of a participant with another.</summary>
    /// <param name="audit">The participant's audit.</param>
    /// <param name="other">The other's id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The check and the other's audit.</returns>
    /// <exception cref="CallRejectedException">The participant has nothing to answer there.</exception>
    internal async Task<(OverlapName Name, OverlapState Overlap, AuditState Other)> FindAsync(
        AuditState audit, string other, CancellationToken cancellationToken)
    {
        (OverlapName Name, OverlapState State) found = (await overlaps
            .ListAsync(audit.Market, audit.CommitmentEvent, cancellationToken).ConfigureAwait(false))
            .LastOrDefault(pair => pair.State.Due.Earlier == other || pair.State.Due.Later == other);
        Rejections.Require(
            other == audit.Participant
                ? OverlapDecider.CheckAwaits(null, other, time.GetUtcNow())
                : OverlapDecider.CheckAwaits(found.State, audit.Participant, time.GetUtcNow()),
            ParticipantName.Of(audit.Market, audit.Participant));
        AuditState otherAudit = await OtherOfAsync(audit, found.State, cancellationToken).ConfigureAwait(false);
        return File.Exists(files.TagsOf(NameOf(otherAudit)))
            ? (found.Name, found.State, otherAudit)
            : throw new CallRejectedException(
                ErrorReason.OverlapTaskNotFound,
                $"{audit.Market} is over, and the tags of its participants are removed.");
    }

    /// <summary>Finds the audit of the other side of a check.</summary>
    /// <param name="audit">The audit of one side.</param>
    /// <param name="overlap">The check.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The other's audit.</returns>
    internal async Task<AuditState> OtherOfAsync(
        AuditState audit, OverlapState overlap, CancellationToken cancellationToken)
    {
        OverlapDue due = overlap.Due;
        (string participant, ulong number) = due.Earlier == audit.Participant
            ? (due.Later, due.LaterCommitmentEvent)
            : (due.Earlier, due.EarlierCommitmentEvent);
        return (await audits.FindAsync(
            new AuditName(new ParticipantName(audit.Market, participant), number), cancellationToken)
            .ConfigureAwait(false))!;
    }

    /// <summary>The name of an audit.</summary>
    /// <param name="audit">The audit.</param>
    /// <returns>Its name.</returns>
    internal static AuditName NameOf(AuditState audit) =>
        new(new ParticipantName(audit.Market, audit.Participant), audit.CommitmentEvent);
}
