using Candor.Commitments.Group;
using Candor.Commitments.Masks;

namespace Candor.Commitments.Tests.Masks;

/// <summary>
/// One contributor at random does one of many things at random: it is named, and nobody else is, before any sum is
/// taken.
/// </summary>
public sealed class AlteredMessageTests
{
    private const int Runs = 200;

    private static readonly Action<MaskRound, int, Random>[] s_alterations =
    [
        AlterValue, AlterBlinding, HalfOfTheOrder, FittedOwnPoint, LieAboutAPair, FittedLieAboutAPair, SplitContext,
        AnothersVectors,
    ];

    [Fact]
    public void Judge_OneOfManyAlterations_NamesItsSenderAlone()
    {
        for (int seed = 0; seed < Runs; seed++)
        {
            var random = new Random(seed);
            var round = new MaskRound(3 + random.Next(3));
            int cheater = random.Next(round.Keys.Length);
            int alteration = seed % s_alterations.Length;
            s_alterations[alteration](round, cheater, random);
            Assert.True(Named(round).SetEquals([cheater]), $"seed {seed}, alteration {alteration}");
        }
    }

    // All checks in the order of the protocol: each contributor's equation, the pairs, the own points.
    private static HashSet<int> Named(MaskRound round)
    {
        HashSet<int> named = [.. round.NamedByVectors(), .. round.NamedBySeeds()];
        foreach ((int first, int second) in PairDispute.Find(round.Epoch.List, round.Points))
        {
            byte[] opening = PairOpeningStatement.Open(
                round.Epoch, second, first, round.Keys[second], new SeededRandom(3));
            PairVerdict verdict = PairDispute.Judge(
                round.Weights, second, first, opening, round.Points[second], round.Points[first], out ProofFailure failure);
            Assert.Equal(ProofFailure.None, failure);
            named.UnionWith(verdict switch
            {
                PairVerdict.OpenerNamed => [second],
                PairVerdict.OtherNamed => [first],
                _ => [first, second],
            });
        }

        return named;
    }

    private static void AlterValue(MaskRound round, int cheater, Random random) => round.ChangeMasked(
        cheater,
        (values, _) =>
        {
            values[random.Next(values.Length)] += Scalar.FromInt64(random.NextInt64(1, long.MaxValue));
            return true;
        });

    private static void AlterBlinding(MaskRound round, int cheater, Random random) => round.ChangeMasked(
        cheater,
        (_, blindings) =>
        {
            blindings[random.Next(blindings.Length)] -= Scalar.One;
            return true;
        });

    private static void HalfOfTheOrder(MaskRound round, int cheater, Random random) => round.ChangeMasked(
        cheater,
        (values, _) =>
        {
            Scalar half = Scalar.FromUInt64(2).Invert();
            int first = random.Next(values.Length - 1);
            values[first] += half;
            values[first + 1] += half;
            return true;
        });

    private static void FittedOwnPoint(MaskRound round, int cheater, Random random)
    {
        int j = random.Next(round.Shape.Coordinates);
        Scalar by = Scalar.FromInt64(-random.NextInt64(1, long.MaxValue));
        round.ChangeMasked(cheater, (values, _) =>
        {
            values[j] += by;
            return true;
        });
        RistrettoPoint excess = PedersenGenerators.Value.Multiply(round.Weights.Values[j] * by);
        round.ChangePoint(cheater, cheater, round.Points[cheater][cheater] + excess);
        Assert.Empty(round.NamedByVectors());
    }

    private static void LieAboutAPair(MaskRound round, int cheater, Random random)
    {
        int other = OtherThan(cheater, round, random);
        round.ChangePoint(cheater, other, round.Points[cheater][other] + RistrettoPoint.Basepoint);
    }

    private static void FittedLieAboutAPair(MaskRound round, int cheater, Random random)
    {
        // Two lies whose effects on the own equation cancel.
        int other = OtherThan(cheater, round, random);
        RistrettoPoint lie = RistrettoPoint.Basepoint.Double();
        round.ChangePoint(cheater, other, round.Points[cheater][other] + lie);
        RistrettoPoint own = round.Points[cheater][cheater];
        round.ChangePoint(cheater, cheater, cheater < other ? own - lie : own + lie);
        Assert.Empty(round.NamedByVectors());
    }

    private static void SplitContext(MaskRound round, int cheater, Random random)
    {
        MaskSubmission[] submissions = round.Submissions();
        int other = random.Next(submissions.Length);
        submissions[other] = submissions[other] with { Payload = new byte[] { 7 } };
        round.Points[cheater] = round.Masks[cheater].ComputePoints(MaskWeights.Draw(round.Epoch, submissions));
    }

    private static void AnothersVectors(MaskRound round, int cheater, Random random)
    {
        round.Masked[cheater] = round.Masked[OtherThan(cheater, round, random)];
        round.Draw();
    }

    private static int OtherThan(int position, MaskRound round, Random random) =>
        (position + 1 + random.Next(round.Keys.Length - 1)) % round.Keys.Length;
}
