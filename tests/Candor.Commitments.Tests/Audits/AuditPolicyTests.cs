using System.Numerics;
using Candor.Commitments.Audits;
using Candor.Commitments.EqualityProofs;

namespace Candor.Commitments.Tests.Audits;

public sealed class AuditPolicyTests
{
    private static readonly AuditPolicy s_default = new();

    [Theory]
    [InlineData(10_000UL, 526UL)]
    [InlineData(4_294_967_295UL, 541UL)]
    [InlineData(0UL, 0UL)]
    [InlineData(1UL, 1UL)]
    public void SampleSize_DefaultPolicy_IsTheDocumentedOne(ulong records, ulong expected) =>
        Assert.Equal(expected, s_default.SampleSize(records));

    [Fact]
    public void SampleSize_ManySizesAndPolicies_IsTheExactLeastOne()
    {
        AuditPolicy[] policies =
        [
            s_default,
            new() { BadSharePerMillion = 10_000, SecurityBits = 20 },
            new() { BadSharePerMillion = 333_333, SecurityBits = 64 },
            new() { BadSharePerMillion = 1_000_000, SecurityBits = 1 },
        ];
        ulong[] sizes = [1, 2, 3, 7, 19, 20, 21, 100, 540, 541, 542, 1_000, 9_999, 123_456, 10_000_000];
        foreach (AuditPolicy policy in policies)
        {
            foreach (ulong records in sizes)
            {
                ulong sample = policy.SampleSize(records);
                ulong bad = policy.BadRecords(records);
                Assert.True(Meets(records, bad, sample, policy.SecurityBits), $"{policy}, {records}: too small");
                Assert.False(Meets(records, bad, sample - 1, policy.SecurityBits), $"{policy}, {records}: not least");
            }
        }
    }

    [Fact]
    public void SampleSize_GrowingDatasets_NeverNeedsMoreThan541()
    {
        for (ulong records = 1; records < 5_000; records += 7)
        {
            Assert.InRange(s_default.SampleSize(records), 1UL, 541UL);
        }
    }

    [Fact]
    public void SampleSize_SharpestPolicy_FitsOneProof()
    {
        var sharpest = new AuditPolicy
        {
            BadSharePerMillion = AuditPolicy.MinimumBadSharePerMillion,
            SecurityBits = 128,
        };
        Assert.InRange(sharpest.SampleSize(uint.MaxValue), 60_000UL, (ulong)EqualityStatement.MaximumPairs);
    }

    [Theory]
    [InlineData(1UL, 1UL)]
    [InlineData(20UL, 1UL)]
    [InlineData(21UL, 2UL)]
    [InlineData(10_000UL, 500UL)]
    [InlineData(10_001UL, 501UL)]
    public void BadRecords_ShareOfTheRecords_IsRoundedUp(ulong records, ulong expected) =>
        Assert.Equal(expected, s_default.BadRecords(records));

    [Fact]
    public void MissProbability_AgainstBinomials_Agrees()
    {
        // C(8, 3)/C(10, 3) = 56/120.
        Assert.Equal(56.0 / 120, AuditPolicy.MissProbability(10, 2, 3), 12);
        Assert.Equal(0, AuditPolicy.MissProbability(10, 2, 9));
        Assert.Equal(1, AuditPolicy.MissProbability(10, 0, 10));
        Assert.InRange(AuditPolicy.MissProbability(10_000, 500, 526), 0, Math.Pow(2, -40));
        Assert.InRange(AuditPolicy.MissProbability(10_000, 500, 525), Math.Pow(2, -40), 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => AuditPolicy.MissProbability(10, 11, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => AuditPolicy.MissProbability(10, 1, 11));
    }

    [Theory]
    [InlineData(1_399, 40)]
    [InlineData(1_000_001, 40)]
    [InlineData(50_000, 0)]
    [InlineData(50_000, 129)]
    public void Policy_OutOfRange_Throws(int share, int bits) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new AuditPolicy { BadSharePerMillion = share, SecurityBits = bits });

    // C(N-b, k)·2^bits ≤ C(N, k) in integers, by the two falling factorials.
    private static bool Meets(ulong records, ulong bad, ulong sample, int bits)
    {
        BigInteger good = 1;
        BigInteger all = 1;
        for (ulong i = 0; i < sample; i++)
        {
            good *= new BigInteger(records) - bad - i;
            all *= records - i;
        }

        return good << bits <= all;
    }
}
