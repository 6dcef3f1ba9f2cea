using System.Diagnostics.CodeAnalysis;

namespace Candor.Market.Json;

/// <summary>
/// The members of a JSON object. It remembers which were asked for, so that the others can be rejected.
/// </summary>
public sealed class JsonMembers
{
    private readonly JsonValue _owner;
    private readonly Dictionary<string, JsonValue> _members;
    private readonly List<string> _known = [];

    internal JsonMembers(JsonValue owner, Dictionary<string, JsonValue> members)
    {
        _owner = owner;
        _members = members;
    }

    /// <summary>The object itself, for faults about it as a whole.</summary>
    public JsonValue Owner => _owner;

    /// <summary>A member as it may be; looking at it does not make it one that was asked for.</summary>
    /// <param name="name">The member's name.</param>
    /// <returns>The member; null when it is left out.</returns>
    public JsonValue? Peek(string name) => _members.TryGetValue(name, out JsonValue member) ? member : null;

    /// <summary>A member that must be there; its absence is a fault.</summary>
    /// <param name="name">The member's name.</param>
    /// <param name="expected">What the member is.</param>
    public JsonValue? Required(string name, string expected)
    {
        JsonValue? member = Optional(name);
        if (member is null)
        {
            _owner.Faults.Add(PathOf(name), "nothing", expected);
        }

        return member;
    }

    /// <summary>A member that may be left out.</summary>
    /// <param name="name">The member's name.</param>
    /// <returns>
    /// The member, null when it is left out. A member given as null is there: see <see cref="JsonValue.IsNull"/>.
    /// </returns>
    public JsonValue? Optional(string name)
    {
        _known.Add(name);
        return _members.TryGetValue(name, out JsonValue member) ? member : null;
    }

    /// <summary>Exactly one of several members, as a proto's oneof; none or more than one is a fault.</summary>
    /// <param name="name">The member given.</param>
    /// <param name="member">Its value.</param>
    /// <param name="names">The members of which one is to be given.</param>
    public bool TryOneOf([NotNullWhen(true)] out string? name, out JsonValue member, params ReadOnlySpan<string> names)
    {
        var given = new List<string>();
        foreach (string candidate in names)
        {
            if (Optional(candidate) is not null)
            {
                given.Add(candidate);
            }
        }

        if (given.Count == 1)
        {
            name = given[0];
            member = _members[name];
            return true;
        }

        string found = given.Count == 0 ? "none of them" : string.Join(" and ", given);
        _owner.AddFault("exactly one of " + string.Join(", ", names.ToArray()), found);
        name = null;
        member = default;
        return false;
    }

    /// <summary>Adds a fault for every member nobody asked for.</summary>
    public void Finish()
    {
        foreach ((string name, JsonValue member) in _members)
        {
            if (!_known.Contains(name))
            {
                string known = _known.Count == 0 ? "no members" : "one of " + string.Join(", ", _known.Distinct());
                member.AddFault(known, $"an unknown member \"{name}\"");
            }
        }
    }

    private string PathOf(string name) => _owner.Path.Length == 0 ? name : $"{_owner.Path}.{name}";
}
