namespace Candor.Cli.Output;

/// <summary>Breaks text into lines at its spaces.</summary>
internal static class WordWrap
{
    private const int Narrowest = 20;

    /// <summary>The lines of a text.</summary>
    /// <param name="text">The text, one paragraph.</param>
    /// <param name="width">The longest line; a longer word stands on a line of its own. Terminals that claim to be
    /// narrower than 20 are not believed.</param>
    internal static IEnumerable<string> Lines(string text, int width)
    {
        width = Math.Max(width, Narrowest);
        int start = 0;
        while (text.Length - start > width)
        {
            int end = text.LastIndexOf(' ', start + width, width + 1);
            end = end > start ? end : text.IndexOf(' ', start + width);
            if (end < 0)
            {
                break;
            }

            yield return text[start..end];
            start = end + 1;
        }

        yield return text[start..];
    }
}
