using System.Text.Json;
using System.Text.Json.Nodes;
using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;
using Candor.Commitments.SecretSharing;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Tests.Masks;

/// <summary>An epoch from the inputs of a golden file.</summary>
internal sealed class GoldenMasks
{
    private readonly JsonElement[] _contributors;

    internal GoldenMasks(JsonElement inputs)
    {
        _contributors = [.. inputs.GetProperty("contributors").EnumerateArray()];
        Contexts = [.. _contributors.Select(contributor => new StatementContext(
            inputs.GetProperty("market").GetString()!,
            inputs.GetProperty("definitionDigest").Hex(),
            contributor.GetProperty("participant").GetString()!,
            contributor.GetProperty("participantKey").Hex()))];
        Keys = [.. _contributors.Select(contributor => Import(contributor.GetProperty("maskKey").Hex()))];
        Assert.True(ContributorList.TryCreate(
            [.. _contributors.Select((contributor, i) => new Contributor(
                Contexts[i], contributor.GetProperty("rosterIndex").GetInt32(), Keys[i].PublicKey))],
            out ContributorList? list,
            out _));
        Epoch = new(list, inputs.GetProperty("epoch").GetUInt64(), new(
            inputs.GetProperty("gramCoordinates").GetInt32(), inputs.GetProperty("labelCoordinates").GetInt32()));
        Openings = [.. _contributors.Select((contributor, i) => new StatisticsOpening(
            Contexts[i],
            Epoch.Shape,
            [.. contributor.GetProperty("coordinates").EnumerateArray().Select(x => x.GetInt64())],
            contributor.GetProperty("blindingSeed").Hex()))];
        Seeds = [.. _contributors.Select(contributor => ImportSeed(contributor.GetProperty("ownSeed").Hex()))];
        Masks = [.. Keys.Select((key, i) => new ContributorMasks(Epoch, i, key, Seeds[i]))];
        Commitments = [.. Openings.Select(opening => opening.Commit())];
        Masked = [.. Masks.Select((masks, i) => masks.Mask(Openings[i]))];
        Weights = MaskWeights.Draw(
            Epoch, [.. Commitments.Select((commitments, i) => new MaskSubmission(commitments.Digest, PayloadOf(i)))]);
        Points = [.. Masks.Select(masks => masks.ComputePoints(Weights))];
    }

    internal StatementContext[] Contexts { get; }

    internal MaskKey[] Keys { get; }

    internal MaskEpoch Epoch { get; }

    internal StatisticsOpening[] Openings { get; }

    internal SharedSecret[] Seeds { get; }

    internal ContributorMasks[] Masks { get; }

    internal StatisticsCommitments[] Commitments { get; }

    internal MaskedStatistics[] Masked { get; }

    internal MaskWeights Weights { get; }

    internal MaskPoints[] Points { get; }

    internal byte[] ProofOf(int i)
    {
        using var rng = new SeededRandom(_contributors[i].GetProperty("proofSeed").GetUInt64());
        return MaskKeyStatement.Prove(Contexts[i], Keys[i], rng);
    }

    /// <summary>Every output that the file freezes.</summary>
    internal JsonObject Outputs()
    {
        using var sum = new MaskedSum(Epoch);
        for (int i = 0; i < Keys.Length; i++)
        {
            sum.Add(i, Masked[i], Seeds[i]);
        }

        long[] integers = new long[Epoch.Shape.Coordinates];
        Assert.True(sum.TryFinish(integers));
        return new()
        {
            ["list"] = Hex(Epoch.List.Digest),
            ["contributors"] = new JsonArray([.. Keys.Select((key, i) => new JsonObject
            {
                ["maskKey"] = Hex(key.PublicKey),
                ["maskKeyProof"] = Hex(ProofOf(i)),
                ["commitments"] = Elements(Commitments[i].Bytes),
                ["statistics"] = Hex(Commitments[i].Digest),
                ["values"] = Elements(Masked[i].Values),
                ["blindings"] = Elements(Masked[i].Blindings),
                ["payload"] = Hex(PayloadOf(i)),
                ["points"] = Elements(Points[i].Bytes),
            })]),
            ["context"] = Hex(Weights.Context),
            ["weights"] = new JsonArray([.. Weights.Values.ToArray().Select(w => JsonValue.Create(Hex(w.ToArray())))]),
            ["sum"] = new JsonArray([.. integers.Select(x => JsonValue.Create(x))]),
        };
    }

    internal static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(bytes.Span);

    internal static JsonArray Elements(ReadOnlyMemory<byte> bytes) =>
        new([.. bytes.ToArray().Chunk(32).Select(element => JsonValue.Create(Hex(element)))]);

    // The file's payloads are both digests: what else is in a market's is absorbed with them.
    private byte[] PayloadOf(int i) => [.. Masked[i].ValuesDigest.Span, .. Masked[i].BlindingsDigest.Span];

    private static MaskKey Import(byte[] secret)
    {
        Assert.True(MaskKey.TryImport(secret, out MaskKey? key));
        return key;
    }

    private static SharedSecret ImportSeed(byte[] secret)
    {
        Assert.True(SharedSecret.TryImport(secret, out SharedSecret? seed));
        return seed;
    }
}
