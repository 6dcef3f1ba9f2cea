using Candor.Commitments.Group;
using Candor.Commitments.SecretSharing;
using FsCheck.Fluent;

namespace Candor.Commitments.Tests.SecretSharing;

/// <summary>Shamir's sharing with Feldman's commitments.</summary>
public sealed class SecretSharingTests
{
    [Theory]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(5, 4)]
    [InlineData(6, 5)]
    [InlineData(7, 5)]
    [InlineData(50, 34)]
    [InlineData(10_000, 6_667)]
    public void Threshold_OfContributors_IsMoreThanTwoThirds(int contributors, int threshold) =>
        Assert.Equal(threshold, SharingThreshold.Of(contributors));

    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Threshold_OfFewerThanThree_IsRefused(int contributors) => Assert.Equal(
        "contributors",
        Assert.Throws<ArgumentOutOfRangeException>(() => SharingThreshold.Of(contributors)).ParamName);

    [Fact]
    public void Reconstruct_AnyThresholdOfShares_IsTheSecret() => Generators.Check(
        Prop.ForAll(
            Arb.From(Gen.Choose(2, 6)),
            Arb.From(Gen.Choose(0, int.MaxValue)),
            (threshold, seed) =>
            {
                using var rng = new SeededRandom((ulong)seed);
                using SharingPolynomial polynomial = SharingPolynomial.Create(threshold, rng);
                FeldmanCommitments commitments = polynomial.Commit();
                int[] holders = [.. new Random(seed).GetItems([0, 1, 2, 7, 9_999, 4, 3, 12], 8).Distinct()];
                using var reconstruction = new SecretReconstruction(commitments);
                foreach (int holder in holders)
                {
                    Assert.Equal(ProofFailure.None, reconstruction.Add(polynomial.ShareOf(holder)));
                }

                Assert.Equal(Math.Min(threshold, holders.Length), reconstruction.Count);
                Assert.Equal(holders.Length >= threshold, reconstruction.TryFinish(out SharedSecret? secret));
                using SharedSecret expected = polynomial.GetSecret();
                Assert.Equal(holders.Length >= threshold ? expected.Export() : null, secret?.Export());
                Assert.True(secret is null || secret.Fits(commitments));
            }),
        50);

    [Fact]
    public void Reconstruct_OneShareTwice_CountsItOnce()
    {
        using SharingPolynomial polynomial = Polynomial(1);
        using var reconstruction = new SecretReconstruction(polynomial.Commit());
        Assert.Equal(ProofFailure.None, reconstruction.Add(polynomial.ShareOf(4)));
        Assert.Equal(ProofFailure.None, reconstruction.Add(polynomial.ShareOf(4)));
        Assert.Equal(1, reconstruction.Count);
        Assert.False(reconstruction.TryFinish(out _));
    }

    [Fact]
    public void Add_SharesOfAnotherValueHolderOrEpoch_FailAndDoNotCount()
    {
        using SharingPolynomial polynomial = Polynomial(1);
        using SharingPolynomial ofAnotherEpoch = Polynomial(2);
        using var reconstruction = new SecretReconstruction(polynomial.Commit());
        SecretShare share = polynomial.ShareOf(2);
        byte[] changed = (share.Value + Scalar.One).ToArray();
        Assert.True(SecretShare.TryParse(2, changed, out SecretShare other));
        Assert.True(SecretShare.TryParse(3, share.ToArray(), out SecretShare moved));

        Assert.Equal(ProofFailure.EquationFails, reconstruction.Add(other));
        Assert.Equal(ProofFailure.EquationFails, reconstruction.Add(moved));
        Assert.Equal(ProofFailure.EquationFails, reconstruction.Add(ofAnotherEpoch.ShareOf(2)));
        Assert.Equal(0, reconstruction.Count);
        Assert.Equal(ProofFailure.None, reconstruction.Add(share));
    }

    [Fact]
    public void Commitments_AnotherNumberThanTheThreshold_AreWrongLength()
    {
        byte[] bytes = Commitments();
        Assert.Equal(ProofFailure.WrongLength, Parse(bytes[32..]));
        Assert.Equal(ProofFailure.WrongLength, Parse([.. bytes, .. bytes[..32]]));
        Assert.Equal(ProofFailure.WrongLength, Parse([.. bytes, 0]));
        Assert.Equal(ProofFailure.WrongLength, Parse([]));
        Assert.Equal(ProofFailure.None, Parse(bytes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Commitments_TheIdentityOrAMalformedPointInAnyPlace_AreNamed(int place)
    {
        byte[] bytes = Commitments();
        bytes.AsSpan(32 * place, 32).Clear();
        Assert.Equal(ProofFailure.IdentityPoint, Parse(bytes));
        bytes.AsSpan(32 * place, 32).Fill(0xff);
        Assert.Equal(ProofFailure.NonCanonicalPoint, Parse(bytes));
    }

    [Fact]
    public void Share_OfTheOrderOrAnotherLength_IsRefused()
    {
        Assert.False(SecretShare.TryParse(0, Generators.Bytes(Generators.Order, 32), out _));
        Assert.False(SecretShare.TryParse(0, new byte[31], out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => SecretShare.TryParse(-1, new byte[32], out _));
    }

    [Fact]
    public void Secret_ZeroOrTheOrder_IsRefused()
    {
        Assert.False(SharedSecret.TryImport(new byte[32], out _));
        Assert.False(SharedSecret.TryImport(Generators.Bytes(Generators.Order, 32), out _));
    }

    [Fact]
    public void Secret_OfAnotherPolynomial_DoesNotFit()
    {
        using SharingPolynomial polynomial = Polynomial(1);
        using SharingPolynomial other = Polynomial(2);
        using SharedSecret secret = other.GetSecret();
        Assert.False(secret.Fits(polynomial.Commit()));
        Assert.True(secret.Fits(other.Commit()));
    }

    [Fact]
    public void Polynomial_SavedAndRestored_DealsTheSameShares()
    {
        using SharingPolynomial polynomial = Polynomial(1);
        byte[] saved = polynomial.Export();
        Assert.True(SharingPolynomial.TryImport(saved, out SharingPolynomial? restored));
        using (restored)
        {
            Assert.Equal(polynomial.Commit().Bytes.ToArray(), restored.Commit().Bytes.ToArray());
            Assert.Equal(polynomial.ShareOf(7).ToArray(), restored.ShareOf(7).ToArray());
        }

        Assert.False(SharingPolynomial.TryImport(saved.AsSpan(1), out _));
        Assert.False(SharingPolynomial.TryImport(saved.AsSpan(0, 32), out _));
        saved.AsSpan(32, 32).Clear();
        Assert.False(SharingPolynomial.TryImport(saved, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10_001)]
    public void Create_AThresholdOutOfRange_IsRefused(int threshold)
    {
        Assert.Equal("threshold", Assert.Throws<ArgumentOutOfRangeException>(
            () => SharingPolynomial.Create(threshold, new SeededRandom(1))).ParamName);
        Assert.Equal("threshold", Assert.Throws<ArgumentOutOfRangeException>(
            () => FeldmanCommitments.TryParse([], threshold, out _, out _)).ParamName);
    }

    [Fact]
    public void Secrets_Disposed_AreOverwrittenAndUnusable()
    {
        SharingPolynomial polynomial = Polynomial(1);
        SharedSecret secret = polynomial.GetSecret();
        var reconstruction = new SecretReconstruction(polynomial.Commit());
        ref readonly Scalar value = ref secret.Value;

        secret.Dispose();
        polynomial.Dispose();
        reconstruction.Dispose();

        Assert.True(value.IsZero);
        Assert.Throws<ObjectDisposedException>(() => secret.Export());
        Assert.Throws<ObjectDisposedException>(() => polynomial.Export());
        Assert.Throws<ObjectDisposedException>(() => polynomial.ShareOf(1));
        Assert.Throws<ObjectDisposedException>(() => polynomial.GetSecret());
        Assert.Throws<ObjectDisposedException>(() => reconstruction.TryFinish(out _));
    }

    private static SharingPolynomial Polynomial(ulong seed)
    {
        using var rng = new SeededRandom(seed);
        return SharingPolynomial.Create(3, rng);
    }

    private static byte[] Commitments()
    {
        using SharingPolynomial polynomial = Polynomial(1);
        return polynomial.Commit().Bytes.ToArray();
    }

    private static ProofFailure Parse(byte[] bytes)
    {
        Assert.Equal(
            FeldmanCommitments.TryParse(bytes, 3, out FeldmanCommitments? commitments, out ProofFailure failure),
            commitments is not null);
        return failure;
    }
}
