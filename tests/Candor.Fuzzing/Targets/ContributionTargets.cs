using System.Security.Cryptography;
using System.Text.Json;
using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;
using Candor.Commitments.Projections;
using Candor.Commitments.SecretSharing;
using Candor.Fuzzing.Golden;
using Candor.Market.Contributions;
using Candor.Market.Training;

namespace Candor.Fuzzing.Targets;

/// <summary>Statements 7 to 9: foreign vectors, points, shares, intervals and proofs against frozen terms.</summary>
internal static class ContributionTargets
{
    // Behind the length of the label and the label.
    private const int StateVersionAt = sizeof(int) + 24;

    private const string OnlyTheGolden = "a verdict, never an exception; only the golden proof holds";
    private const string SameBytes = "decodes or not; what decodes encodes to the same bytes";

    // As many as the shares of the golden dispute need.
    private const int Threshold = 3;

    /// <summary>All of them.</summary>
    internal static IEnumerable<FuzzTarget> All { get; } =
    [
        new(
            "contributor-state",
            "decodes or not; what decodes encodes to the same bytes, and what version 1 wrote to those of version 2",
            State),
        new("count-opening", OnlyTheGolden, Count),
        new("encrypted-shares", SameBytes, Shares),
        new("mask-points", SameBytes, Points),
        new("masked-statistics", SameBytes, Masked),
        new("projection-bounds", SameBytes, Bounds),
        new("proof-mask-key", OnlyTheGolden, MaskKeyProof),
        new("proof-nearness", OnlyTheGolden, Nearness),
        new("proof-pair-opening", OnlyTheGolden, PairOpening),
        new("share-commitments", SameBytes, ShareCommitments),
        new("statistics", "a verdict, never an exception; the same however the stream is cut", Statistics),
    ];

    // What a member has on its disk; the terms are those of the golden state.
    private static void State(byte[] input)
    {
        var terms = new GuardTerms(SHA256.HashData("market"u8), Place: 1, MinContributors: 3, MinRecords: 20);
        if (ContributorState.TryDecode(input, terms, out ContributorState? state))
        {
            using (state)
            {
                Laws.Require(
                    state.Encode().AsSpan().SequenceEqual(input[StateVersionAt] == 1 ? OfVersion2(input) : input),
                    "the state encodes to other bytes");
            }
        }
    }

    // The same fields under another number, and their digest.
    private static byte[] OfVersion2(byte[] state)
    {
        byte[] fields = [.. state[..StateVersionAt], 2, .. state[(StateVersionAt + 1)..]];
        return [.. fields, .. SHA256.HashData(fields)];
    }

    private static void Count(byte[] input) => RequireGolden(
        CountStatement.Verify(
            GoldenContributions.Commitments,
            GoldenContributions.Statistics.GetProperty("inputs").GetProperty("records").GetUInt32(),
            input),
        input,
        GoldenContributions.Statistics.GetProperty("outputs").Hex("countOpening"));

    private static void Shares(byte[] input) => RequireSame(
        EncryptedShares.TryParse(
            GoldenContributions.Epoch.List, input, out EncryptedShares? shares, out ProofFailure failure),
        shares?.Bytes,
        failure,
        input);

    private static void Points(byte[] input) => RequireSame(
        MaskPoints.TryParse(GoldenContributions.Epoch.List, input, out MaskPoints? points, out ProofFailure failure),
        points?.Bytes,
        failure,
        input);

    private static void Masked(byte[] input)
    {
        int half = input.Length / 2;
        bool parsed = MaskedStatistics.TryParse(
            GoldenContributions.Epoch.Shape,
            input.AsSpan(0, half),
            input.AsSpan(half),
            out MaskedStatistics? masked,
            out ProofFailure failure);
        byte[] both = masked is null ? [] : [.. masked.Values.Span, .. masked.Blindings.Span];
        RequireSame(parsed, masked is null ? default(ReadOnlyMemory<byte>?) : both, failure, input);
    }

    private static void Bounds(byte[] input)
    {
        if (ProjectionBounds.TryParse(GoldenContributions.Policy, input, out ProjectionBounds? bounds))
        {
            Laws.RequireSame(bounds.ToArray(), input, "the encoded intervals");
        }
    }

    private static void MaskKeyProof(byte[] input)
    {
        JsonElement golden = GoldenContributions.Masks.GetProperty("outputs").GetProperty("contributors")[0];
        RequireGolden(
            MaskKeyStatement.Verify(GoldenContributions.Contexts[0], golden.Hex("maskKey"), input),
            input,
            golden.Hex("maskKeyProof"));
    }

    private static void Nearness(byte[] input) => RequireGolden(
        ProjectionStatement.Verify(GoldenContributions.Terms, GoldenContributions.NearCommitments, input),
        input,
        GoldenContributions.Near.GetProperty("outputs").Hex("proof"));

    private static void PairOpening(byte[] input)
    {
        JsonElement inputs = GoldenContributions.Dispute.GetProperty("inputs");
        RequireGolden(
            PairOpeningStatement.Verify(
                GoldenContributions.Epoch,
                inputs.GetProperty("opener").GetInt32(),
                inputs.GetProperty("other").GetInt32(),
                input),
            input,
            GoldenContributions.Dispute.GetProperty("outputs").Hex("opening"));
    }

    private static void ShareCommitments(byte[] input) => RequireSame(
        FeldmanCommitments.TryParse(input, Threshold, out FeldmanCommitments? commitments, out ProofFailure failure),
        commitments?.Bytes,
        failure,
        input);

    private static void Statistics(byte[] input)
    {
        (ProofFailure whole, int count) = Take(input, Math.Max(1, input.Length));
        (ProofFailure cut, int ofPieces) = Take(input, 32);
        Laws.Require(
            whole == cut && (whole != ProofFailure.None || count == ofPieces),
            $"at once {whole} after {count}, in pieces {cut} after {ofPieces}");
    }

    // Too many bytes, or no whole encodings, are seen before a point of the same piece is: this law is about points.
    private static (ProofFailure Failure, int Count) Take(byte[] input, int piece)
    {
        var builder = new StatisticsCommitmentsBuilder(GoldenContributions.Shape);
        int size = Math.Min(input.Length, GoldenContributions.Shape.Coordinates * 32) / 32 * 32;
        ProofFailure failure = ProofFailure.None;
        for (int start = 0; start < size && failure == ProofFailure.None; start += piece)
        {
            failure = builder.Add(input.AsSpan(start, Math.Min(piece, size - start)));
        }

        return (failure, builder.Count);
    }

    private static void RequireGolden(ProofFailure failure, byte[] input, byte[] golden) => Laws.Require(
        failure == ProofFailure.None == input.AsSpan().SequenceEqual(golden), $"the verdict is {failure}");

    private static void RequireSame(bool parsed, ReadOnlyMemory<byte>? bytes, ProofFailure failure, byte[] input)
    {
        Laws.Require(parsed == (failure == ProofFailure.None) && parsed == bytes.HasValue, $"the verdict is {failure}");
        if (bytes is { } same)
        {
            Laws.RequireSame(same.Span, input, "what was read");
        }
    }
}
