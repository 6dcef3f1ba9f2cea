using Candor.Hosting.Errors;
using Candor.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;

namespace Candor.Hosting.Calls;

/// <summary>Collects every wrong field of a request, so that its author learns of all of them at once.</summary>
internal sealed class FieldChecks
{
    private const int MaxRequestId = 64;

    private readonly List<BadRequest.Types.FieldViolation> _violations = [];

    /// <summary>Adds a violation unless a rule holds.</summary>
    /// <param name="holds">Whether the field is right.</param>
    /// <param name="field">Its path in JSON names.</param>
    /// <param name="found">What was found.</param>
    /// <param name="expected">What was expected.</param>
    /// <returns>These checks.</returns>
    internal FieldChecks Require(bool holds, string field, string found, string expected)
    {
        if (!holds)
        {
            _violations.Add(new BadRequest.Types.FieldViolation
            {
                Field = field,
                Description = $"found {found}, expected {expected}",
            });
        }

        return this;
    }

    /// <summary>Checks a market's name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="field">Its path.</param>
    /// <returns>These checks.</returns>
    internal FieldChecks Market(string name, string field) =>
        Require(ResourceName.IsMarket(name), field, Quote(name), ResourceName.MarketExpected);

    /// <summary>Checks a participant's name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="field">Its path.</param>
    /// <returns>These checks.</returns>
    internal FieldChecks Participant(string name, string field) => Require(
        ResourceName.TryParseParticipant(name, out _), field, Quote(name), ResourceName.ParticipantExpected);

    /// <summary>Checks a payload's request id.</summary>
    /// <param name="id">The id.</param>
    /// <returns>These checks.</returns>
    internal FieldChecks RequestId(string id) => Require(
        id.Length is > 0 and <= MaxRequestId
            && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'),
        "envelope.payload.requestId",
        Quote(id),
        $"1 to {MaxRequestId} letters, digits, '.', '_' or '-'");

    /// <summary>Checks a time, which protobuf lets hold any two numbers.</summary>
    /// <param name="time">The time; null is not set.</param>
    /// <param name="field">Its path.</param>
    /// <param name="required">Whether it has to be set.</param>
    /// <returns>These checks.</returns>
    internal FieldChecks Time(Timestamp? time, string field, bool required) => Require(
        time is null ? !required : IsTime(time),
        field,
        time is null ? "nothing" : $"{time.Seconds} seconds and {time.Nanos} nanoseconds",
        "a time between the years 1 and 9999");

    /// <summary>Refuses the request where a field was wrong.</summary>
    /// <param name="reason">The reason to give.</param>
    /// <exception cref="Refusal">A field was wrong.</exception>
    internal void ThrowIfAny(ErrorReason reason = ErrorReason.InvalidRequest)
    {
        if (_violations.Count > 0)
        {
            string more = _violations.Count > 1 ? $" (and {_violations.Count - 1} more)" : "";
            throw new Refusal(reason, $"{_violations[0].Field}: {_violations[0].Description}{more}.")
            {
                Violations = _violations,
            };
        }
    }

    // Quoted values go back to their author; a huge one would only crowd out the rest.
    private static string Quote(string text) => text.Length <= 200 ? $"'{text}'" : $"{text.Length} characters";

    private static bool IsTime(Timestamp time) =>
        time is { Seconds: >= -62_135_596_800 and <= 253_402_300_799, Nanos: >= 0 and <= 999_999_999 };
}
