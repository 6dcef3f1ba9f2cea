using Candor.Market.Json;

namespace Candor.Market.Scenarios;

/// <summary>Reads an object whose member <c>kind</c> says which other members it has.</summary>
internal static class KindReader
{
    /// <summary>Reads the object by the reader of its kind, and refuses members the kind does not have.</summary>
    /// <param name="value">The object.</param>
    /// <param name="expected">What it is, for the fault when it is no object.</param>
    /// <param name="kinds">A reader for each kind that is accepted.</param>
    public static T? Read<T>(
        JsonValue value, string expected, IReadOnlyDictionary<string, Func<JsonMembers, T?>> kinds)
        where T : class
    {
        if (value.Members(expected) is not { } members
            || members.Required("kind", "one of " + string.Join(", ", kinds.Keys))?.Choice(kinds) is not { } read)
        {
            return null;
        }

        T? result = read(members);
        members.Finish();
        return result;
    }
}
