using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Candor.Training.Features;
using Candor.Training.Models;
using Candor.Training.Targets;
using Candor.Training.Tasks;

namespace Candor.Training.Onnx;

/// <summary>The whole model as JSON, which a model file carries as metadata: what it reads, with the columns' names in
/// order, what it predicts, and its weights.</summary>
internal static class ModelJson
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Write(Model model, ModelOrigin origin)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, s_options))
        {
            FeatureMap map = model.Task.Map;
            json.WriteStartObject();
            json.WriteNumber("version", ModelFile.Version);
            json.WriteString("market", origin.Market);
            json.WriteString("definition", origin.Definition);
            WriteTarget(json, model.Task.Target);
            WriteFeatures(json, map);
            WriteTexts(json, "columns", map.Columns.Select(column => column.Name));
            json.WriteNumber("ramps", map.Ramps);
            json.WriteString("seed", Convert.ToHexStringLower(map.Seed.Span));
            json.WriteNumber("exponent", model.Weights.Exponent);
            json.WriteStartArray("weights");
            foreach (long[] head in model.Weights.Heads)
            {
                json.WriteBase64StringValue(Bytes(head));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    internal static (Model Model, ModelOrigin Origin) Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            JsonElement json = document.RootElement;
            int version = json.GetProperty("version").GetInt32();
            if (version != ModelFile.Version)
            {
                throw new ModelFileException(
                    $"The model file is of version {version}; expected {ModelFile.Version}, which this version knows.");
            }

            var map = new FeatureMap(
                json.GetProperty("features").EnumerateArray().Select(ReadFeature),
                json.GetProperty("ramps").GetInt32(),
                Convert.FromHexString(TextOf(json, "seed")));
            var task = new LearningTask(map, ReadTarget(json.GetProperty("target")));
            IntegerWeights weights = ReadWeights(json, task);
            return (new Model(task, weights), new ModelOrigin(TextOf(json, "market"), TextOf(json, "definition")));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or ArgumentException)
        {
            throw new ModelFileException(
                $"The model file's metadata cannot be read ({e.Message}); expected what Candor wrote there.", e);
        }
    }

    private static void WriteTarget(Utf8JsonWriter json, Target target)
    {
        json.WriteStartObject("target");
        json.WriteString("name", target.Name);
        if (target is ClassTarget classes)
        {
            WriteTexts(json, "classes", classes.Classes);
        }
        else if (target is NumberTarget number)
        {
            json.WriteNumber("minimum", number.Minimum);
            json.WriteNumber("maximum", number.Maximum);
        }

        json.WriteEndObject();
    }

    private static void WriteFeatures(Utf8JsonWriter json, FeatureMap map)
    {
        json.WriteStartArray("features");
        foreach (Feature feature in map.Features)
        {
            json.WriteStartObject();
            json.WriteString("name", feature.Name);
            json.WriteBoolean("optional", feature.IsOptional);
            if (feature is CategoryFeature category)
            {
                WriteTexts(json, "categories", category.Categories);
            }
            else if (feature is NumberFeature number)
            {
                json.WriteNumber("minimum", number.Minimum);
                json.WriteNumber("maximum", number.Maximum);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static Feature ReadFeature(JsonElement json)
    {
        bool isOptional = json.GetProperty("optional").GetBoolean();
        return json.TryGetProperty("categories", out JsonElement categories)
            ? new CategoryFeature(TextOf(json, "name"), Texts(categories), isOptional)
            : new NumberFeature(
                TextOf(json, "name"),
                json.GetProperty("minimum").GetDouble(),
                json.GetProperty("maximum").GetDouble(),
                isOptional);
    }

    private static Target ReadTarget(JsonElement json) => json.TryGetProperty("classes", out JsonElement classes)
        ? new ClassTarget(TextOf(json, "name"), Texts(classes))
        : new NumberTarget(
            TextOf(json, "name"), json.GetProperty("minimum").GetDouble(), json.GetProperty("maximum").GetDouble());

    private static IntegerWeights ReadWeights(JsonElement json, LearningTask task)
    {
        int exponent = json.GetProperty("exponent").GetInt32();
        long[][] heads = [.. json.GetProperty("weights").EnumerateArray().Select(head => Integers(head.GetBytesFromBase64()))];
        bool isSound = exponent is >= 0 and <= IntegerWeights.MostBits
            && heads.Length == task.Target.Outputs
            && Array.TrueForAll(heads, head => head.Length == task.Map.Dimension && IntegerWeights.IsExact(head));
        return isSound
            ? new IntegerWeights(heads, exponent)
            : throw new FormatException(
                $"the weights are no {task.Target.Outputs} heads of {task.Map.Dimension} integers with exact sums");
    }

    private static byte[] Bytes(long[] integers)
    {
        byte[] bytes = new byte[integers.Length * sizeof(long)];
        for (int i = 0; i < integers.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), integers[i]);
        }

        return bytes;
    }

    private static long[] Integers(byte[] bytes)
    {
        if (bytes.Length % sizeof(long) != 0)
        {
            throw new FormatException($"a head has {bytes.Length} bytes, no multiple of {sizeof(long)}");
        }

        long[] integers = new long[bytes.Length / sizeof(long)];
        for (int i = 0; i < integers.Length; i++)
        {
            integers[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(i * sizeof(long)));
        }

        return integers;
    }

    private static List<string> Texts(JsonElement json) =>
        [.. json.EnumerateArray().Select(text => text.GetString() ?? throw new FormatException("a text is null"))];

    private static string TextOf(JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null");
}
