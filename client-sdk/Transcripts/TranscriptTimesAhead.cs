namespace Candor.Client.Transcripts;

/// <summary>Entries of a transcript that are of a time ahead of the clock of whoever checks it. Times are the server's
/// word: one that has not come yet shows that either clock is wrong, or that the server dated entries forward, such as to
/// settle a market before its deadline.</summary>
/// <param name="Entries">How many there are: the first and all after it.</param>
/// <param name="First">The first of them, from 0.</param>
/// <param name="Furthest">How far the last of them is ahead.</param>
public sealed record TranscriptTimesAhead(long Entries, ulong First, TimeSpan Furthest)
{
    // Clocks disagree a little.
    private static readonly TimeSpan s_allowed = TimeSpan.FromMinutes(5);

    /// <summary>Counts one more entry in.</summary>
    /// <param name="before">Those before it; null for none.</param>
    /// <param name="index">The entry, from 0.</param>
    /// <param name="time">Its time.</param>
    /// <param name="now">The time of whoever checks.</param>
    /// <returns>Those with it; null for none.</returns>
    internal static TranscriptTimesAhead? With(
        TranscriptTimesAhead? before, ulong index, DateTimeOffset time, DateTimeOffset now) =>
        time - now <= s_allowed
            ? before
            : new TranscriptTimesAhead((before?.Entries ?? 0) + 1, before?.First ?? index, time - now);
}
