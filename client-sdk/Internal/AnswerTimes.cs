using Candor.Wire.Times;
using Google.Protobuf;

namespace Candor.Client.Internal;

/// <summary>The times in a server's answers. Protobuf lets a time hold any two numbers; an answer with one that no
/// calendar has is refused here, before anybody converts or prints it.</summary>
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
}
