using System.Collections.Immutable;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Tests.Valuations;

public class ExternalityTests
{
    [Fact]
    public void Dense_NotSquare_NamesEachRow()
    {
        bool isValid = DenseExternalities.TryCreate([[1, 2], [3]], out _, out ImmutableArray<ExternalityFault> faults);
        Assert.False(isValid);
        Assert.Equal(
            "alpha[1]: found 1 coefficients, expected 2, as many as there are rows", Assert.Single(faults).ToString());
    }

    [Fact]
    public void Dense_NotFinite_NamesEveryCell()
    {
        var error = Assert.Throws<ExternalityException>(
            static () => new DenseExternalities(new[,] { { double.NaN, 1 }, { 1, double.PositiveInfinity } }));
        Assert.Equal([(0, 0), (1, 1)], error.Faults.Select(static fault => (fault.Row!.Value, fault.Column!.Value)));
        Assert.Contains("alpha[0][0]: found NaN, expected a finite number", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dense_SoLargeThatSumsOverflow_IsRefused()
    {
        var error = Assert.Throws<ExternalityException>(static () => new DenseExternalities(new[,] { { 1e301 } }));
        Assert.Contains("magnitude at most 1E+300", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dense_NoParticipants_IsRefused()
    {
        Assert.False(DenseExternalities.TryCreate([], out _, out ImmutableArray<ExternalityFault> faults));
        Assert.Equal("no participants", Assert.Single(faults).Found);
    }

    [Fact]
    public void Dense_FlatMatrixOfAnotherLength_SaysBothLengths()
    {
        var error = Assert.Throws<ExternalityException>(static () => new DenseExternalities(new double[5], 2));
        Assert.Contains("found 5 coefficients, expected 4 for 2 participants", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sparse_BadEntries_ListsEveryFault()
    {
        var error = Assert.Throws<ExternalityException>(static () => new SparseExternalities(
            2, [new(0, 0, 1), new(0, 0, 2), new(2, 0, 1), new(1, 1, double.NaN)]));
        Assert.Equal(3, error.Faults.Length);
        Assert.Contains("alpha[0][0]: found a second entry", error.Message, StringComparison.Ordinal);
        Assert.Contains("alpha[2][0]: found an entry, expected a row and", error.Message, StringComparison.Ordinal);
        Assert.Contains("alpha[1][1]: found NaN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sparse_Indexer_GivesZeroWhereNothingWasGiven()
    {
        var valuation = new SparseExternalities(3, [new(2, 0, 0.5), new(0, 1, -1)]);
        Assert.Equal(0.5, valuation[2, 0]);
        Assert.Equal(-1, valuation[0, 1]);
        Assert.Equal(0, valuation[1, 1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => valuation[0, 3]);
    }

    [Fact]
    public void FindOwnEffectFaults_ZeroOrNegative_AreListed()
    {
        var valuation = new DenseExternalities(new double[,] { { 1, 0, 0 }, { 0, 0, 0 }, { 0, 0, -2 } });
        ImmutableArray<ExternalityFault> faults = valuation.FindOwnEffectFaults();
        Assert.Equal([1, 2], faults.Select(static fault => fault.Row!.Value));
        Assert.StartsWith("alpha[2][2]: found -2, expected more", faults[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ColumnSums_LargeMatrix_AreAccurate()
    {
        const int N = 700;
        var alpha = new double[N * N];
        for (int i = 0; i < N; i++)
        {
            Array.Fill(alpha, i % 2 == 0 ? 1e15 + i : -1e15, i * N, N);
        }

        // Σ over even i of i, beside 1e15 that cancels.
        double expected = 2.0 * (349 * 350 / 2);
        Assert.All(new DenseExternalities(alpha, N).ColumnSums.ToArray(), sum => Assert.Equal(expected, sum, 0));
    }
}
