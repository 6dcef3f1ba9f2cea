namespace Candor.Commitments.Group;

/// <summary>Buckets for processors with <see cref="FieldLanes"/>.</summary>
internal sealed class LaneBuckets : Buckets
{
    private readonly LaneAddend[] _terms;
    private readonly LanePoint[] _buckets;

    internal LaneBuckets(int count, ReadOnlySpan<Generator> bases, ReadOnlySpan<RistrettoPoint> points)
    {
        _buckets = new LanePoint[count];
        _terms = new LaneAddend[bases.Length + points.Length];
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
        _buckets.AsSpan().Fill(new LanePoint(RistrettoPoint.Identity));
        for (int i = 0; i < _terms.Length; i++)
        {
            int digit = digits[i];
            if (digit > 0)
            {
                ref LanePoint bucket = ref _buckets[digit - 1];
                LanePoint.Add(bucket, _terms[i], out bucket);
            }
            else if (digit < 0)
            {
                ref LanePoint bucket = ref _buckets[-digit - 1];
                LanePoint.Add(bucket, -_terms[i], out bucket);
            }
        }

        return Weigh().ToPoint();
    }

    // Σ (i + 1)·buckets[i], by running sums from the top.
    private LanePoint Weigh()
    {
        LanePoint running = _buckets[^1];
        LanePoint total = running;
        for (int i = _buckets.Length - 2; i >= 0; i--)
        {
            LanePoint.Add(running, _buckets[i].ToAddend(), out running);
            LanePoint.Add(total, running.ToAddend(), out total);
        }

        return total;
    }
}
