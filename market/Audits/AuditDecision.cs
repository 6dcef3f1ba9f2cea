using System.Collections.Immutable;

namespace Candor.Market.Audits;

/// <summary>What an audit answers to a command: the events that follow from it, or why it is refused.</summary>
public sealed class AuditDecision
{
    private AuditDecision(ImmutableArray<AuditEvent> events, Rejection? rejection)
    {
        Events = events;
        Rejection = rejection;
    }

    /// <summary>The events, to be stored together or not at all; empty where refused.</summary>
    public ImmutableArray<AuditEvent> Events { get; }

    /// <summary>Why the command is refused; null where it is accepted.</summary>
    public Rejection? Rejection { get; }

    internal static AuditDecision Accept(AuditEvent happened) => new([happened], null);

    internal static AuditDecision Refuse(RejectionReason reason, string message) =>
        Refuse(new Rejection(reason, message));

    internal static AuditDecision Refuse(Rejection rejection) => new([], rejection);
}
