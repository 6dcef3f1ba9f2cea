using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Candor.Mechanism.Desirable;

/// <summary>
/// Algorithm 1's p^max of one participant at every size up to some, the others fixed: the largest payments that keep it
/// in the market and truthful.
/// </summary>
public sealed class PaymentLine
{
    private readonly int[] _binding;

    internal PaymentLine(
        int participant,
        TypeGrid grid,
        double[] payments,
        double[] utilities,
        int[] binding,
        double[] magnitudes,
        bool isExact)
    {
        Participant = participant;
        Grid = grid;
        Payments = Freeze(payments);
        Utilities = Freeze(utilities);
        _binding = binding;
        Magnitudes = magnitudes;
        IsExact = isExact;
    }

    /// <summary>i.</summary>
    public int Participant { get; }

    /// <summary>The grid.</summary>
    public TypeGrid Grid { get; }

    /// <summary>p_i^max(k·ε, t_-i), one a step.</summary>
    public ImmutableArray<double> Payments { get; }

    /// <summary>U(k·ε) = v_i - p_i^max, the least utility that keeps the participant truthful and in.</summary>
    public ImmutableArray<double> Utilities { get; }

    /// <summary>The magnitudes of the terms behind each payment, added up before they cancel: the scale of its
    /// rounding.</summary>
    internal IReadOnlyList<double> Magnitudes { get; }

    /// <summary>Whether every allocation that the line rests on is what its rule promises.</summary>
    internal bool IsExact { get; }

    /// <summary>
    /// The constraints that bind at a size, as the shortest path of Algorithm 1 read backwards: the steps a participant
    /// of that size would next best report, down to the one that would rather leave.
    /// </summary>
    /// <param name="step">The size's step.</param>
    public ImmutableArray<int> Chain(int step)
    {
        var chain = ImmutableArray.CreateBuilder<int>();
        for (int at = step; at >= 0; at = _binding[at])
        {
            chain.Add(at);
        }

        return chain.ToImmutable();
    }

    /// <summary>
    /// The chain in words: "of size 39 would report 21, of size 21 would report 12, of size 12 would leave".
    /// </summary>
    /// <param name="step">The size's step.</param>
    public string Explain(int step)
    {
        ImmutableArray<int> chain = Chain(step);
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"participant {Participant}: "));
        for (int k = 0; k < chain.Length; k++)
        {
            string size = Show(chain[k]);
            text.Append(k == 0 ? string.Empty : ", ").Append("one of size ").Append(size);
            text.Append(k + 1 < chain.Length ? $" would report {Show(chain[k + 1])}" : " would leave");
        }

        return text.ToString();
    }

    private static ImmutableArray<double> Freeze(double[] values) =>
        System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(values);

    private string Show(int step) => Grid.SizeAt(step).ToString("R", CultureInfo.InvariantCulture);
}
