using System.Collections.Immutable;

namespace Candor.Mechanism.Desirable;

/// <summary>Cuts the profiles {0, …, K}^n into cubes of a bounded number of profiles.</summary>
internal sealed class CubeWalk
{
    private readonly int _count;
    private readonly int _points;
    private readonly int _edge;
    private readonly int _pieces;

    /// <summary>Plans the walk.</summary>
    /// <param name="count">n.</param>
    /// <param name="steps">K.</param>
    /// <param name="mostCells">The most profiles in a cube.</param>
    /// <param name="shards">
    /// How many parts the cubes are for. Each gets about two: more would have shorter lines solved again and again.
    /// </param>
    public CubeWalk(int count, int steps, int mostCells, int shards)
    {
        _count = count;
        _points = steps + 1;
        int edge = Math.Clamp((int)Math.Floor(Math.Pow(mostCells, 1.0 / count) + 1e-9), 1, _points);
        int wanted = shards == 1 ? 1 : (int)Math.Ceiling(Math.Pow(2.0 * shards, 1.0 / count) - 1e-9);
        _edge = Math.Max(1, Math.Min(edge, _points / wanted));
        _pieces = (_points + _edge - 1) / _edge;
        Cubes = (long)Math.Pow(_pieces, count);
    }

    /// <summary>How many cubes there are.</summary>
    public long Cubes { get; }

    /// <summary>The cubes of one part, in the order of their index: the costliest cube goes to the part with
    /// least.</summary>
    /// <param name="shard">The part.</param>
    public ImmutableArray<long> CubesOf(ExistenceShard shard)
    {
        long[] cubes = new long[Cubes];
        double[] costs = new double[Cubes];
        for (long index = 0; index < Cubes; index++)
        {
            cubes[index] = index;
            costs[index] = -Cost(Cube(index));
        }

        Array.Sort(costs, cubes);
        var loads = new PriorityQueue<int, (double, int)>(
            Enumerable.Range(1, shard.Count).Select(static part => (part, (0.0, part))));
        var own = ImmutableArray.CreateBuilder<long>();
        for (long k = 0; k < Cubes; k++)
        {
            loads.TryDequeue(out int part, out (double Load, int) least);
            loads.Enqueue(part, (least.Load - costs[k], part));
            if (part == shard.Index)
            {
                own.Add(cubes[k]);
            }
        }

        own.Sort();
        return own.ToImmutable();
    }

    /// <summary>One cube.</summary>
    /// <param name="index">Its index, from 0.</param>
    public ProfileCube Cube(long index)
    {
        var low = new int[_count];
        var high = new int[_count];
        for (int i = _count - 1; i >= 0; i--)
        {
            low[i] = (int)(index % _pieces) * _edge;
            high[i] = Math.Min(low[i] + _edge, _points);
            index /= _pieces;
        }

        return new ProfileCube(low, high);
    }

    /// <summary>Lines through a cube, each solved from 0 to the cube's end, in units of one size looked at.</summary>
    private double Cost(ProfileCube cube)
    {
        double cost = 0;
        for (int i = 0; i < _count; i++)
        {
            double lines = cube.Cells / (double)(cube.High(i) - cube.Low(i));
            cost += lines * cube.High(i) * cube.High(i);
        }

        return cost;
    }
}
