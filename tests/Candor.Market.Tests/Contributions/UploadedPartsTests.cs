using System.Security.Cryptography;
using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;
using Candor.Commitments.Statements;
using Candor.Market.Contributions;

namespace Candor.Market.Tests.Contributions;

public sealed class UploadedPartsTests : IDisposable
{
    private static readonly StatisticsShape s_shape = new(3, 2);

    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    public void Dispose() => _random.Dispose();

    [Theory]
    [InlineData(ContributionPart.Commitments, "commitments", 5 * 32)]
    [InlineData(ContributionPart.Values, "masked-values", 5 * 32)]
    [InlineData(ContributionPart.Blindings, "masked-blindings", 5 * 32)]
    [InlineData(ContributionPart.EncryptedShares, "encrypted-shares", 2 * 32)]
    public void Part_HasItsNameAndLength(ContributionPart part, string name, long length) => Assert.Equal(
        (name, length), (UploadedParts.NameOf(part), UploadedParts.LengthOf(part, s_shape, members: 3)));

    [Theory]
    [InlineData(ContributionPart.Commitments)]
    [InlineData(ContributionPart.Values)]
    [InlineData(ContributionPart.Blindings)]
    [InlineData(ContributionPart.EncryptedShares)]
    public void Check_Part_IsTakenAsSignedAlone(ContributionPart part)
    {
        ContributorList list = List();
        (byte[] bytes, ReadOnlyMemory<byte> digest) = Make(part, list);
        ProofFailure Check(ReadOnlySpan<byte> found, ReadOnlySpan<byte> expected) =>
            UploadedParts.Check(part, s_shape, list, found, expected);

        Assert.Equal(ProofFailure.None, Check(bytes, digest.Span));
        Assert.Equal(ProofFailure.EquationFails, Check(bytes, new byte[32]));
        Assert.Equal(ProofFailure.WrongLength, Check(bytes.AsSpan(32), digest.Span));
        Assert.Equal(ProofFailure.WrongLength, Check(bytes.AsSpan(1), digest.Span));
        Assert.Equal(ProofFailure.WrongLength, Check([.. bytes, .. new byte[32]], digest.Span));
        Assert.Equal(ProofFailure.WrongLength, Check([], digest.Span));

        byte[] high = [.. bytes];
        high.AsSpan(0, 32).Fill(0xFF);
        Assert.Equal(
            part == ContributionPart.Commitments ? ProofFailure.NonCanonicalPoint : ProofFailure.NonCanonicalScalar,
            Check(high, digest.Span));
        byte[] zero = [.. bytes];
        zero.AsSpan(0, 32).Clear();
        Assert.Equal(
            part == ContributionPart.Commitments ? ProofFailure.IdentityPoint : ProofFailure.EquationFails,
            Check(zero, digest.Span));
    }

    [Fact]
    public void Read_VectorsThatChangedPlaces_HaveOtherDigests()
    {
        (byte[] values, ReadOnlyMemory<byte> ofValues) = Make(ContributionPart.Values, List());
        (byte[] blindings, ReadOnlyMemory<byte> ofBlindings) = Make(ContributionPart.Blindings, List());

        Assert.Equal(
            ProofFailure.None,
            UploadedParts.Read(s_shape, values, ofValues.Span, blindings, ofBlindings.Span, out MaskedStatistics? masked));
        Assert.Equal(values, masked!.Values.ToArray());
        Assert.Equal(
            ProofFailure.EquationFails,
            UploadedParts.Read(s_shape, blindings, ofBlindings.Span, values, ofValues.Span, out masked));
        Assert.Null(masked);
        Assert.Equal(
            ProofFailure.EquationFails,
            UploadedParts.Read(s_shape, values, ofValues.Span, blindings, ofValues.Span, out masked));
        Assert.Null(masked);
    }

    private (byte[] Bytes, ReadOnlyMemory<byte> Digest) Make(ContributionPart part, ContributorList list)
    {
        if (part == ContributionPart.Commitments)
        {
            using StatisticsOpening opening = StatisticsOpening.Create(Context(0), s_shape, [1, 2, 3, 4, 5], _random);
            StatisticsCommitments commitments = opening.Commit();
            return (commitments.Bytes.ToArray(), commitments.Digest);
        }

        byte[] bytes = new byte[UploadedParts.LengthOf(part, s_shape, list.Count)];
        _random.GetBytes(bytes);
        for (int top = 31; top < bytes.Length; top += 32)
        {
            bytes[top] = 1;
        }

        if (part == ContributionPart.EncryptedShares)
        {
            Assert.True(EncryptedShares.TryParse(list, bytes, out EncryptedShares? shares, out _));
            return (bytes, shares.Digest);
        }

        Assert.True(MaskedStatistics.TryParse(s_shape, bytes, bytes, out MaskedStatistics? masked, out _));
        return (bytes, part == ContributionPart.Values ? masked.ValuesDigest : masked.BlindingsDigest);
    }

    private ContributorList List()
    {
        Contributor[] contributors =
        [
            .. Enumerable.Range(0, 3).Select(place =>
            {
                using var key = MaskKey.Create(_random);
                return new Contributor(Context(place), place, key.PublicKey);
            }),
        ];
        Assert.True(ContributorList.TryCreate(contributors, out ContributorList? list, out ContributorListFailure failure), $"{failure}");
        return list;
    }

    private static StatementContext Context(int place) => new("markets/m", new byte[32], $"p{place}", new byte[] { 1, (byte)place });
}
