using Candor.Cli.Errors;
using Candor.Cli.Files;
using Candor.Cli.Output;

namespace Candor.Cli.Demo;

/// <summary>Where the demo keeps its files: a temporary folder that goes with it, or one that the user keeps.</summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly bool _isTemporary;

    private readonly string _market;

    private DemoFolder(string path, string market, bool isTemporary)
    {
        Path = path;
        _market = market;
        _isTemporary = isTemporary;
    }

    /// <summary>The folder, absolute.</summary>
    internal string Path { get; }

    /// <summary>The server's database.</summary>
    internal string Database => File("candor.db");

    /// <summary>The market's definition.</summary>
    internal string Definition => File($"{_market}.json");

    /// <summary>The validator's database.</summary>
    internal string ValidatorDatabase => File("validator.db");

    /// <summary>The validator's private key.</summary>
    internal string ValidatorKey => File("validator.pem");

    /// <summary>The market's transcript.</summary>
    internal string Transcript => File($"{_market}.transcript");

    /// <summary>Whether the user keeps it.</summary>
    internal bool IsKept => !_isTemporary;

    /// <summary>Opens the folder.</summary>
    /// <param name="market">What the market's own files are called.</param>
    /// <param name="keep">The user's folder, empty or not there yet; null for a temporary one.</param>
    /// <exception cref="CliException">The user's folder cannot be used.</exception>
    internal static DemoFolder Open(string market, string? keep)
    {
        if (keep is null)
        {
            return new DemoFolder(Directory.CreateTempSubdirectory("candor-demo-").FullName, market, isTemporary: true);
        }

        OutputFile.RequireName("--keep", keep, "a new or an empty folder");
        try
        {
            DirectoryInfo folder = OutputFile.MakePrivateFolder(keep);
            if (folder.EnumerateFileSystemInfos().Any())
            {
                throw new CliException($"--keep '{keep}': the folder is not empty; expected a new or an empty one");
            }

            return new DemoFolder(folder.FullName, market, isTemporary: false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(
                $"--keep '{keep}': cannot be made ({FilePath.Reason(error)}); expected a new or an empty folder");
        }
    }

    /// <summary>A company's private key.</summary>
    /// <param name="company">Whose; null for the operator's.</param>
    internal string Key(Company? company) => File($"{company?.Id ?? "operator"}.pem");

    /// <summary>A company's dataset.</summary>
    /// <param name="company">Whose.</param>
    internal string Data(Company company) => File($"{company.Id}.csv");

    /// <summary>Where a company keeps its participation.</summary>
    /// <param name="company">The company.</param>
    internal string Receipt(Company company) => File($"{company.Id}.receipt");

    /// <summary>Where a company keeps the checkpoints it sees.</summary>
    /// <param name="company">The company.</param>
    internal string Checkpoints(Company company) => File($"{company.Id}.checkpoints");

    /// <summary>A company's dataset with each row once, broken ones too.</summary>
    /// <param name="company">Whose.</param>
    internal string RowsOnce(Company company) => File($"{company.Id}-rows-once.csv");

    /// <summary>The records that nobody brings.</summary>
    internal string HeldOut => File("held-out.csv");

    /// <summary>Where a company writes the model that it receives.</summary>
    /// <param name="company">The company.</param>
    internal string Model(Company company) => File($"{company.Id}.onnx");

    /// <summary>The model that a company trains alone.</summary>
    /// <param name="company">The company.</param>
    internal string OwnModel(Company company) => File($"{company.Id}-own.onnx");

    /// <summary>A process's log; null where nobody keeps it.</summary>
    /// <param name="process">The process's name.</param>
    internal string? Log(string process) => _isTemporary ? null : File($"{process}.log");

    /// <summary>Removes a temporary folder with all in it.</summary>
    public void Dispose()
    {
        if (_isTemporary)
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    private string File(string name) => System.IO.Path.Combine(Path, name);
}
