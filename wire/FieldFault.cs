namespace Candor.Wire;

/// <summary>A field of a message that is not as it must be.</summary>
/// <param name="Field">Its path in JSON names, such as <c>envelope.payload.expireTime</c>.</param>
/// <param name="Found">What was found there.</param>
/// <param name="Expected">What was expected.</param>
public sealed record FieldFault(string Field, string Found, string Expected)
{
    /// <summary>What is wrong with the field, without its path.</summary>
    public string Description => $"found {Found}, expected {Expected}";

    /// <summary>The fault in one line.</summary>
    /// <returns>Path, what was found and what was expected.</returns>
    public override string ToString() => $"{Field}: {Description}";

    /// <summary>A text as a fault quotes it. Quoted values go back to their author; a huge one would only crowd out the
    /// rest.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text in quotation marks, or its length.</returns>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= 200 ? $"'{text}'" : $"{text.Length} characters";
    }
}
