using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Tests.Datasets;

namespace Candor.Commitments.Tests.Audits;

public sealed class AuditChallengeTests
{
    private static readonly AuditPolicy s_policy = new() { BadSharePerMillion = 200_000, SecurityBits = 2 };

    [Fact]
    public void Draw_Default_HasThePolicysSizeAndRises()
    {
        AuditChallenge challenge = Draw(DatasetSamples.Size, new(), 1);
        Assert.Equal(new AuditPolicy().SampleSize(DatasetSamples.Size), (ulong)challenge.Positions.Length);
        Assert.Equal(challenge.Positions.Order().Distinct(), challenge.Positions);
        Assert.All(challenge.Positions, position => Assert.InRange(position, 0UL, DatasetSamples.Size - 1UL));
        Assert.NotEqual(challenge.Positions, Draw(DatasetSamples.Size, new(), 2).Positions);
    }

    [Fact]
    public void Draw_ManyTimes_HitsEveryPositionAlike()
    {
        // 10 records, 4 openings: each position is expected 1,600 times in 4,000, with a deviation of 31.
        const int Draws = 4_000;
        int[] hits = new int[10];
        ulong sample = s_policy.SampleSize(10);
        DatasetTerms terms = DatasetSamples.Terms with { Size = 10 };
        using var rng = new SeededRandom(3);
        for (int i = 0; i < Draws; i++)
        {
            foreach (ulong position in AuditChallenge.Draw(terms, s_policy, rng).Positions)
            {
                hits[position]++;
            }
        }

        double expected = Draws * (double)sample / 10;
        Assert.All(hits, count => Assert.InRange(count, expected - 160, expected + 160));
        Assert.Equal(Draws * (int)sample, hits.Sum());
    }

    [Fact]
    public void TryCreate_WhatWasDrawn_IsRestored()
    {
        AuditChallenge drawn = Draw(DatasetSamples.Size, s_policy, 1);
        Assert.True(AuditChallenge.TryCreate(
            drawn.Terms, s_policy, drawn.Nonce, drawn.Positions.AsSpan(), out AuditChallenge? restored));
        Assert.Equal(drawn.Positions.AsEnumerable(), restored.Positions);
        Assert.Equal(drawn.Nonce, restored.Nonce);
    }

    [Fact]
    public void TryCreate_MoreFewerOrOtherPositions_IsRefused()
    {
        AuditChallenge drawn = Draw(DatasetSamples.Size, s_policy, 1);
        ulong[] positions = [.. drawn.Positions];
        bool Accepts(ulong[] other, int nonce = 32) =>
            AuditChallenge.TryCreate(drawn.Terms, s_policy, new byte[nonce], other, out _);

        Assert.True(Accepts(positions));
        Assert.False(Accepts(positions[1..]));
        Assert.False(Accepts([.. positions, DatasetSamples.Size - 1]));
        Assert.False(Accepts([.. positions[..^1], DatasetSamples.Size]));
        Assert.False(Accepts([positions[0], .. positions[..^1]]));
        Assert.False(Accepts([positions[1], positions[0], .. positions[2..]]));
        Assert.False(Accepts(positions, nonce: 31));
    }

    private static AuditChallenge Draw(ulong size, AuditPolicy policy, ulong seed)
    {
        using var rng = new SeededRandom(seed);
        return AuditChallenge.Draw(DatasetSamples.Terms with { Size = size }, policy, rng);
    }
}
