using System.Globalization;
using Candor.Training.Features;
using Candor.Training.Tests.Data;

namespace Candor.Training.Tests.Features;

public sealed class FeatureMapTests
{
    [Fact]
    public void Apply_RowsOfRealData_GivesTheFrozenIntegers()
    {
        Examples examples = Examples.Cancer();
        FeatureMap map = examples.Task(ramps: 32).Map;
        string[] frozen = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "golden", "phi-v1.txt"));
        int[] phi = new int[map.Dimension];
        for (int row = 0; row < frozen.Length; row++)
        {
            map.Apply(examples.Row(row), phi);
            Assert.Equal(frozen[row], string.Join(' ', phi.Select(entry => entry.ToString(CultureInfo.InvariantCulture))));
        }

        Assert.Equal(5, frozen.Length);
    }

    [Fact]
    public void Apply_EveryKindOfFeature_StaysWithinItsBounds()
    {
        FeatureMap map = Mixed.Task(ramps: 200).Map;
        int[] phi = new int[map.Dimension];
        foreach (FeatureValue[] row in Mixed.Rows(500))
        {
            map.Apply(row, phi);
            Assert.Equal(FeatureMap.One, phi[0]);
            Assert.All(phi, entry => Assert.InRange(entry, -FeatureMap.One, FeatureMap.One));
            Assert.All(phi[(1 + map.Columns.Count)..], ramp => Assert.InRange(ramp, 0, FeatureMap.One));
        }
    }

    [Fact]
    public void Apply_AbsentNumber_IsTheMiddleWithTheMarkOff()
    {
        FeatureMap map = Mixed.Task(ramps: 0).Map;
        int[] phi = new int[map.Dimension];
        map.Apply(
            [FeatureValue.Number(0), FeatureValue.Absent, FeatureValue.Category(1), FeatureValue.Category(0)], phi);

        // 1, age, dose, dose?, three wards, smokes=yes, smokes=no, smokes?
        Assert.Equal([32768, -32768, 0, 0, 0, 32768, 0, 32768, 0, 32768], phi);
    }

    [Fact]
    public void Ramps_MoreOfOneSeed_BeginWithTheSame()
    {
        int[] few = new int[Mixed.Task(ramps: 8).Map.Dimension];
        int[] many = new int[Mixed.Task(ramps: 64).Map.Dimension];
        FeatureValue[] row = Mixed.Rows(1)[0];
        Mixed.Task(ramps: 8).Map.Apply(row, few);
        Mixed.Task(ramps: 64).Map.Apply(row, many);

        Assert.Equal(few, many[..few.Length]);
    }

    [Theory]
    [InlineData(121, "'age' is 121; expected a number from 0 to 120")]
    [InlineData(-0.5, "'age' is -0.5; expected a number from 0 to 120")]
    [InlineData(double.NaN, "'age' is NaN; expected a number from 0 to 120")]
    public void FaultOf_ValueOutsideItsBounds_NamesFeatureValueAndBounds(double age, string expected)
    {
        FeatureValue[] row =
            [FeatureValue.Number(age), FeatureValue.Absent, FeatureValue.Category(1), FeatureValue.Category(0)];

        Assert.Equal(expected, Mixed.Task().Map.FaultOf(row));
    }

    [Fact]
    public void FaultOf_ValueOfAnotherKindOrPlace_NamesIt()
    {
        FeatureMap map = Mixed.Task().Map;
        FeatureValue age = FeatureValue.Number(40);
        FeatureValue north = FeatureValue.Category(0);

        Assert.Equal("'age' has no value; expected one", map.FaultOf([FeatureValue.Absent, age, north, north]));
        Assert.Equal("'age' has a category as its value; expected a number", map.FaultOf([north, age, north, north]));
        Assert.Equal("'ward' has a number as its value; expected a category", map.FaultOf([age, default, age, north]));
        Assert.Equal(
            "'ward' has the category at place 3; expected a place below 3",
            map.FaultOf([age, default, FeatureValue.Category(3), north]));
        Assert.Equal("a row has 1 values; expected 4, one for each feature", map.FaultOf([age]));
    }

    [Theory]
    [InlineData(1, 1, "expected two finite numbers, the first below the second")]
    [InlineData(2, 1, "expected two finite numbers, the first below the second")]
    [InlineData(double.NegativeInfinity, 1, "expected two finite numbers, the first below the second")]
    [InlineData(0, double.NaN, "expected two finite numbers, the first below the second")]
    [InlineData(-1e308, 1e308, "their difference is too large or too small to scale with")]
    [InlineData(0, 1e-320, "their difference is too large or too small to scale with")]
    public void NumberFeature_BoundsThatCannotBeScaled_AreRefused(double minimum, double maximum, string expected)
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new NumberFeature("age", minimum, maximum));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("'age' has the bounds ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FeatureMap_ThatCannotBe_IsRefusedWithTheReason()
    {
        var age = new NumberFeature("age", 0, 1);
        byte[] seed = new byte[FeatureMap.SeedBytes];

        Assert.StartsWith("There is no feature", Refusal(() => new FeatureMap([], 1, seed)), StringComparison.Ordinal);
        Assert.StartsWith(
            "The feature 'age' stands 2 times", Refusal(() => new FeatureMap([age, age], 1, seed)), StringComparison.Ordinal);
        Assert.StartsWith("The seed has 31 bytes", Refusal(() => new FeatureMap([age], 1, seed.AsSpan(1))), StringComparison.Ordinal);
        Assert.StartsWith(
            "1 columns and 1023 ramps", Refusal(() => new FeatureMap([age], 1023, seed)), StringComparison.Ordinal);
        Assert.StartsWith("1 columns and -1 ramps", Refusal(() => new FeatureMap([age], -1, seed)), StringComparison.Ordinal);
        Assert.Equal(FeatureMap.MaxDimension, new FeatureMap([age], 1022, seed).Dimension);
        Assert.StartsWith(
            "'ward' has the categories a, a", Refusal(() => new CategoryFeature("ward", ["a", "a"])), StringComparison.Ordinal);
    }

    private static string Refusal(Func<object> make) => Assert.Throws<ArgumentException>(make).Message;
}
