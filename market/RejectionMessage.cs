using System.Runtime.CompilerServices;

namespace Candor.Market;

/// <summary>The words of a rejection, put together only where there is one: what stands between the braces may hold
/// only where the rule is broken, and costs nothing where it is not.</summary>
[InterpolatedStringHandler]
internal ref struct RejectionMessage
{
    private readonly bool _isNeeded;
    private DefaultInterpolatedStringHandler _text;

    /// <summary>Begins the words; called by the compiler.</summary>
    /// <param name="literalLength">How many characters are between the values.</param>
    /// <param name="formattedCount">How many values there are.</param>
    /// <param name="broken">Whether the rule is broken.</param>
    /// <param name="isNeeded">The same: whether the values are looked at.</param>
    public RejectionMessage(int literalLength, int formattedCount, bool broken, out bool isNeeded)
    {
        isNeeded = broken;
        _isNeeded = broken;
        _text = broken ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    /// <summary>Adds what stands between values.</summary>
    /// <param name="text">The text.</param>
    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    /// <summary>Adds a value.</summary>
    /// <param name="value">The value.</param>
    /// <typeparam name="T">Its type.</typeparam>
    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    /// <summary>Adds a value in a format.</summary>
    /// <param name="value">The value.</param>
    /// <param name="format">The format.</param>
    /// <typeparam name="T">Its type.</typeparam>
    public void AppendFormatted<T>(T value, string format) => _text.AppendFormatted(value, format);

    /// <summary>The words, once.</summary>
    public string Take() => _isNeeded ? _text.ToStringAndClear() : string.Empty;
}
