using Candor.Training.Curves;
using Candor.Training.Features;
using Candor.Training.Models;
using Candor.Training.Regression;
using Candor.Training.Tasks;
using Candor.Training.Tests.Data;

namespace Candor.Training.Tests.Curves;

public sealed class LearningCurveTests
{
    [Fact]
    public void Measure_EachSize_IsTheQualityOfAModelFromTheFirstRows()
    {
        Examples examples = Examples.Cancer();
        LearningTask task = examples.Task(ramps: 0);
        LabelledRow[] rows =
            [.. Enumerable.Range(0, examples.Count).Select(i => new LabelledRow(examples.Row(i).ToArray(), examples.TargetOf(i)))];
        int[] order = examples.Shuffled(3);
        double[] measured = LearningCurve.Measure(task, rows, order, 100, [40, 200]);

        for (int i = 0; i < 2; i++)
        {
            IEnumerable<int> trained = order.Skip(100).Take(i == 0 ? 40 : 200);
            Model model = RidgeTraining.Train(examples.Sum(task, trained)).Model;
            Assert.Equal(examples.Measure(model, order.Take(100)).Quality!.Value, measured[i], 1e-12);
        }
    }

    [Theory]
    [InlineData(2, new[] { 0, 5 }, "The size 0 follows 0")]
    [InlineData(2, new[] { 5, 5 }, "The size 5 follows 5")]
    [InlineData(1, new[] { 5 }, "10 rows are too few to hold out 1")]
    [InlineData(6, new[] { 5 }, "10 rows are too few to hold out 6")]
    public void Measure_WhatCannotBeMeasured_IsRefused(int heldOut, int[] sizes, string expected)
    {
        LabelledRow[] rows = [.. Mixed.Rows(10).Select(row => new LabelledRow(row, Mixed.TargetOf(row)))];
        ArgumentException refused = Assert.Throws<ArgumentException>(
            () => LearningCurve.Measure(Mixed.Task(), rows, [.. Enumerable.Range(0, 10)], heldOut, sizes));

        Assert.StartsWith(expected, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public void CanMeasure_RowsHeldOut_NeedTwoTargets(int heldOut, bool expected)
    {
        LabelledRow[] rows = [.. Mixed.Rows(10).Select((row, i) => new LabelledRow(row, FeatureValue.Category(i == 9 ? 1 : 0)))];

        Assert.Equal(expected, LearningCurve.CanMeasure(Mixed.Task(), rows, [0, 1, 2, 9, 3, 4, 5, 6, 7, 8], heldOut));
    }

    [Fact]
    public void Measure_HeldOutRowsOfOneTarget_IsRefused()
    {
        LabelledRow[] rows = [.. Mixed.Rows(10).Select(row => new LabelledRow(row, FeatureValue.Category(0)))];
        ArgumentException refused = Assert.Throws<ArgumentException>(
            () => LearningCurve.Measure(Mixed.Task(), rows, [.. Enumerable.Range(0, 10)], 3, [5]));

        Assert.StartsWith("The 3 rows held out have one target", refused.Message, StringComparison.Ordinal);
    }
}
