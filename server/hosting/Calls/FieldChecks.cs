using Candor.Hosting.Errors;
using Candor.V1;
using Candor.Wire;
using Candor.Wire.Errors;
using Candor.Wire.Names;
using Candor.Wire.Times;
using Google.Protobuf.WellKnownTypes;

namespace Candor.Hosting.Calls;

/// <summary>Collects every wrong field of a request, so that its author learns of all of them at once.</summary>
internal sealed class FieldChecks
{
    private const int MaxRequestId = 64;

    private readonly List<FieldViolation> _violations = [];

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
            _violations.Add(new FieldViolation(field, new FieldFault(field, found, expected).Description));
        }

        return this;
    }

    /// <summary>Checks a market's name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="field">Its path.</param>
    /// <returns>These checks.</returns>
    internal FieldChecks Market(string name, string field) =>
        Require(MarketName.IsValid(name), field, FieldFault.Quote(name), MarketName.Expected);

    /// <summary>Checks a participant's name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="field">Its path.</param>
    /// <returns>These checks.</returns>
    internal FieldChecks Participant(string name, string field) => Require(
        ParticipantName.TryParse(name, out _), field, FieldFault.Quote(name), ParticipantName.Expected);

    /// <summary>Checks a payload's request id.</summary>
    /// <param name="id">The id.</param>
    /// <returns>These checks.</returns>
    internal FieldChecks RequestId(string id) => Require(
        id.Length is > 0 and <= MaxRequestId
            && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'),
        "envelope.payload.requestId",
        FieldFault.Quote(id),
        $"1 to {MaxRequestId} letters, digits, '.', '_' or '-'");

    /// <summary>Checks a time, which protobuf lets hold any two numbers.</summary>
    /// <param name="time">The time; null is not set.</param>
    /// <param name="field">Its path.</param>
    /// <param name="required">Whether it has to be set.</param>
    /// <returns>These checks.</returns>
    internal FieldChecks Time(Timestamp? time, string field, bool required) => Require(
        time is null ? !required : Timestamps.IsPossible(time),
        field,
        Timestamps.Describe(time),
        Timestamps.Expected);

    /// <summary>Rejects the request where a field was wrong.</summary>
    /// <param name="reason">The reason to give.</param>
    /// <exception cref="CallRejectedException">A field was wrong.</exception>
    internal void ThrowIfAny(ErrorReason reason = ErrorReason.InvalidRequest)
    {
        if (_violations.Count > 0)
        {
            string more = _violations.Count > 1 ? $" (and {_violations.Count - 1} more)" : "";
            throw new CallRejectedException(reason, $"{_violations[0].Field}: {_violations[0].Description}{more}.")
            {
                Violations = _violations,
            };
        }
    }
}
