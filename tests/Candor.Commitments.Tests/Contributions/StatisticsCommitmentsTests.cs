using System.Numerics;
using Candor.Commitments.Contributions;
using Candor.Commitments.Group;

namespace Candor.Commitments.Tests.Contributions;

/// <summary>Commitments to every coordinate: made, streamed, compared with what was signed.</summary>
public sealed class StatisticsCommitmentsTests
{
    [Fact]
    public void Commit_CoordinatesOfEitherSign_AreCommittedToOneByOne()
    {
        using StatisticsOpening opening = StatisticsSamples.Opening();
        StatisticsCommitments commitments = opening.Commit();

        long[] coordinates = StatisticsSamples.Coordinates();
        Assert.Contains(coordinates, x => x < 0);
        for (int j = 0; j < coordinates.Length; j++)
        {
            byte[] x = Generators.Bytes(
                ((coordinates[j] % Generators.Order) + Generators.Order) % Generators.Order, 32);
            Assert.True(Scalar.TryParse(x, out Scalar scalar));
            Assert.Equal(
                PedersenGenerators.Commit(scalar, opening.Blindings[j]).ToArray(),
                commitments.Bytes.Slice(32 * j, 32).ToArray());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void FromInt64_AnyInteger_IsItModuloTheOrder(long value)
    {
        BigInteger expected = (value + Generators.Order) % Generators.Order;
        Assert.Equal(expected, Generators.ToInteger(Scalar.FromInt64(value).ToArray()));
        Assert.Equal(expected, Generators.ToInteger(Scalar.FromInt128(value).ToArray()));
        Int128 wide = ((Int128)value << 60) - 1;
        Assert.Equal(
            ((BigInteger)wide + Generators.Order) % Generators.Order,
            Generators.ToInteger(Scalar.FromInt128(wide).ToArray()));
    }

    [Fact]
    public void Opening_RestoredFromItsSeed_CommitsToTheSame()
    {
        using StatisticsOpening opening = StatisticsSamples.Opening();
        using var restored = new StatisticsOpening(
            StatisticsSamples.Context(), StatisticsSamples.Shape, StatisticsSamples.Coordinates(), opening.ExportSeed());
        Assert.Equal(opening.Commit().Digest.ToArray(), restored.Commit().Digest.ToArray());
    }

    [Fact]
    public void Opening_OneSeedForOtherCoordinatesOrAnotherContributor_HasOtherBlindings()
    {
        using StatisticsOpening opening = StatisticsSamples.Opening();
        byte[] seed = opening.ExportSeed();
        long[] changed = StatisticsSamples.Coordinates();
        changed[^1]++;
        using var other = new StatisticsOpening(
            StatisticsSamples.Context(), StatisticsSamples.Shape, changed, seed);
        using var foreign = new StatisticsOpening(
            StatisticsSamples.Context("south"), StatisticsSamples.Shape, StatisticsSamples.Coordinates(), seed);

        // Under the same blinding two commitments to the same coordinate are the same point, and the difference of others
        // would tell that of the coordinates.
        Assert.NotEqual(First(opening), First(other));
        Assert.NotEqual(First(opening), First(foreign));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void Builder_InAnyPieces_GivesTheCommitments(int piece)
    {
        using StatisticsOpening opening = StatisticsSamples.Opening();
        StatisticsCommitments commitments = opening.Commit();
        var builder = new StatisticsCommitmentsBuilder(StatisticsSamples.Shape);
        foreach (byte[] part in commitments.Bytes.ToArray().Chunk(32 * piece))
        {
            Assert.Equal(ProofFailure.None, builder.Add(part));
        }

        Assert.Equal(10, builder.Count);
        Assert.Equal(ProofFailure.None, builder.Finish(commitments.Digest.Span, out StatisticsCommitments? built));
        Assert.Equal(commitments.Bytes.ToArray(), built!.Bytes.ToArray());
    }

    [Fact]
    public void Builder_BytesThatAreNoWholeEncodingsOrTooMany_AreWrongLength()
    {
        byte[] bytes = Bytes();
        Assert.Equal(ProofFailure.WrongLength, new StatisticsCommitmentsBuilder(StatisticsSamples.Shape).Add(bytes.AsSpan(1)));
        Assert.Equal(
            ProofFailure.WrongLength,
            new StatisticsCommitmentsBuilder(StatisticsSamples.Shape).Add([.. bytes, .. bytes[..32]]));

        var builder = new StatisticsCommitmentsBuilder(StatisticsSamples.Shape);
        Assert.Equal(ProofFailure.None, builder.Add(bytes.AsSpan(32)));
        Assert.Equal(ProofFailure.WrongLength, builder.Finish(new byte[32], out StatisticsCommitments? none));
        Assert.Null(none);
        Assert.Equal(ProofFailure.WrongLength, builder.Add(bytes.AsSpan(0, 32)));
    }

    [Fact]
    public void Builder_APointThatIsNotCanonicalOrTheIdentity_IsNamedAndStays()
    {
        for (int place = 0; place < StatisticsSamples.Shape.Coordinates; place++)
        {
            byte[] bytes = Bytes();
            bytes.AsSpan(32 * place, 32).Fill(0xff);
            var builder = new StatisticsCommitmentsBuilder(StatisticsSamples.Shape);
            Assert.Equal(ProofFailure.NonCanonicalPoint, builder.Add(bytes));
            Assert.Equal(ProofFailure.NonCanonicalPoint, builder.Add(Bytes()));
            Assert.Equal(ProofFailure.NonCanonicalPoint, builder.Finish(new byte[32], out _));

            bytes.AsSpan(32 * place, 32).Clear();
            Assert.Equal(
                ProofFailure.IdentityPoint, new StatisticsCommitmentsBuilder(StatisticsSamples.Shape).Add(bytes));
        }
    }

    [Fact]
    public void Builder_AnotherVectorThanWasSigned_HasAnotherDigest()
    {
        using StatisticsOpening opening = StatisticsSamples.Opening();
        ReadOnlyMemory<byte> digest = opening.Commit().Digest;
        byte[] bytes = Bytes();
        byte[] swapped = [.. bytes[32..64], .. bytes[..32], .. bytes[64..]];
        var builder = new StatisticsCommitmentsBuilder(StatisticsSamples.Shape);
        Assert.Equal(ProofFailure.None, builder.Add(swapped));
        Assert.Equal(ProofFailure.EquationFails, builder.Finish(digest.Span, out StatisticsCommitments? none));
        Assert.Null(none);
    }

    [Theory]
    [InlineData(0, 1, "gramCoordinates")]
    [InlineData(1, 0, "labelCoordinates")]
    [InlineData(-1, 1, "gramCoordinates")]
    [InlineData(StatisticsShape.MaximumCoordinates, 1, "labelCoordinates")]
    [InlineData(StatisticsShape.MaximumCoordinates + 1, 1, "gramCoordinates")]
    public void Shape_EmptyBlocksOrTooMany_AreRefused(int gram, int labels, string parameter) => Assert.Equal(
        parameter, Assert.Throws<ArgumentOutOfRangeException>(() => new StatisticsShape(gram, labels)).ParamName);

    [Fact]
    public void Opening_AnotherNumberOfCoordinatesOrSeed_IsRefused()
    {
        long[] coordinates = StatisticsSamples.Coordinates();
        Assert.Equal("coordinates", Assert.Throws<ArgumentException>(() => new StatisticsOpening(
            StatisticsSamples.Context(), StatisticsSamples.Shape, coordinates.AsSpan(1), new byte[32])).ParamName);
        Assert.Equal("seed", Assert.Throws<ArgumentException>(() => new StatisticsOpening(
            StatisticsSamples.Context(), StatisticsSamples.Shape, coordinates, new byte[31])).ParamName);
    }

    [Fact]
    public void Opening_Disposed_IsOverwrittenAndUnusable()
    {
        StatisticsOpening opening = StatisticsSamples.Opening();
        ReadOnlySpan<long> coordinates = opening.Coordinates;
        ReadOnlySpan<Scalar> blindings = opening.Blindings;

        opening.Dispose();

        Assert.Equal(-1, coordinates.IndexOfAnyExcept(0));
        Assert.True(blindings[0].IsZero && blindings[^1].IsZero);
        Assert.Throws<ObjectDisposedException>(() => opening.Commit());
        Assert.Throws<ObjectDisposedException>(() => opening.ExportSeed());
        Assert.Throws<ObjectDisposedException>(() => CountStatement.Open(opening, StatisticsSamples.Records));
    }

    [Fact]
    public void Commit_Cancelled_Ends()
    {
        using StatisticsOpening opening = StatisticsSamples.Opening();
        Assert.Throws<OperationCanceledException>(() => opening.Commit(new CancellationToken(canceled: true)));
    }

    private static byte[] Bytes()
    {
        using StatisticsOpening opening = StatisticsSamples.Opening();
        return opening.Commit().Bytes.ToArray();
    }

    private static byte[] First(StatisticsOpening opening) => opening.Blindings[0].ToArray();
}
