using Candor.Commitments.Contributions;
using Candor.Commitments.Group;
using Candor.Commitments.Masks;
using Candor.Commitments.SecretSharing;
using Candor.Commitments.Tests.Contributions;

namespace Candor.Commitments.Tests.Masks;

/// <summary>
/// One epoch among honest contributors, step by step, so that a test can put something else in the place of any of its
/// parts.
/// </summary>
internal sealed class MaskRound
{
    internal const int Threshold = 3;

    private static readonly string[] s_ids = ["north", "south", "eastern", "westernmost", "centre-town", "island"];

    internal MaskRound(int contributors = 4, StatisticsShape? shape = null, ulong epoch = 1)
    {
        Shape = shape ?? StatisticsSamples.Shape;
        Keys = [.. Enumerable.Range(0, contributors).Select(i => Key((ulong)i))];
        Assert.True(ContributorList.TryCreate(
            [.. Keys.Select((key, i) => Contributor(i, key.PublicKey))], out ContributorList? list, out _));
        Epoch = new(list, epoch, Shape);
        Openings = [.. Keys.Select((_, i) => StatisticsSamples.Opening(Id(i), (ulong)i, Shape))];
        Commitments = [.. Openings.Select(opening => opening.Commit())];
        Polynomials = [.. Keys.Select((_, i) => Polynomial((ulong)i + (100 * epoch)))];
        Seeds = [.. Polynomials.Select(polynomial => polynomial.GetSecret())];
        Masks = [.. Keys.Select((key, i) => new ContributorMasks(Epoch, i, key, Seeds[i]))];
        Masked = [.. Masks.Select((masks, i) => masks.Mask(Openings[i]))];
        Draw();
    }

    internal StatisticsShape Shape { get; }

    internal MaskKey[] Keys { get; }

    internal MaskEpoch Epoch { get; }

    internal StatisticsOpening[] Openings { get; }

    internal StatisticsCommitments[] Commitments { get; }

    internal SharingPolynomial[] Polynomials { get; }

    internal SharedSecret[] Seeds { get; }

    internal ContributorMasks[] Masks { get; }

    internal MaskedStatistics[] Masked { get; }

    internal MaskWeights Weights { get; private set; } = null!;

    internal MaskPoints[] Points { get; private set; } = null!;

    internal static string Id(int i) => s_ids[i];

    internal static MaskKey Key(ulong seed)
    {
        using var rng = new SeededRandom(seed + 500);
        return MaskKey.Create(rng);
    }

    // Roster indices need not be positions: the list leaves out who fell.
    internal static Contributor Contributor(int i, ReadOnlyMemory<byte> key) =>
        new(StatisticsSamples.Context(Id(i)) with { ParticipantKey = new byte[] { 9, (byte)i } }, (2 * i) + 1, key);

    /// <summary>Draws weights and points anew, after something was put in place of masked vectors.</summary>
    internal void Draw()
    {
        Weights = MaskWeights.Draw(Epoch, Submissions());
        Points = [.. Masks.Select(masks => masks.ComputePoints(Weights))];
    }

    /// <summary>What each contributor is bound to. A market's payload has more; all of it is absorbed.</summary>
    internal MaskSubmission[] Submissions() =>
        [.. Masked.Select((masked, i) => new MaskSubmission(
            Commitments[i].Digest,
            (byte[])[.. masked.ValuesDigest.Span, .. masked.BlindingsDigest.Span, .. Polynomials[i].Commit().Bytes.Span]))];

    /// <summary>Statement 9 for everybody: who is named.</summary>
    internal IEnumerable<int> NamedByVectors() => Enumerable.Range(0, Keys.Length).Where(i =>
        MaskedVectorStatement.Verify(Weights, i, Commitments[i], Masked[i], Points[i]) != ProofFailure.None);

    /// <summary>The own points under the opened seeds: who is named.</summary>
    internal IEnumerable<int> NamedBySeeds() => Enumerable.Range(0, Keys.Length).Where(i =>
        MaskedVectorStatement.VerifyOwn(Weights, i, Points[i], Seeds[i]) != ProofFailure.None);

    /// <summary>Puts other masked vectors in the place of a contributor's, before the weights are drawn.</summary>
    internal void ChangeMasked(int i, Func<Scalar[], Scalar[], bool> change)
    {
        Scalar[] values = [.. Enumerable.Range(0, Shape.Coordinates).Select(Masked[i].Value)];
        Scalar[] blindings = [.. Enumerable.Range(0, Shape.Coordinates).Select(Masked[i].Blinding)];
        Assert.True(change(values, blindings));
        Masked[i] = MaskedStatistics.Of(Shape, values, blindings);
        Draw();
    }

    /// <summary>Puts another point in the place of one, after the weights are drawn.</summary>
    internal void ChangePoint(int i, int towards, RistrettoPoint point)
    {
        RistrettoPoint[] points = [.. Enumerable.Range(0, Points[i].Count).Select(j => Points[i][j])];
        points[towards] = point;
        Points[i] = new(points);
    }

    private static SharingPolynomial Polynomial(ulong seed)
    {
        using var rng = new SeededRandom(seed + 900);
        return SharingPolynomial.Create(Threshold, rng);
    }
}
