using Candor.Client.Datasets;

namespace Candor.Client;

/// <summary>How the file of a dataset is read and its records tagged.</summary>
public sealed record DatasetFileOptions
{
    /// <summary>How the file is laid out; by default what its name says.</summary>
    public DatasetFileFormat Format { get; init; }

    /// <summary>Whether the first row of CSV names its columns; true by default. With a header the columns are found by
    /// name, in any order, and the file may have more of them; without one the file's columns are exactly the record's,
    /// in their order.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>What stands between two fields of CSV: an ASCII character, not a quote, a space or a line break; a
    /// comma by default.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>How many faults, and how many repetitions, to list; all are counted. At least 0, by default
    /// <see cref="Dataset.DefaultMaxListed"/>.</summary>
    public int MaxListed { get; init; } = Dataset.DefaultMaxListed;

    /// <summary>Threads that tag records, at least 1, by default 2. One more reads the file.</summary>
    public int Threads { get; init; } = 2;

    internal DatasetLayout Layout => new(Format, HasHeader, Separator);

    /// <summary>Finds what is out of range.</summary>
    /// <exception cref="DatasetException">Something is; the message names all of it.</exception>
    internal void Require()
    {
        IEnumerable<string> faults = new[]
        {
            Enum.IsDefined(Format) ? null : $"Format: {Format} is unknown; expected Auto, Csv or JsonLines",
            SchemaColumnRules.SeparatorFault(Separator),
            MaxListed >= 0 ? null : $"MaxListed: {MaxListed}; expected at least 0",
            Threads >= 1 ? null : $"Threads: {Threads}; expected at least 1",
        }.OfType<string>();
        if (faults.Any())
        {
            throw new DatasetException(
                DatasetFault.SchemaInvalid,
                $"The dataset options are wrong: {string.Join("; ", faults)}.");
        }
    }
}
