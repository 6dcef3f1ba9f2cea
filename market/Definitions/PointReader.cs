using Candor.Market.Json;

namespace Candor.Market.Definitions;

/// <summary>Reads a point of a curve: <c>[1, 0.5]</c> in the dialect, an object of two numbers in protobuf's
/// mapping.</summary>
/// <param name="Horizontal">What the first number is called.</param>
/// <param name="Vertical">What the second is called.</param>
/// <param name="HorizontalIs">What protobuf's first number is, for a fault.</param>
/// <param name="VerticalIs">What protobuf's second number is, for a fault.</param>
internal sealed record PointReader(string Horizontal, string Vertical, string HorizontalIs, string VerticalIs)
{
    /// <summary>A point of a quality curve.</summary>
    internal static PointReader OfQuality { get; } =
        new("size", "quality", "a finite size", "a quality of at most 1");

    /// <summary>A point of a curve of a valuation.</summary>
    internal static PointReader OfValue { get; } =
        new("quality", "value", "a finite number", "a finite number");

    /// <summary>Reads a point.</summary>
    /// <param name="item">The point.</param>
    /// <param name="isDialect">In which spelling.</param>
    /// <returns>The two numbers; null after adding a fault.</returns>
    internal (double First, double Second)? Read(JsonValue item, bool isDialect) =>
        isDialect ? ReadPair(item) : ReadObject(item);

    /// <summary>The path of one of a point's numbers.</summary>
    /// <param name="item">The point.</param>
    /// <param name="isDialect">In which spelling.</param>
    /// <param name="number">What the number is called.</param>
    internal string PathOf(JsonValue item, bool isDialect, string number) =>
        isDialect ? $"{item.Path}[{(number == Horizontal ? 0 : 1)}]" : $"{item.Path}.{number}";

    private (double First, double Second)? ReadPair(JsonValue item)
    {
        string shape = $"a point [{Horizontal}, {Vertical}]";
        if (item.Items(shape) is not { } pair)
        {
            return null;
        }

        if (pair.Count != 2)
        {
            item.AddFault(shape);
            return null;
        }

        double? first = pair[0].Number();
        double? second = pair[1].Number();
        return first is double a && second is double b ? (a, b) : null;
    }

    private (double First, double Second)? ReadObject(JsonValue item)
    {
        if (item.Members("a point") is not { } members)
        {
            return null;
        }

        // Protobuf leaves a number out where it is zero; a curve's own rules refuse zeros later.
        double? first = members.Optional(Horizontal) is { } x ? x.Number(HorizontalIs) : 0;
        double? second = members.Optional(Vertical) is { } y ? y.Number(VerticalIs) : 0;
        members.Finish();
        return first is double a && second is double b ? (a, b) : null;
    }
}
