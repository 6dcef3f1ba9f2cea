namespace Candor.Client.Datasets;

/// <summary>Opens the files of a dataset with errors that say what was looked for.</summary>
internal static class DatasetFile
{
    internal static FileStream Open(string path, string expected)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DatasetException(
                DatasetFault.FileMissing, $"There is no file '{path}'; expected {expected}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, expected, e);
        }
    }

    internal static string ReadText(string path, string expected)
    {
        using FileStream file = Open(path, expected);
        using var reader = new StreamReader(file);
        try
        {
            return reader.ReadToEnd();
        }
        catch (IOException e)
        {
            throw Unreadable(path, expected, e);
        }
    }

    internal static DatasetException Unreadable(string path, string expected, Exception e) =>
        new(DatasetFault.Unreadable, $"The file '{path}' cannot be read: {e.Message} Expected {expected}.", e);

    internal static DatasetException TooLarge(string path, long line) => new(
        DatasetFault.TooLarge,
        $"'{path}' has more than {Dataset.MaxRecords} valid, distinct records by line {line}; expected no more.");
}
