namespace Candor.Client.Datasets;

/// <summary>How a number is written that no record format takes as one.</summary>
internal enum NumberSpelling
{
    /// <summary>With a decimal comma, such as <c>1,5</c>.</summary>
    DecimalComma,

    /// <summary>With something between its thousands, such as <c>1,234,567</c> or <c>1.234,5</c>.</summary>
    Thousands,

    /// <summary>With one comma before three digits, such as <c>1,234</c>, which is either.</summary>
    CommaOfEitherKind,
}
