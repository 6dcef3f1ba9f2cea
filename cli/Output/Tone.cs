namespace Candor.Cli.Output;

/// <summary>What a text says of what it tells; a terminal gives each a colour.</summary>
internal enum Tone
{
    /// <summary>Ordinary text.</summary>
    Plain,

    /// <summary>Something went as it should.</summary>
    Good,

    /// <summary>Something to notice.</summary>
    Warning,

    /// <summary>Something was refused or failed.</summary>
    Bad,

    /// <summary>Detail that may be skipped.</summary>
    Faint,

    /// <summary>A heading.</summary>
    Strong,
}
