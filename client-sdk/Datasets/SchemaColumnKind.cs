using System.Diagnostics.CodeAnalysis;

namespace Candor.Client.Datasets;

/// <summary>What the values of a column are.</summary>
internal enum SchemaColumnKind
{
    /// <summary>A finite decimal number such as <c>17.99</c> or <c>1e-3</c>, read as a double.</summary>
    Number,

    /// <summary>A whole number between -2^63 and 2^63 - 1.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "It is the word of datasets' schemas, not a type's name.")]
    Integer,

    /// <summary>Any text.</summary>
    Text,

    /// <summary>One of the column's <see cref="SchemaColumn.Values"/>.</summary>
    Category,
}
