using System.Text.Json.Nodes;

namespace Candor.Market.Tests.Support;

/// <summary>Changes one member of a JSON document.</summary>
internal static class JsonChange
{
    /// <summary>Sets the last member of a path of members and indices; the value "-" removes it.</summary>
    internal static void Apply(JsonNode root, string path, string value)
    {
        string[] steps = path.Split('/');
        JsonNode node = root;
        foreach (string step in steps[..^1])
        {
            node = int.TryParse(step, out int at) ? node[at]! : node[step]!;
        }

        if (node is JsonArray array)
        {
            int index = int.Parse(steps[^1]);
            array.RemoveAt(index);
            if (value != "-")
            {
                array.Insert(index, JsonNode.Parse(value));
            }
        }
        else if (value == "-")
        {
            node.AsObject().Remove(steps[^1]);
        }
        else
        {
            node[steps[^1]] = JsonNode.Parse(value);
        }
    }
}
