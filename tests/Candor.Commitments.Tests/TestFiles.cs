using System.Text.Json;

namespace Candor.Commitments.Tests;

/// <summary>Vectors and golden files, copied beside the tests.</summary>
internal static class TestFiles
{
    internal static JsonElement Vectors(string name) => Read("vectors", name);

    internal static JsonElement Golden(string name) => Read("golden", name);

    internal static byte[] Hex(this JsonElement element) => Convert.FromHexString(element.GetString()!);

    private static JsonElement Read(string folder, string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, folder, name);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }
}
