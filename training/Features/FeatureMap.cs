namespace Candor.Training.Features;

/// <summary>The public map φ from a row to integers: φ = (2^15, z, h), where z are the scaled columns and h the ramps.
/// Every entry lies in [-2^15, 2^15]. Immutable and thread-safe.</summary>
public sealed class FeatureMap
{
    /// <summary>The integer that stands for 1.</summary>
    public const int One = 1 << 15;

    /// <summary>The length of a seed, in bytes.</summary>
    public const int SeedBytes = 32;

    /// <summary>The most entries of φ: statistics have half the square of them.</summary>
    public const int MaxDimension = 1024;

    private readonly Feature[] _features;
    private readonly EncodedColumn[] _columns;
    private readonly Ramp[] _ramps;
    private readonly byte[] _seed;

    /// <summary>Makes a map.</summary>
    /// <param name="features">What it reads, one or more, of different names.</param>
    /// <param name="ramps">How many ramps it adds; 0: the features alone.</param>
    /// <param name="seed">What the ramps are drawn from, 32 bytes.</param>
    /// <exception cref="ArgumentException">There is no feature, a name stands twice, the seed has another length, or φ would
    /// have more than <see cref="MaxDimension"/> entries.</exception>
    public FeatureMap(IEnumerable<Feature> features, int ramps, ReadOnlySpan<byte> seed)
    {
        ArgumentNullException.ThrowIfNull(features);
        _features = [.. features];
        _columns = [.. _features.SelectMany(feature => feature.Columns)];
        if (FaultOf(_features, _columns.Length, ramps, seed.Length) is { } fault)
        {
            throw new ArgumentException(fault);
        }

        _seed = seed.ToArray();
        _ramps = Ramp.Draw(seed, _columns.Length, ramps);
    }

    /// <summary>What it reads, in the order of a row's values.</summary>
    public IReadOnlyList<Feature> Features => _features;

    /// <summary>The encoded columns, in order.</summary>
    public IReadOnlyList<EncodedColumn> Columns => _columns;

    /// <summary>How many ramps it adds.</summary>
    public int Ramps => _ramps.Length;

    /// <summary>What the ramps were drawn from, 32 bytes.</summary>
    public ReadOnlyMemory<byte> Seed => _seed;

    /// <summary>p, the number of entries of φ.</summary>
    public int Dimension => 1 + _columns.Length + _ramps.Length;

    internal ReadOnlySpan<Ramp> DrawnRamps => _ramps;

    /// <summary>What is wrong with a row.</summary>
    /// <param name="row">One value for each feature.</param>
    /// <returns>The first fault in words; null where there is none.</returns>
    public string? FaultOf(ReadOnlySpan<FeatureValue> row)
    {
        if (row.Length != _features.Length)
        {
            return $"a row has {row.Length} values; expected {_features.Length}, one for each feature";
        }

        for (int i = 0; i < row.Length; i++)
        {
            if (_features[i].FaultOf(row[i]) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>Writes a row as the numbers that a model reads.</summary>
    /// <param name="row">One value for each feature.</param>
    /// <param name="encoded">One number for each of <see cref="Columns"/>, in its own unit.</param>
    /// <exception cref="ArgumentException">The row has a fault, or the span another length.</exception>
    public void Encode(ReadOnlySpan<FeatureValue> row, Span<double> encoded)
    {
        if (FaultOf(row) is { } fault)
        {
            throw new ArgumentException($"{fault}.", nameof(row));
        }

        int at = 0;
        for (int i = 0; i < row.Length; i++)
        {
            int width = _features[i].Columns.Count;
            _features[i].Encode(row[i], encoded.Slice(at, width));
            at += width;
        }
    }

    /// <summary>Computes φ.</summary>
    /// <param name="row">One value for each feature.</param>
    /// <param name="phi">p integers.</param>
    /// <exception cref="ArgumentException">The row has a fault, or the span another length.</exception>
    public void Apply(ReadOnlySpan<FeatureValue> row, Span<int> phi)
    {
        double[] encoded = new double[_columns.Length];
        Encode(row, encoded);
        Apply(encoded, phi);
    }

    /// <summary>Computes φ from what a model reads.</summary>
    /// <param name="encoded">One number for each of <see cref="Columns"/>, in its own unit.</param>
    /// <param name="phi">p integers.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Apply(ReadOnlySpan<double> encoded, Span<int> phi)
    {
        if (encoded.Length != _columns.Length || phi.Length != Dimension)
        {
            throw new ArgumentException(
                $"φ has {Dimension} entries of {_columns.Length} numbers; given are {phi.Length} and {encoded.Length}.",
                nameof(phi));
        }

        phi[0] = One;
        Span<int> z = phi.Slice(1, _columns.Length);
        for (int i = 0; i < z.Length; i++)
        {
            z[i] = _columns[i].Scale(encoded[i]);
        }

        Span<int> h = phi[(1 + z.Length)..];
        for (int i = 0; i < h.Length; i++)
        {
            h[i] = _ramps[i].At(z);
        }
    }

    private static string? FaultOf(Feature[] features, int columns, int ramps, int seedBytes)
    {
        if (features.Length == 0)
        {
            return "There is no feature; expected one or more.";
        }

        if (features.GroupBy(feature => feature.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            return $"The feature '{twice.Key}' stands {twice.Count()} times; expected each once.";
        }

        if (seedBytes != SeedBytes)
        {
            return $"The seed has {seedBytes} bytes; expected {SeedBytes}.";
        }

        return ramps < 0 || 1L + columns + ramps > MaxDimension
            ? $"{columns} columns and {ramps} ramps do not make a map; expected no negative number, and at most {MaxDimension - 1} together."
            : null;
    }
}
