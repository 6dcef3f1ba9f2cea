using System.Buffers.Binary;
using System.Text;

namespace Candor.Training.Onnx;

/// <summary>An ONNX graph in the making: its nodes, constants, inputs and outputs, in the order of the calls. The numbers
/// of the fields are those of onnx.proto.</summary>
internal sealed class OnnxGraph
{
    private const int DoubleType = 11;
    private const int IntegerAttribute = 2;
    private readonly ProtobufWriter _nodes = new();
    private readonly ProtobufWriter _constants = new();
    private readonly ProtobufWriter _ends = new();

    /// <summary>The type of text.</summary>
    internal static int TextType => 8;

    /// <summary>The type of numbers.</summary>
    internal static int NumberType => DoubleType;

    /// <summary>Adds an operation.</summary>
    /// <param name="operation">Its type.</param>
    /// <param name="inputs">The names of what goes in.</param>
    /// <param name="output">The name of what comes out, which is the node's name too.</param>
    /// <param name="attributes">Its integer attributes.</param>
    /// <returns>The name of what comes out.</returns>
    internal string Node(string operation, string[] inputs, string output, params (string Name, long Value)[] attributes)
    {
        var node = new ProtobufWriter();
        foreach (string input in inputs)
        {
            node.Text(1, input);
        }

        node.Text(2, output).Text(3, output).Text(4, operation);
        foreach ((string name, long value) in attributes)
        {
            node.Message(5, new ProtobufWriter().Text(1, name).Integer(3, value).Integer(20, IntegerAttribute));
        }

        _nodes.Message(1, node);
        return output;
    }

    /// <summary>Adds constant numbers.</summary>
    /// <param name="name">Their name.</param>
    /// <param name="values">The numbers, the last dimension first.</param>
    /// <param name="shape">The dimensions; none for one number.</param>
    /// <returns>Their name.</returns>
    internal string Numbers(string name, ReadOnlySpan<double> values, params long[] shape)
    {
        byte[] raw = new byte[values.Length * sizeof(double)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(raw.AsSpan(i * sizeof(double)), values[i]);
        }

        _constants.Message(5, Tensor(DoubleType, shape).Text(8, name).Bytes(9, raw));
        return name;
    }

    /// <summary>Adds constant texts.</summary>
    /// <param name="name">Their name.</param>
    /// <param name="values">The texts.</param>
    /// <returns>Their name.</returns>
    internal string Texts(string name, IReadOnlyList<string> values)
    {
        ProtobufWriter tensor = Tensor(TextType, [values.Count]);
        foreach (string value in values)
        {
            tensor.Bytes(6, Encoding.UTF8.GetBytes(value));
        }

        _constants.Message(5, tensor.Text(8, name));
        return name;
    }

    /// <summary>Names an input.</summary>
    internal void Input(string name, int type, long? columns) => _ends.Message(11, End(name, type, columns));

    /// <summary>Names an output.</summary>
    internal void Output(string name, int type, long? columns) => _ends.Message(12, End(name, type, columns));

    /// <summary>The graph as a message.</summary>
    internal ProtobufWriter ToMessage(string name)
    {
        // Fields in the order of their numbers, so that whoever writes the message again gets these bytes.
        var graph = new ProtobufWriter();
        return graph.Append(_nodes).Text(2, name).Append(_constants).Append(_ends);
    }

    private static ProtobufWriter Tensor(int type, long[] shape)
    {
        var tensor = new ProtobufWriter();
        foreach (long dimension in shape)
        {
            tensor.Integer(1, dimension);
        }

        return tensor.Integer(2, type);
    }

    // Any number of rows, and of a fixed number of columns where there is more than a value for each row.
    private static ProtobufWriter End(string name, int type, long? columns)
    {
        ProtobufWriter shape = new ProtobufWriter().Message(1, new ProtobufWriter().Text(2, "rows"));
        if (columns is { } width)
        {
            shape.Message(1, new ProtobufWriter().Integer(1, width));
        }

        ProtobufWriter tensor = new ProtobufWriter().Integer(1, type).Message(2, shape);
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensor));
    }
}
