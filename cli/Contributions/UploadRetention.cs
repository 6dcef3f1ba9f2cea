using Candor.Client.Transcripts;
using Candor.Market.Training;

namespace Candor.Cli.Contributions;

/// <summary>Whether uploads still have to be there: a folder in which there is none of them before their retention is over is another
/// folder, or a server that did not keep them, and no check that holds.</summary>
internal static class UploadRetention
{
    /// <summary>Says what is wrong where nothing could be checked.</summary>
    /// <param name="verification">The transcript, which holds.</param>
    /// <param name="findings">What came of checking the uploads.</param>
    /// <param name="folder">The folder, as it was given.</param>
    /// <param name="now">The time.</param>
    /// <returns>What is wrong, in one sentence; null where something was checked, nothing was uploaded, or the retention is
    /// over.</returns>
    internal static string? FaultOf(
        TranscriptVerification verification, IReadOnlyList<UploadFinding> findings, string folder, DateTimeOffset now)
    {
        UploadFinding[] checks = [.. findings.Where(static one => one.Statement != UploadFinding.File)];
        if (checks.Length == 0 || checks.Any(static one => one.Holds is not null))
        {
            return null;
        }

        TrainingRules rules = verification.State!.Definition.Training!.Rules;
        DateTimeOffset until = verification.LastTime + rules.Retention;
        return now >= until
            ? null
            : $"--contributions '{folder}': not one upload of {verification.State.Name} is there, which is to be kept until {until:yyyy-MM-dd}; "
                + "expected the folder .blobs beside the server's database";
    }
}
