namespace Candor.Commitments.Group;

/// <summary>Buckets on any processor.</summary>
internal sealed class PointBuckets : Buckets
{
    private readonly CachedPoint[] _terms;
    private readonly RistrettoPoint[] _buckets;

    internal PointBuckets(int count, ReadOnlySpan<Generator> bases, ReadOnlySpan<RistrettoPoint> points)
    {
        _buckets = new RistrettoPoint[count];
        _terms = new CachedPoint[bases.Length + points.Length];
        for (int i = 0; i < bases.Length; i++)
        {
            _terms[i] = new(bases[i].Point);
        }

        for (int i = 0; i < points.Length; i++)
        {
            _terms[bases.Length + i] = new(points[i]);
        }
    }

    /// <inheritdoc/>
    internal override RistrettoPoint Sum(ReadOnlySpan<short> digits)
    {
        _buckets.AsSpan().Fill(RistrettoPoint.Identity);
        for (int i = 0; i < _terms.Length; i++)
        {
            int digit = digits[i];
            if (digit > 0)
            {
                ref RistrettoPoint bucket = ref _buckets[digit - 1];
                RistrettoPoint.Add(bucket, _terms[i], out bucket);
            }
            else if (digit < 0)
            {
                ref RistrettoPoint bucket = ref _buckets[-digit - 1];
                RistrettoPoint.Subtract(bucket, _terms[i], out bucket);
            }
        }

        return Weigh();
    }

    // Σ (i + 1)·buckets[i], by running sums from the top.
    private RistrettoPoint Weigh()
    {
        RistrettoPoint running = _buckets[^1];
        RistrettoPoint total = running;
        for (int i = _buckets.Length - 2; i >= 0; i--)
        {
            running += _buckets[i];
            total += running;
        }

        return total;
    }
}
