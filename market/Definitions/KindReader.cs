using Candor.Market.Json;

namespace Candor.Market.Definitions;

/// <summary>Finds out which of several kinds an object is: by its member <c>kind</c> in the dialect, by its one member
/// in protobuf's mapping.</summary>
internal static class KindReader
{
    /// <summary>Reads the kind.</summary>
    /// <typeparam name="T">What the kinds stand for.</typeparam>
    /// <param name="value">The object; null where it is missing.</param>
    /// <param name="expected">What it is, for the fault when it is not an object.</param>
    /// <param name="kinds">The kinds that there are.</param>
    /// <param name="spelling">What the document may use.</param>
    /// <returns>The kind with its members; null after adding faults.</returns>
    internal static KindFound<T>? Read<T>(
        JsonValue? value, string expected, IReadOnlyDictionary<string, T> kinds, RuleSpelling spelling)
        where T : class
    {
        if (value?.Members(expected) is not { } outer)
        {
            return null;
        }

        if (spelling.IsDialect(outer))
        {
            return outer.Required("kind", "one of " + string.Join(", ", kinds.Keys))?.Choice(kinds) is { } named
                ? new KindFound<T>(named, outer, outer, true)
                : null;
        }

        KindFound<T>? found = outer.TryOneOf(out string? kind, out JsonValue inner, [.. kinds.Keys])
            && inner.Members("the parameters of its kind") is { } members
                ? new KindFound<T>(kinds[kind], members, outer, false)
                : null;
        if (found is null)
        {
            outer.Finish();
        }

        return found;
    }
}

/// <summary>An object whose kind is known.</summary>
/// <typeparam name="T">What the kind stands for.</typeparam>
/// <param name="Kind">The kind.</param>
/// <param name="Members">The members that belong to the kind.</param>
/// <param name="Outer">The object itself, the same in the dialect.</param>
/// <param name="IsDialect">In which spelling it is.</param>
internal sealed record KindFound<T>(T Kind, JsonMembers Members, JsonMembers Outer, bool IsDialect)
    where T : class
{
    /// <summary>Rejects the members that the kind does not have, once it is read.</summary>
    internal void Finish()
    {
        Members.Finish();
        if (!IsDialect)
        {
            Outer.Finish();
        }
    }
}
