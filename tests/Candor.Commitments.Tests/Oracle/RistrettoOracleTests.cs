using System.Collections.Concurrent;
using System.Numerics;
using System.Security.Cryptography;
using Candor.Commitments.Group;
using Xunit.Abstractions;

namespace Candor.Commitments.Tests.Oracle;

/// <summary>ristretto255, against libsodium's.</summary>
public sealed class RistrettoOracleTests(ITestOutputHelper output)
{
    [Fact]
    public void Group_AnyElements_AgreesWithLibsodium() => CompareGroup(2_000);

    [Fact]
    [Trait("Category", "Slow")]
    public void Group_ManyElements_AgreesWithLibsodium() => CompareGroup(30_000);

    [Fact]
    public void TryParse_AnyBytes_AgreesWithLibsodium() => CompareParsing(10_000);

    [Fact]
    [Trait("Category", "Slow")]
    public void TryParse_ManyBytes_AgreesWithLibsodium() => CompareParsing(200_000);

    [Fact]
    public void Sum_AnyNumberOfTerms_AgreesWithLibsodium() => CompareSums(60);

    [Fact]
    [Trait("Category", "Slow")]
    public void Sum_ManyTimes_AgreesWithLibsodium() => CompareSums(1_000);

    // expand_message_xmd with SHA-512 for 64 bytes is two digests (RFC 9380 section 5.3.1); the map is libsodium's.
    [Fact]
    public void HashToGroup_AnyMessages_IsLibsodiumsMapOfTheExpandedMessage() => OracleRun.Check(output, 2_000, random =>
    {
        byte[] message = random.Bytes(random.Next(300));
        byte[] tag = random.Bytes(random.Next(1, 256));
        byte[] suffix = [.. tag, (byte)tag.Length];
        byte[] first = SHA512.HashData([.. new byte[128], .. message, 0, 64, 0, .. suffix]);
        byte[] uniform = SHA512.HashData([.. first, 1, .. suffix]);
        Assert.Equal(Sodium.Map(uniform), HashToGroup.Point(message, tag).ToArray());
        Assert.Equal(Sodium.ReduceScalar(uniform), HashToGroup.Scalar(message, tag).ToArray());
    });

    private static RistrettoPoint DrawPoint(Random random) => random.Next(10) switch
    {
        0 => RistrettoPoint.Identity,
        1 => RistrettoPoint.Basepoint,
        _ => RistrettoPoint.FromUniformBytes(random.Bytes(64)),
    };

    private static byte[] DrawEncoding(Random random)
    {
        byte[] bytes = DrawPoint(random).ToArray();
        switch (random.Next(5))
        {
            case 0:
                return random.Bytes(32);
            case 1:
                bytes[random.Next(32)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2:
                // -s, and s + p where that has 256 bits: other spellings of the same element.
                BigInteger s = Generators.ToInteger(bytes);
                return Generators.Bytes(random.Next(2) == 0 ? s + Generators.FieldPrime : Generators.FieldPrime - s, 32);
            case 3:
                BigInteger edge = (Generators.FieldPrime * random.Next(2)) + random.Next(40);
                return Generators.Bytes(edge, 32);
            default:
                return bytes;
        }
    }

    private void CompareGroup(int cases) => OracleRun.Check(output, cases, random =>
    {
        byte[] uniform = [.. ScalarOracleTests.Draw(random), .. ScalarOracleTests.Draw(random)];
        RistrettoPoint p = RistrettoPoint.FromUniformBytes(uniform);
        RistrettoPoint q = random.Next(8) == 0 ? -p : DrawPoint(random);
        Scalar k = ScalarOracleTests.DrawReduced(random);
        byte[] pBytes = p.ToArray();
        byte[] qBytes = q.ToArray();
        byte[] kBytes = k.ToArray();
        Assert.Equal(Sodium.Map(uniform), pBytes);
        Assert.Equal(Sodium.Add(pBytes, qBytes), (p + q).ToArray());
        Assert.Equal(Sodium.Subtract(pBytes, qBytes), (p - q).ToArray());
        Assert.Equal(Sodium.Add(pBytes, pBytes), p.Double().ToArray());

        // Every way to multiply: arbitrary points and fixed bases, one of many, by secret and by public scalars.
        byte[] product = Sodium.Multiply(kBytes, pBytes);
        Assert.Equal(product, SecretMultiplication.Multiply(k, p).ToArray());
        Assert.Equal(product, MultiscalarMultiplication.Sum([], [], [k], [p]).ToArray());
        new SecretMultiplier(k).Multiply(p, out RistrettoPoint multiple);
        Assert.Equal(product, multiple.ToArray());
        byte[] doubled = new byte[RistrettoPoint.Size];
        BatchEncoding.WriteDoubles([multiple], doubled);
        Assert.Equal(Sodium.Add(product, product), doubled);
        byte[] ofBase = Sodium.MultiplyBase(kBytes);
        Assert.Equal(ofBase, PedersenGenerators.Value.Multiply(k).ToArray());
        Assert.Equal(ofBase, SecretMultiplication.Sum([k], [PedersenGenerators.Value]).ToArray());
        Assert.Equal(ofBase, MultiscalarMultiplication.Sum([k], [PedersenGenerators.Value], [], []).ToArray());
    });

    private void CompareParsing(int cases)
    {
        var verdicts = new ConcurrentDictionary<bool, int>();
        OracleRun.Check(output, cases, random =>
        {
            byte[] bytes = DrawEncoding(random);
            bool expected = Sodium.IsElement(bytes);
            Assert.Equal(expected, RistrettoPoint.TryParse(bytes, out _));

            // Among eight others, where the processor has lanes.
            byte[] good = RistrettoPoint.Basepoint.ToArray();
            int place = random.Next(9);
            byte[] many = [.. Enumerable.Range(0, 9).SelectMany(i => i == place ? bytes : good)];
            bool inBatch = BatchDecoding.TryParse(many, new RistrettoPoint[9]) == PointFailure.None;
            bool isIdentity = bytes.AsSpan().IndexOfAnyExcept((byte)0) < 0;
            Assert.Equal(expected && !isIdentity, inBatch);
            verdicts.AddOrUpdate(expected, 1, static (_, count) => count + 1);
        });
        Assert.InRange(verdicts.GetValueOrDefault(true), cases / 5, cases);
        Assert.InRange(verdicts.GetValueOrDefault(false), cases / 5, cases);
    }

    // Straus's method for few terms and buckets for many, with and without lanes.
    private void CompareSums(int cases) => OracleRun.Check(output, cases, random =>
    {
        int count = random.Next(2) == 0 ? random.Next(8) : random.Next(20, 250);
        RistrettoPoint[] points = [.. Enumerable.Range(0, count).Select(_ => DrawPoint(random))];
        Scalar[] scalars = [.. Enumerable.Range(0, count).Select(_ => ScalarOracleTests.DrawReduced(random))];
        byte[] expected = new byte[RistrettoPoint.Size];
        for (int i = 0; i < count; i++)
        {
            expected = Sodium.Add(expected, Sodium.Multiply(scalars[i].ToArray(), points[i].ToArray()));
        }

        Assert.Equal(expected, MultiscalarMultiplication.Sum([], [], scalars, points).ToArray());
        Assert.Equal(expected, BucketMultiplication.SumWithoutLanes([], [], scalars, points).ToArray());
        Generator[] bases = [.. points.Select(point => new Generator(point))];
        Assert.Equal(expected, SecretMultiplication.Sum(scalars, bases).ToArray());
    });
}
