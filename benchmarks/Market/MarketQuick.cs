using System.Diagnostics;
using System.Globalization;
using Candor.Client.Transcripts;
using Candor.Market.Events;

namespace Candor.Benchmarks.Market;

/// <summary>A market of a thousand reports settled, and its transcript verified. The baseline is each range proof
/// verified by itself.</summary>
internal static class MarketQuick
{
    private const int Participants = 1_001;
    private const int Runs = 5;

    internal static void Run(TextWriter output)
    {
        using var market = new LargeMarket(Participants);
        double baseline = Report(output, "1,000 range proofs, one by one (baseline)", 0, market.VerifyOneByOne);
        Report(output, "settle: proofs in one sum, allocation, payments", baseline, () => market.Settle());
        Report(output, "settle, and 1,000 attestations' signatures", baseline, () =>
        {
            market.VerifyAttestations();
            market.Settle();
        });
        var settled = (MarketSettled)market.Settle();
        byte[] transcript = market.WriteTranscript();
        TranscriptVerification? verification = null;
        Report(output, "candor verify, without the process's start", baseline, () =>
        {
            using var file = new MemoryStream(transcript);
            verification = TranscriptVerifier.Verify(file);
        });
        if (!verification!.Holds)
        {
            throw new InvalidOperationException(verification.Fault!.Message);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {verification.Counts.Entries} entries, {transcript.Length / 1e6:F1} MB, "
            + $"{verification.Counts.Signatures} signatures, {verification.Counts.OpeningProofs} opening proofs, "
            + $"{verification.Counts.RangeProofs} range proofs, {verification.Counts.Attestations} attestations; best "
            + $"quality {settled.Outcome.BestQuality:F3}"));
    }

    private static double Report(TextWriter output, string name, double baseline, Action action)
    {
        action();
        double[] samples = [.. Enumerable.Range(0, Runs).Select(_ => Time(action)).Order()];
        double median = samples[Runs / 2];
        baseline = baseline == 0 ? median : baseline;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-62} {median,9:F1} ms {median / baseline,8:F2} x baseline, fastest {samples[0]:F1} ms"));
        return baseline;
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
