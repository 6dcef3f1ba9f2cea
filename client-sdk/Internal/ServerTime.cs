using Google.Protobuf.WellKnownTypes;

namespace Candor.Client.Internal;

/// <summary>Times as a server tells them.</summary>
internal static class ServerTime
{
    /// <summary>Reads a time.</summary>
    /// <param name="time">The time; the beginning of 1970 where the server told none.</param>
    /// <exception cref="UnverifiedAnswerException">There is no such time.</exception>
    internal static DateTimeOffset Read(Timestamp? time)
    {
        try
        {
            return time?.ToDateTimeOffset() ?? DateTimeOffset.UnixEpoch;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentOutOfRangeException)
        {
            throw new UnverifiedAnswerException(
                AnswerFault.Malformed,
                $"The server tells an impossible time: {time!.Seconds} seconds and {time.Nanos} nanoseconds.");
        }
    }
}
