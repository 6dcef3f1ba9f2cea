using Candor.Hosting.Blobs;

namespace Candor.Cli.Contributions;

/// <summary>Collects findings. Not thread-safe.</summary>
internal sealed class UploadFindings
{
    /// <summary>What is said where nothing is there.</summary>
    internal const string Missing = "what was uploaded is not there; the log has its digest alone";

    private readonly List<UploadFinding> _all = [];

    /// <summary>All so far.</summary>
    internal IReadOnlyList<UploadFinding> All => _all;

    /// <summary>Adds one.</summary>
    /// <param name="finding">What was found.</param>
    internal void Add(UploadFinding finding) => _all.Add(finding);

    /// <summary>Checks, and adds what comes of it.</summary>
    /// <param name="statement">What is checked.</param>
    /// <param name="participant">Whose it is; null for all.</param>
    /// <param name="epoch">The epoch, or null.</param>
    /// <param name="isThere">Whether what is needed is there.</param>
    /// <param name="verify">Whether it holds, null where that cannot be told; and what there is to say.</param>
    /// <returns>Whether it could be told.</returns>
    internal async Task<bool> CheckAsync(
        string statement,
        string? participant,
        ulong? epoch,
        Func<bool> isThere,
        Func<Task<(bool? Holds, string? Fault)>> verify)
    {
        try
        {
            if (!isThere())
            {
                _all.Add(new UploadFinding(statement, participant, epoch, null, Missing));
                return false;
            }

            (bool? holds, string? fault) = await verify().ConfigureAwait(false);
            _all.Add(new UploadFinding(statement, participant, epoch, holds, fault));
            return holds is not null;
        }
        catch (BlobStoreException broken)
        {
            _all.Add(new UploadFinding(statement, participant, epoch, false, broken.Message));
            return false;
        }
    }
}
