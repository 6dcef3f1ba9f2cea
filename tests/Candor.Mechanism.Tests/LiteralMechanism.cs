namespace Candor.Mechanism.Tests;

/// <summary>
/// Linear externalities with maximal exploitation payments, written from the scenario format's sentences with loops and
/// nothing else: O(n³), no tolerance, no compensation. It shares no code with the library.
/// </summary>
internal sealed class LiteralMechanism(
    Func<double, double> quality,
    double[,] alpha,
    string allocation,
    bool everyone,
    Func<double?[], bool>? canTrain = null)
{
    public double[] Allocate(double?[] reports)
    {
        int n = reports.Length;
        double best = quality(reports.Sum(static report => report ?? 0));
        var x = new double[n];
        for (int j = 0; j < n; j++)
        {
            double column = 0;
            for (int i = 0; i < n; i++)
            {
                column += everyone || reports[i].HasValue ? alpha[i, j] : 0;
            }

            bool served = allocation == "best" || (allocation is "efficient" or "bestornothing" && column >= 0);
            x[j] = reports[j].HasValue && served && canTrain?.Invoke(reports) != false ? best : 0;
        }

        return x;
    }

    public double[] Pay(double?[] reports)
    {
        int n = reports.Length;
        double[] sizes = [.. reports.Select(static report => report ?? 0)];
        double[] x = Allocate(reports);
        var payments = new double[n];
        for (int i = 0; i < n; i++)
        {
            if (reports[i].HasValue)
            {
                var without = (double?[])reports.Clone();
                without[i] = null;
                payments[i] = Value(i, x, sizes) - Value(i, Allocate(without), sizes);
            }
        }

        return payments;
    }

    public double Value(int i, double[] x, double[] sizes)
    {
        double value = 0;
        for (int j = 0; j < x.Length; j++)
        {
            value += alpha[i, j] * Math.Max(x[j], quality(sizes[j]));
        }

        return value;
    }
}
