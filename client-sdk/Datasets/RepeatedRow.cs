namespace Candor.Client;

/// <summary>A valid row whose record the file has held before; it does not count.</summary>
/// <param name="Line">The line on which it begins; the first is 1.</param>
/// <param name="FirstLine">The line on which the record stood first.</param>
public sealed record RepeatedRow(long Line, long FirstLine)
{
    /// <summary>The repetition in one line.</summary>
    /// <returns>Such as <c>line 9 repeats line 4</c>.</returns>
    public override string ToString() => $"line {Line} repeats line {FirstLine}";
}
