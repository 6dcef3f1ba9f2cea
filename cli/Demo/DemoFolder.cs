using Candor.Cli.Errors;
using Candor.Cli.Files;
using Candor.Cli.Output;

namespace Candor.Cli.Demo;

/// <summary>Where the demo keeps its files: a temporary folder that goes with it, or one that the user keeps.</summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly bool _isTemporary;

    private DemoFolder(string path, bool isTemporary)
    {
        Path = path;
        _isTemporary = isTemporary;
    }

    /// <summary>The folder, absolute.</summary>
    internal string Path { get; }

    /// <summary>The server's database.</summary>
    internal string Database => File("candor.db");

    /// <summary>The market's definition.</summary>
    internal string Definition => File("hospitals.json");

    /// <summary>The validator's database.</summary>
    internal string ValidatorDatabase => File("validator.db");

    /// <summary>The validator's private key.</summary>
    internal string ValidatorKey => File("validator.pem");

    /// <summary>The market's transcript.</summary>
    internal string Transcript => File("hospitals.transcript");

    /// <summary>Whether the user keeps it.</summary>
    internal bool IsKept => !_isTemporary;

    /// <summary>Opens the folder.</summary>
    /// <param name="keep">The user's folder, empty or not there yet; null for a temporary one.</param>
    /// <exception cref="CliException">The user's folder cannot be used.</exception>
    internal static DemoFolder Open(string? keep)
    {
        if (keep is null)
        {
            return new DemoFolder(Directory.CreateTempSubdirectory("candor-demo-").FullName, isTemporary: true);
        }

        OutputFile.RequireName("--keep", keep, "a new or an empty folder");
        try
        {
            DirectoryInfo folder = OutputFile.MakePrivateFolder(keep);
            if (folder.EnumerateFileSystemInfos().Any())
            {
                throw new CliException($"--keep '{keep}': the folder is not empty; expected a new or an empty one");
            }

            return new DemoFolder(folder.FullName, isTemporary: false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(
                $"--keep '{keep}': cannot be made ({FilePath.Reason(error)}); expected a new or an empty folder");
        }
    }

    /// <summary>A hospital's private key.</summary>
    /// <param name="hospital">Whose; null for the operator's.</param>
    internal string Key(Hospital? hospital) => File($"{hospital?.Id ?? "operator"}.pem");

    /// <summary>A hospital's dataset.</summary>
    /// <param name="hospital">Whose.</param>
    internal string Data(Hospital hospital) => File($"{hospital.Id}.csv");

    /// <summary>Where a hospital keeps its participation.</summary>
    /// <param name="hospital">The hospital.</param>
    internal string Receipt(Hospital hospital) => File($"{hospital.Id}.receipt");

    /// <summary>Where a hospital keeps the checkpoints it sees.</summary>
    /// <param name="hospital">The hospital.</param>
    internal string Checkpoints(Hospital hospital) => File($"{hospital.Id}.checkpoints");

    /// <summary>A hospital's dataset with each row once, broken ones too.</summary>
    /// <param name="hospital">Whose.</param>
    internal string RowsOnce(Hospital hospital) => File($"{hospital.Id}-rows-once.csv");

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
