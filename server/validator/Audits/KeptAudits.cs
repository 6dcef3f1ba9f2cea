using Candor.Market.Audits;
using Candor.Validator.Overlaps;
using Candor.Wire.Names;

namespace Candor.Validator.Audits;

/// <summary>Finds the audit that a dataset has passed before, where it is committed to again.</summary>
internal sealed class KeptAudits(AuditLog audits, TagFiles files)
{
    /// <summary>Finds the audit of an earlier commitment to the same dataset, and keeps its tags for this one, so that it is
    /// compared with others as if it had been audited anew.</summary>
    /// <param name="market">The market.</param>
    /// <param name="audit">The audit that is to be opened.</param>
    /// <param name="standing">The commitment that it is about.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The audit, passed; null where there is none, or its tags are needed and not here any more.</returns>
    internal async Task<AuditState?> FindAsync(
        AuditedMarket market, AuditName audit, StandingCommitment standing, CancellationToken cancellationToken)
    {
        if (!market.Definition.ChainsMessages || standing.Event != audit.CommitmentEvent)
        {
            return null;
        }

        foreach (AuditName name in (await audits.ListAsync(audit.Participant, cancellationToken).ConfigureAwait(false))
            .Reverse())
        {
            if (await audits.FindAsync(name, cancellationToken).ConfigureAwait(false) is { Phase: AuditPhase.Passed } state
                && IsOf(state.Opened, standing))
            {
                return !state.Opened.KeepsTags
                    || await files.TryCopyAsync(name, audit, cancellationToken).ConfigureAwait(false)
                        ? state
                        : null;
            }
        }

        return null;
    }

    private static bool IsOf(AuditOpened opened, StandingCommitment standing) =>
        opened.Commitment.Span.SequenceEqual(standing.Commitment.Span)
        && opened.DatasetRoot.Span.SequenceEqual(standing.DatasetRoot.Span)
        && opened.RecordKey.Span.SequenceEqual(standing.RecordKey.Span);
}
