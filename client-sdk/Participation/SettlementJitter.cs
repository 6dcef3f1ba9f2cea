namespace Candor.Client.Participation;

/// <summary>How long a member waits before it reads the transcript of a market that has just settled: all members learn of
/// it in the same moment, and each reads everything.</summary>
internal static class SettlementJitter
{
    /// <summary>Up to so many participants nobody waits.</summary>
    internal const int SmallRoster = 100;

    // n members read about 3n entries of 1,500 bytes each, 4,500·n² bytes in all. Spread over 50·n² microseconds, a server
    // sends 90 MB a second; 10,000 members take 83 minutes, 1,000 take 50 seconds.
    private const double MicrosecondsPerSquare = 50;

    /// <summary>The longest wait.</summary>
    /// <param name="participants">The roster's size.</param>
    internal static TimeSpan Longest(int participants) => participants <= SmallRoster
        ? TimeSpan.Zero
        : TimeSpan.FromMicroseconds(MicrosecondsPerSquare * participants * participants);

    /// <summary>Draws a wait, evenly up to the longest.</summary>
    /// <param name="participants">The roster's size.</param>
    /// <param name="random">Where the draw comes from.</param>
    internal static TimeSpan Draw(int participants, Random random) => Longest(participants) * random.NextDouble();
}
