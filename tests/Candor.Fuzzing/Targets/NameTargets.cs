using System.Text;
using Candor.Hosting.Errors;
using Candor.Platform.Calls;
using Candor.Wire.Names;

namespace Candor.Fuzzing.Targets;

/// <summary>Resource names and the tokens that clients bring back.</summary>
internal static class NameTargets
{
    /// <summary>All of them.</summary>
    internal static IEnumerable<FuzzTarget> All { get; } =
    [
        new("name", "a name or not; what parses is written as the same text", Name),
        new("token", "a position or a CallRejectedException; no token leads beyond the last event", Token),
    ];

    private static void Name(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        MarketName.IsValid(text);
        if (ParticipantName.TryParse(text, out ParticipantName? participant))
        {
            Laws.Require(ParticipantName.Of(participant.Market, participant.Id) == text, $"written as '{participant}'");
        }

        if (AuditName.TryParse(text, out AuditName? audit))
        {
            Laws.Require(audit.ToString() == text, $"written as '{audit}'");
        }

        if (OverlapName.TryParse(text, out OverlapName? overlap))
        {
            Laws.Require(overlap.ToString() == text, $"written as '{overlap}'");
        }
    }

    private static void Token(byte[] input)
    {
        const long LastEvent = 1_000;
        string text = Encoding.UTF8.GetString(input);
        Laws.Takes<CallRejectedException>(() =>
        {
            long position = OpaqueToken.ReadResume(text, "markets/hospitals", LastEvent);
            Laws.Require(position is >= 0 and <= LastEvent, $"leads to event {position}");
        });
        Laws.Takes<CallRejectedException>(() =>
        {
            string name = OpaqueToken.ReadPage(text);
            Laws.Require(name.Length == 0 || MarketName.IsValid(name), $"leads to '{name}'");
        });
    }
}
