using System.Globalization;
using Candor.Wire.Signing;

namespace Candor.Client;

/// <summary>This machine's clock and a server's differ by more than the life of what is signed, so that messages would be
/// rejected as expired, or as signed for the future. Found before anything is signed; either of the two may be the wrong
/// one. The <see cref="CandorException.Reason"/> is <c>CLOCKS_DIFFER</c>.</summary>
public sealed class ClockException : CandorException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="localTime">What the clock here showed, UTC.</param>
    /// <param name="serverTime">What the server's showed at the same moment, UTC, by its unsigned word.</param>
    public ClockException(Uri server, DateTimeOffset localTime, DateTimeOffset serverTime)
        : base("CLOCKS_DIFFER", Describe(server, localTime, serverTime))
    {
        LocalTime = localTime;
        ServerTime = serverTime;
    }

    /// <summary>What the clock here showed, UTC.</summary>
    public DateTimeOffset LocalTime { get; }

    /// <summary>What the server's clock showed at the same moment, UTC, in whole seconds: the <c>Date</c> of an answer,
    /// which nobody has signed.</summary>
    public DateTimeOffset ServerTime { get; }

    private static string Describe(Uri server, DateTimeOffset localTime, DateTimeOffset serverTime)
    {
        ArgumentNullException.ThrowIfNull(server);
        TimeSpan difference = localTime - serverTime;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The clock here is {difference.Duration():d\\.hh\\:mm\\:ss} (days.hours:minutes:seconds) "
            + $"{(difference < TimeSpan.Zero ? "behind" : "ahead of")} that of {server.GetLeftPart(UriPartial.Authority)}: "
            + $"{localTime.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} here, {serverTime.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} there; "
            + $"expected at most {AccessRules.MostBehind.TotalMinutes:0} minutes behind or "
            + $"{AccessRules.MostAhead.TotalMinutes:0} ahead, since what is signed expires. Nothing was signed; put right "
            + $"whichever clock is wrong.");
    }
}
