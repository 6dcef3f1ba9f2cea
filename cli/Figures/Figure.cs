namespace Candor.Cli.Figures;

/// <summary>A figure: its numbers and its picture.</summary>
/// <param name="Name">The name of its files, without extension.</param>
/// <param name="Csv">The numbers, one header line first.</param>
/// <param name="Svg">The picture.</param>
internal sealed record Figure(string Name, string Csv, string Svg);
