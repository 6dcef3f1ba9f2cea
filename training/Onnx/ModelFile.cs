using System.Text;
using Candor.Training.Features;
using Candor.Training.Models;
using Candor.Training.Targets;

namespace Candor.Training.Onnx;

/// <summary>A model as an ONNX file (opset 17, double precision): one input <c>rows</c> with the map's encoded columns in
/// their own units, outputs <c>scores</c> and <c>label</c>, or <c>value</c> for a number. All sums are of integers that a
/// double holds exactly, so every runtime says what <see cref="Model.Predict"/> says. The same model is the same
/// bytes.</summary>
public static class ModelFile
{
    /// <summary>The version of the files that this version writes.</summary>
    public const int Version = 1;

    /// <summary>The longest file that is read, in bytes.</summary>
    public const int MaxBytes = 64 << 20;

    private const int IrVersion = 8;
    private const int Opset = 17;
    private const int MetadataField = 14;
    private const string MetadataKey = "candor.model";

    /// <summary>Writes a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <returns>The file's bytes.</returns>
    public static byte[] Write(Model model, ModelOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(origin);
        return new ProtobufWriter()
            .Integer(1, IrVersion)
            .Text(2, "candor")
            .Message(7, Graph(model))
            .Message(8, new ProtobufWriter().Text(1, string.Empty).Integer(2, Opset))
            .Message(MetadataField, new ProtobufWriter().Text(1, MetadataKey).Text(2, ModelJson.Write(model, origin)))
            .ToArray();
    }

    /// <summary>Reads a model.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFileException">It is no model file of this library, or of a version that this one does not
    /// know, or it was changed.</exception>
    public static Model Read(ReadOnlySpan<byte> file, out ModelOrigin origin)
    {
        if (file.Length > MaxBytes)
        {
            throw new ModelFileException($"The file has {file.Length} bytes; expected at most {MaxBytes}.");
        }

        string json = Metadata(file)
            ?? throw new ModelFileException(
                $"The file is no model that Candor wrote, or was cut short: it has no metadata '{MetadataKey}'; expected an ONNX "
                + "file that ends with it.");
        (Model model, origin) = ModelJson.Read(json);

        // What stands in the metadata is the whole model, and the graph is written from it. A graph that says something
        // else would give other answers than were measured.
        if (!file.SequenceEqual(Write(model, origin)))
        {
            throw new ModelFileException(
                "The file was changed: its graph is not the one that its metadata describes; expected the bytes that were delivered.");
        }

        return model;
    }

    private static string? Metadata(ReadOnlySpan<byte> file)
    {
        var reader = new ProtobufReader(file);
        while (reader.TryRead(out int field, out ReadOnlySpan<byte> bytes))
        {
            if (field == MetadataField && TryEntry(bytes, out string value))
            {
                return value;
            }
        }

        return null;
    }

    private static bool TryEntry(ReadOnlySpan<byte> entry, out string value)
    {
        value = string.Empty;
        bool isOurs = false;
        var reader = new ProtobufReader(entry);
        while (reader.TryRead(out int field, out ReadOnlySpan<byte> bytes))
        {
            if (field == 1)
            {
                isOurs = bytes.SequenceEqual(Encoding.UTF8.GetBytes(MetadataKey));
            }
            else if (field == 2)
            {
                value = Encoding.UTF8.GetString(bytes);
            }
        }

        return isOurs;
    }

    private static ProtobufWriter Graph(Model model)
    {
        var graph = new OnnxGraph();
        string phi = Ramps(graph, model.Task.Map, Scaled(graph, model.Task.Map));
        Scores(graph, model, phi);
        return graph.ToMessage("candor");
    }

    private static string Scaled(OnnxGraph graph, FeatureMap map)
    {
        int columns = map.Columns.Count;
        graph.Input("rows", OnnxGraph.NumberType, columns);
        string least = graph.Numbers("least", [-FeatureMap.One]);
        graph.Numbers("zero", [0]);
        string one = graph.Numbers("one", [FeatureMap.One]);
        string origin = graph.Numbers("origin", [.. map.Columns.Select(column => -column.Origin)], columns);
        string factor = graph.Numbers("factor", [.. map.Columns.Select(column => column.Factor)], columns);
        string offset = graph.Numbers("offset", [.. map.Columns.Select(column => column.Offset)], columns);
        string moved = graph.Node("Add", ["rows", origin], "moved");
        string stretched = graph.Node("Mul", [moved, factor], "stretched");
        string shifted = graph.Node("Add", [stretched, offset], "shifted");
        string rounded = graph.Node("Round", [shifted], "rounded");
        return graph.Node("Clip", [rounded, least, one], "z");
    }

    private static string Ramps(OnnxGraph graph, FeatureMap map, string z)
    {
        if (map.Ramps == 0)
        {
            return z;
        }

        int columns = map.Columns.Count;
        ReadOnlySpan<Ramp> ramps = map.DrawnRamps;
        double[] weights = new double[columns * ramps.Length];
        double[] biases = new double[ramps.Length];
        for (int ramp = 0; ramp < ramps.Length; ramp++)
        {
            biases[ramp] = ramps[ramp].Bias;
            for (int column = 0; column < columns; column++)
            {
                // Units of 1/256: a sum of them is exact, and rounded down it is the shift by eight bits.
                weights[(column * ramps.Length) + ramp] = ramps[ramp].Weights[column] * ramps[ramp].Scale / 256.0;
            }
        }

        string projected = graph.Node("MatMul", [z, graph.Numbers("ramps", weights, columns, ramps.Length)], "projected");
        string floored = graph.Node("Floor", [projected], "floored");
        string biased = graph.Node("Add", [floored, graph.Numbers("biases", biases, ramps.Length)], "biased");
        string clipped = graph.Node("Clip", [biased, "zero", "one"], "h");
        return graph.Node("Concat", [z, clipped], "phi", ("axis", 1));
    }

    private static void Scores(OnnxGraph graph, Model model, string phi)
    {
        long[][] heads = model.Weights.Heads;
        int dimension = model.Task.Map.Dimension;
        double[] weights = new double[(dimension - 1) * heads.Length];
        double[] constants = new double[heads.Length];
        for (int head = 0; head < heads.Length; head++)
        {
            constants[head] = (double)heads[head][0] * FeatureMap.One;
            for (int j = 1; j < dimension; j++)
            {
                weights[((j - 1) * heads.Length) + head] = heads[head][j];
            }
        }

        string sums = graph.Node(
            "Gemm",
            [
                phi,
                graph.Numbers("weights", weights, dimension - 1, heads.Length),
                graph.Numbers("constants", constants, heads.Length),
            ],
            "sums");
        string scores = graph.Node("Mul", [sums, graph.Numbers("unit", [model.ScoreUnit])], "scores");
        graph.Output(scores, OnnxGraph.NumberType, heads.Length);
        if (model.Task.Target is ClassTarget target)
        {
            string best = graph.Node("ArgMax", [scores], "best", ("axis", 1), ("keepdims", 0));
            graph.Node("Gather", [graph.Texts("classes", target.Classes), best], "label", ("axis", 0));
            graph.Output("label", OnnxGraph.TextType, null);
        }
        else if (model.Task.Target is NumberTarget number)
        {
            string fromLeast = graph.Node("Add", [scores, graph.Numbers("unity", [1])], "fromLeast");
            string inUnits = graph.Node("Mul", [fromLeast, graph.Numbers("range", [number.HalfRange])], "inUnits");
            graph.Node("Add", [inUnits, graph.Numbers("minimum", [number.Minimum])], "value");
            graph.Output("value", OnnxGraph.NumberType, 1);
        }
    }
}
