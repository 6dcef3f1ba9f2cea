namespace Candor.Cli.Contributions;

/// <summary>What came of one check of what was uploaded.</summary>
/// <param name="Statement">What was checked.</param>
/// <param name="Participant">Whose upload it is; null where it is of all.</param>
/// <param name="Epoch">The epoch; null for what stands in all.</param>
/// <param name="Holds">Whether it holds; null where it could not be checked.</param>
/// <param name="Fault">What else there is to say; where it does not hold, what was found and expected.</param>
internal sealed record UploadFinding(string Statement, string? Participant, ulong? Epoch, bool? Holds, string? Fault)
{
    /// <summary>The commitments are those of the signed digest, and the count is the reported one (statement 7).</summary>
    internal const string Count = "count (statement 7)";

    /// <summary>The masked vectors are those of the signed digests, and the committed ones (statement 9), or the log names their
    /// owner.</summary>
    internal const string Masks = "masked vectors (statement 9)";

    /// <summary>The encrypted shares are those of the signed digest.</summary>
    internal const string Shares = "encrypted shares";

    /// <summary>Whom the platform named, and which pairs it saw to differ, is what follows from points and uploads.</summary>
    internal const string Comparison = "comparison";

    /// <summary>The model is the one of the digest in the log.</summary>
    internal const string Model = "model";

    /// <summary>A file that the log does not name.</summary>
    internal const string File = "file";
}
