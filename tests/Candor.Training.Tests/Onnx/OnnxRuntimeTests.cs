using Candor.Training.Features;
using Candor.Training.Models;
using Candor.Training.Onnx;
using Candor.Training.Regression;
using Candor.Training.Targets;
using Candor.Training.Tests.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Candor.Training.Tests.Onnx;

/// <summary>A runtime that shares nothing with us predicts what we predict, on every row, to the last bit.</summary>
public sealed class OnnxRuntimeTests
{
    [Theory]
    [InlineData("digits", 0)]
    [InlineData("digits", 128)]
    [InlineData("cancer", 0)]
    [InlineData("cancer", 32)]
    [InlineData("diabetes", 0)]
    [InlineData("diabetes", 16)]
    public void Run_EveryRow_PredictsWhatTheModelPredicts(string name, int ramps)
    {
        Examples examples = name switch
        {
            "digits" => Examples.Digits(),
            "cancer" => Examples.Cancer(),
            _ => Examples.Diabetes(),
        };
        Model model = RidgeTraining.Train(examples.Sum(examples.Task(ramps), Enumerable.Range(0, examples.Count))).Model;

        AssertSame(model, examples.Count, examples.Row);
    }

    [Fact]
    public void Run_CategoriesAndAbsentValues_PredictsWhatTheModelPredicts()
    {
        Model model = Mixed.Train(out FeatureValue[][] rows);

        AssertSame(model, rows.Length, i => rows[i]);
    }

    private static void AssertSame(Model model, int count, Func<int, ReadOnlySpan<FeatureValue>> rowOf)
    {
        FeatureMap map = model.Task.Map;
        var input = new DenseTensor<double>([count, map.Columns.Count]);
        for (int row = 0; row < count; row++)
        {
            Span<double> encoded = input.Buffer.Span.Slice(row * map.Columns.Count, map.Columns.Count);
            map.Encode(rowOf(row), encoded);
        }

        using var session = new InferenceSession(ModelFile.Write(model, new ModelOrigin("markets/m", "00ff")));
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results =
            session.Run([NamedOnnxValue.CreateFromTensor("rows", input)]);
        double[] scores = [.. results.Single(result => result.Name == "scores").AsEnumerable<double>()];
        for (int row = 0; row < count; row++)
        {
            double[] expected = model.Score(rowOf(row));
            Assert.Equal(expected, scores[(row * expected.Length)..((row + 1) * expected.Length)]);
        }

        if (model.Task.Target is ClassTarget target)
        {
            string[] labels = [.. results.Single(result => result.Name == "label").AsEnumerable<string>()];
            for (int row = 0; row < count; row++)
            {
                Assert.Equal(target.Classes[model.Predict(rowOf(row)).AsCategory], labels[row]);
            }
        }
        else
        {
            double[] values = [.. results.Single(result => result.Name == "value").AsEnumerable<double>()];
            for (int row = 0; row < count; row++)
            {
                Assert.Equal(model.Predict(rowOf(row)).AsNumber, values[row]);
            }
        }
    }
}
