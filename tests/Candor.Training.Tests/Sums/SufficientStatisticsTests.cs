using Candor.Training.Features;
using Candor.Training.Sums;
using Candor.Training.Targets;
using Candor.Training.Tasks;
using Candor.Training.Tests.Data;

namespace Candor.Training.Tests.Sums;

public sealed class SufficientStatisticsTests
{
    [Fact]
    public void Layout_OfTheDigits_HasTheDocumentedNumberOfCoordinates()
    {
        var layout = new SumLayout(Examples.Digits().Task(ramps: 0));

        Assert.Equal(65, layout.Dimension);
        Assert.Equal(2730, layout.Count);
    }

    [Fact]
    public void Layout_EveryPlace_IsTakenOnce()
    {
        var layout = new SumLayout(Mixed.Task(ramps: 3));
        IEnumerable<int> gram = from row in Enumerable.Range(0, layout.Dimension)
                                from column in Enumerable.Range(row, layout.Dimension - row)
                                select layout.Gram(row, column);
        IEnumerable<int> labels = from head in Enumerable.Range(0, layout.Heads)
                                  from column in Enumerable.Range(0, layout.Dimension)
                                  select layout.Label(head, column);

        Assert.Equal(Enumerable.Range(0, layout.Count), gram.Concat(labels));
    }

    [Fact]
    public void Add_Rows_IsTheSumOfProducts()
    {
        LearningTask task = Mixed.Task(ramps: 2);
        FeatureValue[][] rows = Mixed.Rows(20);
        SufficientStatistics sum = Mixed.Sum(task, rows);
        int[][] phi = [.. rows.Select(row => Phi(task, row))];

        Assert.Equal(20 * SufficientStatistics.Unit, sum.Coordinates[0]);
        for (int i = 0; i < sum.Layout.Dimension; i++)
        {
            for (int j = i; j < sum.Layout.Dimension; j++)
            {
                Assert.Equal(phi.Sum(entry => (long)entry[i] * entry[j]), sum.Coordinates[sum.Layout.Gram(i, j)]);
            }

            for (int head = 0; head < sum.Layout.Heads; head++)
            {
                long expected = rows.Select((row, at) => Mixed.TargetOf(row).AsCategory == head ? (long)phi[at][i] << 15 : 0).Sum();
                Assert.Equal(expected, sum.Coordinates[sum.Layout.Label(head, i)]);
            }
        }
    }

    [Fact]
    public void Add_RowWithAFault_AddsNothing()
    {
        LearningTask task = Mixed.Task();
        var sum = new SufficientStatistics(task);
        FeatureValue[] row = Mixed.Rows(1)[0];

        Assert.Throws<ArgumentException>(() => sum.Add(row, FeatureValue.Category(3)));
        row[0] = FeatureValue.Number(-1);
        Assert.Throws<ArgumentException>(() => sum.Add(row, FeatureValue.Category(0)));

        Assert.Equal(0, sum.Records);
        Assert.All(sum.Coordinates.ToArray(), coordinate => Assert.Equal(0, coordinate));
    }

    [Fact]
    public void Add_BeyondTheMostRecords_IsRefusedAndAddsNothing()
    {
        LearningTask task = Mixed.Task(ramps: 0);
        long[] full = new long[new SumLayout(task).Count];
        full[0] = SufficientStatistics.MaxRecords * SufficientStatistics.Unit;
        SufficientStatistics sum = SufficientStatistics.FromCoordinates(task, full);
        SufficientStatistics one = Mixed.Sum(task, Mixed.Rows(1));

        Assert.Contains("4294967296 records and 1 more", Assert.Throws<OverflowException>(() => sum.Add(one)).Message, StringComparison.Ordinal);
        Assert.Equal(1L << 62, sum.Coordinates[0]);
    }

    [Theory]
    [InlineData(0, -1, "the first coordinate is -1; expected a number of records")]
    [InlineData(0, 5, "the first coordinate is 5; expected a number of records")]
    [InlineData(7, (3L << 30) + 1, "coordinate 7 is 3221225473; expected at most 3221225472 either way")]
    [InlineData(8, -(3L << 30) - 1, "coordinate 8 is -3221225473; expected at most 3221225472 either way")]
    public void FromCoordinates_IntegersThatAreNoSum_AreRefused(int at, long value, string expected)
    {
        LearningTask task = Mixed.Task(ramps: 0);
        long[] coordinates = new long[new SumLayout(task).Count];
        coordinates[0] = 3 * SufficientStatistics.Unit;
        coordinates[at] = value;

        Assert.StartsWith(expected, SufficientStatistics.FaultOf(task, coordinates), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SufficientStatistics.FromCoordinates(task, coordinates));
    }

    [Fact]
    public void FromCoordinates_VectorOfTheWrongLength_IsRefused()
    {
        LearningTask task = Mixed.Task(ramps: 0);

        Assert.Equal(
            $"there are 3 coordinates; expected {new SumLayout(task).Count}",
            SufficientStatistics.FaultOf(task, [1, 2, 3]));
    }

    [Fact]
    public void LearningTask_TargetThatIsAFeature_IsRefused()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(
            () => new LearningTask(Mixed.Task().Map, new ClassTarget("ward", ["north", "south"])));

        Assert.StartsWith("'ward' is a feature and the target", refused.Message, StringComparison.Ordinal);
    }

    private static int[] Phi(LearningTask task, FeatureValue[] row)
    {
        int[] phi = new int[task.Map.Dimension];
        task.Map.Apply(row, phi);
        return phi;
    }
}
