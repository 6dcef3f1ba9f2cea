using System.Text.Json;

namespace Candor.Fuzzing.Golden;

/// <summary>The frozen statements and transcripts, whose terms the targets verify foreign bytes against.</summary>
internal static class GoldenFiles
{
    /// <summary>Statements 1 and 2.</summary>
    internal static JsonElement Statements { get; } = Read("commitments/statements-v1.json");

    /// <summary>Statements 3 to 6 and a checkpoint: what went in.</summary>
    internal static JsonElement Inputs { get; } = Read("commitments/datasets-v1.json").GetProperty("inputs");

    /// <summary>Statements 3 to 6 and a checkpoint: what came out.</summary>
    internal static JsonElement Outputs { get; } = Read("commitments/datasets-v1.json").GetProperty("outputs");

    /// <summary>A golden file of the commitments.</summary>
    /// <param name="name">Its name under <c>tests/golden/commitments</c>.</param>
    internal static JsonElement ReadCommitments(string name) => Read($"commitments/{name}");

    /// <summary>The path of a golden file.</summary>
    /// <param name="name">Its name under <c>tests/golden</c>.</param>
    internal static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "golden", name);

    /// <summary>A member in hexadecimal.</summary>
    /// <param name="element">The object.</param>
    /// <param name="name">The member.</param>
    internal static byte[] Hex(this JsonElement element, string name) => element.GetProperty(name).Hex();

    /// <summary>A text in hexadecimal.</summary>
    /// <param name="element">The text.</param>
    internal static byte[] Hex(this JsonElement element) => Convert.FromHexString(element.GetString()!);

    /// <summary>A member that is a text.</summary>
    /// <param name="element">The object.</param>
    /// <param name="name">The member.</param>
    internal static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static JsonElement Read(string name) => JsonElement.Parse(File.ReadAllBytes(PathOf(name)));
}
