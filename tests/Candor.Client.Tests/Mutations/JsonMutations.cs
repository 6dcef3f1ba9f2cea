using System.Text.Json;
using System.Text.Json.Nodes;
using Candor.Commitments.Tests.Mutations.Shared;

namespace Candor.Client.Tests.Mutations;

/// <summary>Mutations of a JSON object that know its members: dropped, added, nulled, numbers moved by one, strings and
/// base64 changed, elements of arrays dropped, doubled and reversed.</summary>
internal static class JsonMutations
{
    /// <summary>Draws a mutation.</summary>
    /// <param name="random">Where from.</param>
    /// <param name="honest">The object in UTF-8.</param>
    /// <param name="spared">A member that stays as it is; none by default.</param>
    /// <returns>The mutated object.</returns>
    internal static Mutation<JsonObject> Draw(Random random, ReadOnlySpan<byte> honest, string? spared = null)
    {
        JsonObject root = JsonNode.Parse(honest)!.AsObject();
        JsonNode node = root;
        List<string> path = [];
        while (true)
        {
            bool goesDeeper = random.Next(5) > 0;
            switch (node)
            {
                case JsonObject { Count: > 0 } parent:
                    string[] names = [.. parent.Select(member => member.Key).Where(name => name != spared)];
                    string name = names[random.Next(names.Length)];
                    path.Add(name);
                    if (goesDeeper && parent[name] is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
                    {
                        node = parent[name]!;
                        continue;
                    }

                    return new Mutation<JsonObject>(root, $"{string.Join('.', path)} {Change(random, parent, name)}");
                case JsonArray { Count: > 0 } array:
                    int at = random.Next(array.Count);
                    path.Add($"{at}");
                    if (goesDeeper && array[at] is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
                    {
                        node = array[at]!;
                        continue;
                    }

                    return new Mutation<JsonObject>(root, $"{string.Join('.', path)} {Change(random, array, at)}");
                default:
                    throw new InvalidOperationException("An object without members has no mutation.");
            }
        }
    }

    private static string Change(Random random, JsonObject parent, string name)
    {
        switch (random.Next(6))
        {
            case 0:
                parent.Remove(name);
                return "dropped";
            case 1:
                parent[name + "2"] = parent[name]?.DeepClone();
                return "added under another name";
            default:
                (parent[name], string what) = Another(random, parent[name]);
                return what;
        }
    }

    private static string Change(Random random, JsonArray array, int at)
    {
        switch (random.Next(6))
        {
            case 0:
                array.RemoveAt(at);
                return "dropped";
            case 1:
                array.Add(array[at]?.DeepClone());
                return "doubled";
            case 2:
                JsonNode?[] reversed = [.. array.Select(element => element?.DeepClone()).Reverse()];
                array.Clear();
                Array.ForEach(reversed, array.Add);
                return "and its neighbours reversed";
            default:
                (array[at], string what) = Another(random, array[at]);
                return what;
        }
    }

    private static (JsonNode? Value, string What) Another(Random random, JsonNode? node)
    {
        switch (node?.GetValueKind())
        {
            case JsonValueKind.Number when node.AsValue().TryGetValue(out long number) && random.Next(4) > 0:
                long moved = number + (random.Next(2) == 0 ? 1 : -1);
                return (moved, $"{moved} for {number}");
            case JsonValueKind.Number:
                double doubled = (2 * node.GetValue<double>()) + 0.25;
                return (doubled, $"{doubled:R} for {node.ToJsonString()}");
            case JsonValueKind.String when random.Next(6) > 0:
                return OfText(random, node.GetValue<string>());
            case JsonValueKind.True or JsonValueKind.False:
                return (!node.GetValue<bool>(), "turned");
            case JsonValueKind.Null or null:
                return ("x", "'x' for null");
            default:
                return random.Next(3) switch
                {
                    0 => (null, "nulled"),
                    1 => (7, "7 instead"),
                    _ => (new JsonObject(), "an empty object instead"),
                };
        }
    }

    private static (JsonNode? Value, string What) OfText(Random random, string text)
    {
        byte[] bytes = new byte[(text.Length * 3) + 3];
        if (text.Length >= 8 && text.Length % 4 == 0 && Convert.TryFromBase64String(text, bytes, out int length)
            && ByteMutations.Draw(random, bytes.AsSpan(0, length)) is { } mutation)
        {
            return (Convert.ToBase64String(mutation.Value), $"base64: {mutation.What}");
        }

        int at = random.Next(text.Length + 1);
        return random.Next(3) switch
        {
            0 => (text[..at], $"cut after {at} characters"),
            1 => (text[..at] + "x" + text[at..], $"with an x at {at}"),
            _ => ("", "emptied"),
        };
    }
}
