namespace Candor.Market;

/// <summary>A rule that a market definition breaks.</summary>
/// <param name="Path">The member's path, such as <c>roster[2].publicKey</c>; empty for the whole document.</param>
/// <param name="Found">What was found there.</param>
/// <param name="Expected">What was expected.</param>
public sealed record DefinitionFault(string Path, string Found, string Expected)
{
    /// <summary>The fault in one line.</summary>
    /// <returns>Path, what was found and what was expected.</returns>
    public override string ToString() =>
        $"{(Path.Length == 0 ? "the document" : Path)}: found {Found}, expected {Expected}";
}
