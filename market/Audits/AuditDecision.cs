using System.Collections.Immutable;

namespace Candor.Market.Audits;

/// <summary>What an audit answers to a command: the events that follow from it, or why it is rejected.</summary>
public sealed class AuditDecision
{
    private AuditDecision(ImmutableArray<AuditEvent> events, Rejection? rejection)
    {
        Events = events;
        Rejection = rejection;
    }

    /// <summary>The events, to be stored together or not at all; empty where rejected.</summary>
    public ImmutableArray<AuditEvent> Events { get; }

    /// <summary>Why the command is rejected; null where it is accepted.</summary>
    public Rejection? Rejection { get; }

    internal static AuditDecision Accept(params ImmutableArray<AuditEvent> happened) => new(happened, null);

    internal static AuditDecision Reject(Rejection rejection) => new([], rejection);
}
