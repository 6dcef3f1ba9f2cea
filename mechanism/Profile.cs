using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Candor.Mechanism.Numerics;

namespace Candor.Mechanism;

/// <summary>
/// What each participant reports (t' in the paper): a data size, or out (∅). Immutable, safe to share between threads.
/// </summary>
/// <remarks>
/// Out and a report of zero are different: who reports zero takes part, pays, and may be given a model; who is out
/// is not. Both contribute no data.
/// </remarks>
public sealed class Profile
{
    private const int MostShown = 8;

    private readonly double[] _sizes;
    private readonly bool[] _takesPart;

    private Profile(double[] sizes, bool[] takesPart)
    {
        _sizes = sizes;
        _takesPart = takesPart;
        ParticipantsIn = takesPart.AsSpan().Count(true);
        Total = Summation.Sum(sizes);
        if (!double.IsFinite(Total))
        {
            throw new NonFiniteResultException("sum of all reports", null, Total, ToString());
        }
    }

    /// <summary>How many participants the market has, out or not (n).</summary>
    public int Count => _sizes.Length;

    /// <summary>How many take part.</summary>
    public int ParticipantsIn { get; }

    /// <summary>The sum of all reports, compensated; who is out counts as 0.</summary>
    public double Total { get; }

    /// <summary>Every report in the order of the roster, 0 for who is out.</summary>
    public ReadOnlySpan<double> Sizes => _sizes;

    /// <summary>For each participant, whether it takes part.</summary>
    public ReadOnlySpan<bool> TakesPart => _takesPart;

    /// <summary>The report of one participant; null when it is out.</summary>
    /// <param name="participant">Index from 0.</param>
    public double? this[int participant] => _takesPart[participant] ? _sizes[participant] : null;

    /// <summary>Builds a profile in which null means out.</summary>
    /// <param name="reports">One report a participant: finite and at least 0, or null.</param>
    /// <exception cref="ProfileException">A report is negative or not finite; every such report is named.</exception>
    public static Profile Of(params ReadOnlySpan<double?> reports)
    {
        var sizes = new double[reports.Length];
        var takesPart = new bool[reports.Length];
        for (int i = 0; i < reports.Length; i++)
        {
            takesPart[i] = reports[i].HasValue;
            sizes[i] = reports[i] ?? 0;
        }

        RequireSizes(sizes);
        return new Profile(sizes, takesPart);
    }

    /// <summary>Builds a profile in which everyone takes part.</summary>
    /// <param name="sizes">One report a participant, finite and at least 0.</param>
    /// <exception cref="ProfileException">A report is negative or not finite; every such report is named.</exception>
    public static Profile AllIn(params ReadOnlySpan<double> sizes)
    {
        RequireSizes(sizes);
        var takesPart = new bool[sizes.Length];
        Array.Fill(takesPart, true);
        return new Profile(sizes.ToArray(), takesPart);
    }

    /// <summary>The profile with one report replaced.</summary>
    /// <param name="participant">Index from 0.</param>
    /// <param name="report">The new report, or null for out.</param>
    /// <exception cref="ProfileException">The report is negative or not finite.</exception>
    public Profile With(int participant, double? report)
    {
        var sizes = (double[])_sizes.Clone();
        var takesPart = (bool[])_takesPart.Clone();
        sizes[participant] = report ?? 0;
        takesPart[participant] = report.HasValue;
        RequireSizes(sizes);
        return new Profile(sizes, takesPart);
    }

    /// <summary>Checks data sizes: each finite and at least 0.</summary>
    /// <param name="sizes">One size a participant.</param>
    /// <exception cref="ProfileException">Names every size that is negative or not finite.</exception>
    public static void RequireSizes(ReadOnlySpan<double> sizes)
    {
        ImmutableArray<string>.Builder? faults = null;
        for (int i = 0; i < sizes.Length; i++)
        {
            // Written so that NaN fails too.
            if (!(sizes[i] >= 0 && double.IsFinite(sizes[i])))
            {
                faults ??= ImmutableArray.CreateBuilder<string>();
                faults.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"participant {i}: found {sizes[i]:R}, expected a finite size of at least 0"));
            }
        }

        if (faults is not null)
        {
            throw new ProfileException(faults.ToImmutable());
        }
    }

    /// <summary>The reports in the roster's order, "out" for who is out; a long profile is cut after eight.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("(");
        for (int i = 0; i < Math.Min(Count, MostShown); i++)
        {
            text.Append(i == 0 ? string.Empty : ", ");
            text.Append(_takesPart[i] ? _sizes[i].ToString("R", CultureInfo.InvariantCulture) : "out");
        }

        if (Count > MostShown)
        {
            text.Append(CultureInfo.InvariantCulture, $", … {Count} in all");
        }

        return text.Append(')').ToString();
    }
}
