namespace Candor.Cli.Demo;

/// <summary>A company of the demo.</summary>
/// <param name="Id">Its id in the roster.</param>
/// <param name="Name">What the demo calls it.</param>
/// <param name="Conduct">How it behaves.</param>
/// <param name="Records">Its valid, distinct records.</param>
/// <param name="BrokenRows">Rows of its file that break the market's record format.</param>
/// <param name="RepeatedRows">Rows of its file that repeat one of its records.</param>
/// <param name="CopyOf">The company whose records it brings, by its id; null: its own.</param>
internal sealed record Company(
    string Id, string Name, Conduct Conduct, int Records, int BrokenRows, int RepeatedRows, string? CopyOf = null)
{
    /// <summary>All rows of its file.</summary>
    internal int Rows => Records + BrokenRows + RepeatedRows;
}
