using Google.Protobuf.WellKnownTypes;

namespace Candor.Wire.Times;

/// <summary>Times between the wire and the market. Protobuf lets a time hold any two numbers, and its own conversion
/// throws where no calendar has such a time; whatever comes from the other side is read here.</summary>
public static class Timestamps
{
    /// <summary>What a time must be, in words.</summary>
    public const string Expected = "a time between the years 1 and 9999";

    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;

    /// <summary>Whether a calendar has a time.</summary>
    /// <param name="time">The time.</param>
    /// <returns>Whether it is between the years 1 and 9999.</returns>
    public static bool IsPossible(Timestamp time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return time is { Seconds: >= FirstSecond and <= LastSecond, Nanos: >= 0 and <= 999_999_999 };
    }

    /// <summary>Reads a time.</summary>
    /// <param name="message">The time as it arrived; null where it is not set.</param>
    /// <param name="time">The time, UTC, to 100 nanoseconds.</param>
    /// <returns>Whether it is set and a calendar has it.</returns>
    public static bool TryRead(Timestamp? message, out DateTimeOffset time)
    {
        bool isTime = message is not null && IsPossible(message);
        time = isTime ? message!.ToDateTimeOffset() : default;
        return isTime;
    }

    /// <summary>Writes a time.</summary>
    /// <param name="time">The time.</param>
    /// <returns>The message.</returns>
    public static Timestamp ToMessage(DateTimeOffset time) => Timestamp.FromDateTimeOffset(time);

    /// <summary>A time as it arrived, in words, whether a calendar has it or not.</summary>
    /// <param name="message">The time; null where it is not set.</param>
    /// <returns>Its two numbers, or "nothing".</returns>
    public static string Describe(Timestamp? message) =>
        message is null ? "nothing" : $"{message.Seconds} seconds and {message.Nanos} nanoseconds";
}
