using Candor.Wire.Times;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Candor.Client.Internal;

/// <summary>The times in a server's answers. Protobuf lets a time hold any two numbers; an answer with one that no
/// calendar has is rejected here, before anybody converts or prints it.</summary>
internal static class AnswerTimes
{
    /// <summary>Checks an answer.</summary>
    /// <typeparam name="T">Its message.</typeparam>
    /// <param name="answer">The answer.</param>
    /// <param name="method">The call's name.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="UnverifiedAnswerException">It holds an impossible time.</exception>
    internal static T Require<T>(T answer, string method) =>
        answer is IMessage message && ImpossibleTimes.In(message).FirstOrDefault() is { } fault
            ? throw new UnverifiedAnswerException(
                AnswerFault.Malformed, $"The answer to {method} does not hold: {fault}.")
            : answer;

    /// <summary>Reads a time of an answer that came in.</summary>
    /// <param name="message">The time; missing, it is the server's word for nothing: the beginning of 1970.</param>
    internal static DateTimeOffset Read(Timestamp? message) =>
        Timestamps.TryRead(message, out DateTimeOffset time) ? time : DateTimeOffset.UnixEpoch;
}
