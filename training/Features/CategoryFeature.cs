namespace Candor.Training.Features;

/// <summary>One of a list of categories, which a model reads as one column of zeros and ones for each, and with one more
/// that says whether it is there where it may be absent.</summary>
public sealed class CategoryFeature : Feature
{
    /// <summary>Makes a feature.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="categories">The categories, two or more, each once.</param>
    /// <param name="isOptional">Whether a row may lack it.</param>
    /// <exception cref="ArgumentException">The name is empty, or there are fewer than two categories or one twice.</exception>
    public CategoryFeature(string name, IEnumerable<string> categories, bool isOptional = false)
        : base(name, isOptional)
    {
        Categories = [.. categories];
        if (Categories.Count < 2 || Categories.Distinct(StringComparer.Ordinal).Count() != Categories.Count)
        {
            throw new ArgumentException(
                $"'{name}' has the categories {string.Join(", ", Categories)}; expected two or more, each once.",
                nameof(categories));
        }

        IEnumerable<EncodedColumn> columns = Categories.Select(category => EncodedColumn.Indicator($"{name}={category}"));
        Columns = [.. isOptional ? columns.Append(EncodedColumn.Indicator($"{name}?")) : columns];
    }

    /// <summary>The categories, in the order of their places.</summary>
    public IReadOnlyList<string> Categories { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<EncodedColumn> Columns { get; }

    private protected override string? ValueFault(FeatureValue value) =>
        value.Kind != FeatureValueKind.Category
            ? $"'{Name}' has a number as its value; expected a category"
            : (uint)value.AsCategory < (uint)Categories.Count
                ? null
                : $"'{Name}' has the category at place {value.AsCategory}; expected a place below {Categories.Count}";

    private protected override void EncodeValue(FeatureValue value, Span<double> encoded)
    {
        encoded.Clear();
        if (value.Kind != FeatureValueKind.Category)
        {
            return;
        }

        encoded[value.AsCategory] = 1;
        if (IsOptional)
        {
            encoded[^1] = 1;
        }
    }
}
