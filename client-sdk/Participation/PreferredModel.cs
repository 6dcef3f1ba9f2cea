namespace Candor.Client;

/// <summary>Which of two models serves a participant better.</summary>
public enum PreferredModel
{
    /// <summary>The one it can train alone: its quality is at least the allocated one's.</summary>
    Own,

    /// <summary>The one that the market allocates: its quality is above the own one's.</summary>
    Allocated,
}
