using Spectre.Console;

namespace Candor.Cli.Output;

/// <summary>What a terminal makes of a tone.</summary>
internal static class ToneStyles
{
    /// <summary>The style of a tone.</summary>
    /// <param name="tone">The tone.</param>
    internal static Style Of(Tone tone) => tone switch
    {
        Tone.Good => new Style(Color.Green),
        Tone.Warning => new Style(Color.Yellow),
        Tone.Bad => new Style(Color.Red),
        Tone.Faint => new Style(decoration: Decoration.Dim),
        Tone.Strong => new Style(decoration: Decoration.Bold),
        _ => Style.Plain,
    };
}
