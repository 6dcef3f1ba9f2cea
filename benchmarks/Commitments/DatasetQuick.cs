using Candor.Commitments.Datasets;
using Candor.Commitments.Group;

namespace Candor.Benchmarks.Commitments;

/// <summary>
/// The quick suite of the dataset: time a record. Its baseline is one multiplication by a secret scalar, the part of a
/// tag that cannot be saved.
/// </summary>
internal static class DatasetQuick
{
    private const int Records = 4_096;
    private const int StreamedTags = 100_000;

    internal static IEnumerable<QuickCase> Cases()
    {
        var fixture = new DatasetFixture(Records, StreamedTags);
        using var multiplier = new SecretMultiplier(-Scalar.FromUInt64(3).Invert());
        RistrettoPoint point = HashToGroup.Point("point"u8, "benchmark"u8);
        var points = new RistrettoPoint[RecordTagger.GroupSize];
        Array.Fill(points, point);
        byte[] encodings = new byte[RecordTagger.GroupSize * RistrettoPoint.Size];

        yield return new("secret multiplication (baseline)", () => multiplier.Multiply(point, out _));
        yield return new("hash to group, 64-byte record", () => HashToGroup.Point(encodings.AsSpan(0, 64), "b"u8));
        yield return new("encode one by one", () => point.WriteBytes(encodings));
        yield return new(
            "encode 64 doubles, a point", () => BatchEncoding.WriteDoubles(points, encodings), points.Length);
        yield return new("tag, one thread, a record", () => fixture.Tag(1), Records);
        yield return new("tag, two threads, a record", () => fixture.Tag(2), Records);
        yield return new("check of the tag stream, a tag", () => fixture.CheckStream(), StreamedTags);
    }
}
