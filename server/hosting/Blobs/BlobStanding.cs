namespace Candor.Hosting.Blobs;

/// <summary>How far a blob has come.</summary>
/// <param name="Owner">Whose room it takes.</param>
/// <param name="Received">Bytes of content from the beginning; an upload goes on from there.</param>
/// <param name="IsWhole">Whether that is all of it, and readers find it.</param>
/// <param name="IsUploading">Whether a call uploads it now; another cannot until that has ended.</param>
internal sealed record BlobStanding(string Owner, long Received, bool IsWhole, bool IsUploading);

/// <summary>What a market's folder holds.</summary>
/// <param name="Files">How many files, whole and in part.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="LastWrite">When the last of them was written; the least time where there is none.</param>
internal sealed record MarketBulk(int Files, long Bytes, DateTimeOffset LastWrite);
