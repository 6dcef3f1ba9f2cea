using Candor.Training.Features;
using Candor.Training.Models;
using Candor.Training.Tests.Data;

namespace Candor.Training.Tests.Models;

public sealed class ModelMeasurementTests
{
    [Fact]
    public void Add_Rows_CountsHitsOfEachClass()
    {
        Model model = Mixed.Train(out FeatureValue[][] rows);
        var measurement = new ModelMeasurement(model);
        foreach (FeatureValue[] row in rows)
        {
            measurement.Add(row, Mixed.TargetOf(row));
        }

        Assert.Equal(["well", "ill", "unknown"], measurement.Classes.Select(rate => rate.Name));
        for (int place = 0; place < 3; place++)
        {
            FeatureValue[][] ofIt = [.. rows.Where(row => Mixed.TargetOf(row).AsCategory == place)];
            Assert.Equal(ofIt.Length, measurement.Classes[place].Rows);
            Assert.Equal(ofIt.Count(row => model.Predict(row).AsCategory == place), measurement.Classes[place].Hits);
        }

        Assert.Equal(measurement.Classes.Sum(rate => rate.Hits) / 400.0, measurement.Accuracy);
        Assert.InRange(measurement.Quality!.Value, 0.3, 1);
    }

    [Fact]
    public void Quality_OfRowsWithOneTarget_IsNotDefined()
    {
        Model model = Mixed.Train(out FeatureValue[][] rows);
        var measurement = new ModelMeasurement(model);
        Assert.Null(measurement.Quality);
        Assert.Null(measurement.Accuracy);
        foreach (FeatureValue[] row in rows.Where(row => Mixed.TargetOf(row).AsCategory == 1))
        {
            measurement.Add(row, FeatureValue.Category(1));
        }

        Assert.Null(measurement.Quality);
        Assert.Null(measurement.Classes[0].Rate);
        Assert.NotNull(measurement.Classes[1].Rate);
    }
}
