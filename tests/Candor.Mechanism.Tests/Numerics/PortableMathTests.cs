using System.Text.Json;
using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Tests.Numerics;

/// <summary>Against values that another arbitrary-precision library computed and rounded once.</summary>
public sealed class PortableMathTests
{
    private static readonly JsonElement s_vectors = JsonElement.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "portable-math.json")));

    [Fact]
    public void Exp_EveryVector_IsRoundedCorrectly() =>
        Check("exp", row => PortableMath.Exp(row[0]));

    [Fact]
    public void Sigmoid_EveryVector_IsRoundedCorrectly() =>
        Check("sigmoid", row => PortableMath.Sigmoid(row[0]));

    [Fact]
    public void OneMinusExp_EveryVector_IsRoundedCorrectly() =>
        Check("oneMinusExp", row => PortableMath.OneMinusExp(row[0]));

    [Fact]
    public void Log1p_EveryVector_IsRoundedCorrectly() =>
        Check("log1p", row => PortableMath.Log1p(row[0]));

    [Fact]
    public void Pow_EveryVector_IsRoundedCorrectly() =>
        Check("pow", row => PortableMath.Pow(row[0], row[1]));

    [Theory]
    [InlineData(800, double.PositiveInfinity)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(-800, 0)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(double.NaN, double.NaN)]
    public void Exp_BeyondTheRange_Saturates(double x, double expected) => Assert.Equal(expected, PortableMath.Exp(x));

    [Theory]
    [InlineData(0, -1, double.PositiveInfinity)]
    [InlineData(10, 400, double.PositiveInfinity)]
    [InlineData(10, -400, 0)]
    [InlineData(-2, 2, double.NaN)]
    public void Pow_BeyondTheRange_Saturates(double x, double y, double expected) =>
        Assert.Equal(expected, PortableMath.Pow(x, y));

    private static void Check(string name, Func<double[], double> compute)
    {
        foreach (JsonElement row in s_vectors.GetProperty(name).EnumerateArray())
        {
            double[] numbers = [.. row.EnumerateArray().Select(number => number.GetDouble())];
            double found = compute(numbers);
            Assert.True(
                found.Equals(numbers[^1]), $"{name}({string.Join(", ", numbers[..^1])}) = {found:R}, not {numbers[^1]:R}");
        }
    }
}
