using System.Collections;
using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Candor.Wire.Times;

/// <summary>Finds the times in a message that no calendar has. Protobuf's JSON formatter and its conversions throw for
/// them, so whoever formats or converts a message of the other side asks here first.</summary>
public static class ImpossibleTimes
{
    // The fields of each message that hold a time or lead to one: definitions have rosters of thousands, with no time
    // anywhere in them, and are not walked.
    private static readonly ConcurrentDictionary<MessageDescriptor, FieldDescriptor[]> s_paths = new();

    /// <summary>Finds every one.</summary>
    /// <param name="message">The message, as it arrived.</param>
    /// <returns>A fault for each, its path from the message in JSON names.</returns>
    public static IEnumerable<FieldFault> In(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Walk(message, string.Empty);
    }

    private static IEnumerable<FieldFault> Walk(IMessage message, string prefix) =>
        PathsOf(message.Descriptor).SelectMany(field => Values(message, field).SelectMany(
            (value, i) => Check(value, prefix + field.JsonName + (field.IsRepeated ? $"[{i}]" : string.Empty))));

    private static IEnumerable<FieldFault> Check(IMessage value, string path) => value switch
    {
        Timestamp time => Timestamps.IsPossible(time)
            ? []
            : [new FieldFault(path, Timestamps.Describe(time), Timestamps.Expected)],
        _ => Walk(value, path + "."),
    };

    private static IEnumerable<IMessage> Values(IMessage message, FieldDescriptor field) =>
        field.Accessor.GetValue(message) switch
        {
            IMessage one => [one],
            IEnumerable many => many.Cast<IMessage>(),
            _ => [],
        };

    private static FieldDescriptor[] PathsOf(MessageDescriptor type) => s_paths.GetOrAdd(
        type, static type => [.. type.Fields.InDeclarationOrder().Where(field => LeadsToTime(field, []))]);

    private static bool LeadsToTime(FieldDescriptor field, HashSet<MessageDescriptor> seen) =>
        field is { FieldType: FieldType.Message, IsMap: false }
        && (field.MessageType == Timestamp.Descriptor
            || (seen.Add(field.MessageType)
                && field.MessageType.Fields.InDeclarationOrder().Any(inner => LeadsToTime(inner, seen))));
}
