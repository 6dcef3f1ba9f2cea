using System.Text.Json;
using System.Text.Json.Nodes;

namespace Candor.Cli.Demo;

/// <summary>How quality grows with a sample's records, as <c>candor curve fit</c> wrote it.</summary>
/// <param name="RecordsPerUnit">How many records make one unit of data size.</param>
/// <param name="Quality">The curve, as a signed definition has it.</param>
internal sealed record FittedSample(uint RecordsPerUnit, JsonObject Quality)
{
    private static readonly JsonDocumentOptions s_withComments = new() { CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads a fitted curve.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It holds something else.</exception>
    internal static FittedSample Load(string path)
    {
        if (JsonNode.Parse(File.ReadAllText(path), documentOptions: s_withComments) is not JsonObject file
            || file["recordsPerUnit"] is not { } records
            || file["quality"] is not JsonObject curve || curve["kind"] is not { } kind)
        {
            throw new InvalidDataException($"'{path}' has no curve; expected recordsPerUnit and quality with its kind.");
        }

        // The dialect says the kind beside its parameters; what is signed has them under it.
        var parameters = (JsonObject)curve.DeepClone();
        _ = parameters.Remove("kind");
        return new FittedSample(records.GetValue<uint>(), new JsonObject { [kind.GetValue<string>()] = parameters });
    }
}
