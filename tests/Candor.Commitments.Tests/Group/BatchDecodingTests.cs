using System.Text.Json;
using Candor.Commitments.Group;
using FsCheck.Fluent;

namespace Candor.Commitments.Tests.Group;

public sealed class BatchDecodingTests
{
    private static readonly byte[][] s_valid =
        [.. Enumerable.Range(1, 19).Select(i => PedersenGenerators.Value.Multiply((ulong)i).ToArray())];

    [Fact]
    public void TryParse_AnyNumberOfPoints_DecodesEach()
    {
        for (int count = 0; count <= s_valid.Length; count++)
        {
            var points = new RistrettoPoint[count];
            Assert.Equal(PointFailure.None, BatchDecoding.TryParse(Join(s_valid[..count]), points));
            for (int i = 0; i < count; i++)
            {
                Assert.True(RistrettoPoint.TryParse(s_valid[i], out RistrettoPoint expected));
                Assert.Equal(expected, points[i]);
                Assert.Equal(s_valid[i], points[i].ToArray());
            }
        }
    }

    [Fact]
    public void TryParse_EveryInvalidEncodingOfTheRfcInEveryPlace_IsRefused()
    {
        JsonElement[] invalid =
            [.. TestFiles.Vectors("ristretto255.json").GetProperty("invalid_encodings").EnumerateArray()];
        Assert.Equal(29, invalid.Length);
        foreach (JsonElement encoding in invalid)
        {
            for (int place = 0; place < 14; place++)
            {
                byte[][] encodings = [.. s_valid[..14]];
                encodings[place] = encoding.Hex();
                AssertFailure(PointFailure.NonCanonical, encodings);
            }
        }
    }

    [Fact]
    public void TryParse_SeveralFaults_ReportsTheFirst()
    {
        byte[] identity = new byte[32];
        byte[] invalid = [1, .. new byte[31]];
        for (int place = 0; place < 9; place++)
        {
            byte[][] encodings = [.. s_valid[..11]];
            encodings[place] = identity;
            AssertFailure(PointFailure.Identity, encodings);
            encodings[place + 2] = invalid;
            AssertFailure(PointFailure.Identity, encodings);
            (encodings[place], encodings[place + 2]) = (encodings[place + 2], encodings[place]);
            AssertFailure(PointFailure.NonCanonical, encodings);
        }
    }

    [Fact]
    public void TryParse_AnyStrings_AgreesWithOneByOne() => Generators.Check(
        Prop.ForAll(
            Generators.Words,
            Generators.Words,
            (x, y) =>
            {
                byte[] encodings = Join([s_valid[0], x, y]);
                var points = new RistrettoPoint[3];
                var expected = new RistrettoPoint[3];
                PointFailure failure = BatchDecoding.TryParse(encodings, points);
                Assert.Equal(BatchDecoding.TryParseOneByOne(encodings, expected), failure);
                if (failure == PointFailure.None)
                {
                    Assert.Equal(expected, points);
                }
            }));

    private static void AssertFailure(PointFailure expected, byte[][] encodings)
    {
        var points = new RistrettoPoint[encodings.Length];
        Assert.Equal(expected, BatchDecoding.TryParse(Join(encodings), points));
        Assert.Equal(expected, BatchDecoding.TryParseOneByOne(Join(encodings), points));
    }

    private static byte[] Join(IEnumerable<byte[]> encodings) => [.. encodings.SelectMany(bytes => bytes)];
}
