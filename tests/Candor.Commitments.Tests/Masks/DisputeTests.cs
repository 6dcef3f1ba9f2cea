using Candor.Commitments.Group;
using Candor.Commitments.Masks;
using Candor.Commitments.SecretSharing;

namespace Candor.Commitments.Tests.Masks;

/// <summary>Disputes about points and shares: who lied is named, and nobody else.</summary>
public sealed class DisputeTests
{
    private static readonly MaskRound s_round = new();

    [Fact]
    public void Find_HonestContributors_NoPairDiffers() =>
        Assert.Empty(PairDispute.Find(s_round.Epoch.List, s_round.Points));

    [Theory]
    [InlineData(0, 2, 0, PairVerdict.OpenerNamed)]
    [InlineData(0, 2, 2, PairVerdict.OtherNamed)]
    [InlineData(3, 1, 1, PairVerdict.OtherNamed)]
    [InlineData(3, 1, 3, PairVerdict.OpenerNamed)]
    public void Judge_OneLieAboutAPair_NamesTheLiarWhoeverOpens(int opener, int other, int liar, PairVerdict expected)
    {
        // The liar fits its own point, so that its own equation holds.
        var round = new MaskRound();
        int towards = liar == opener ? other : opener;
        RistrettoPoint lie = RistrettoPoint.Basepoint;
        round.ChangePoint(liar, towards, round.Points[liar][towards] + lie);
        round.ChangePoint(
            liar, liar, liar < towards ? round.Points[liar][liar] - lie : round.Points[liar][liar] + lie);
        Assert.Empty(round.NamedByVectors());

        Assert.Equal(
            [(Math.Min(opener, other), Math.Max(opener, other))], PairDispute.Find(round.Epoch.List, round.Points));
        Assert.Equal(expected, Judge(round, opener, other, Open(round, opener, other), out ProofFailure failure));
        Assert.Equal(ProofFailure.None, failure);
    }

    [Fact]
    public void Judge_BothLie_NamesBoth()
    {
        var round = new MaskRound();
        round.ChangePoint(0, 1, round.Points[0][1] + RistrettoPoint.Basepoint);
        round.ChangePoint(1, 0, round.Points[1][0] - RistrettoPoint.Basepoint);
        Assert.Equal(PairVerdict.BothNamed, Judge(round, 1, 0, Open(round, 1, 0), out _));
    }

    [Fact]
    public void Judge_AnOpeningThatDoesNotHold_IsVoidAndNamesNobody()
    {
        var round = new MaskRound();
        round.ChangePoint(0, 1, round.Points[0][1] + RistrettoPoint.Basepoint);
        byte[] opening = Open(round, 0, 1);
        byte[] otherSecret = [.. RistrettoPoint.Basepoint.ToArray(), .. opening[32..]];
        Assert.Equal(PairVerdict.Void, Judge(round, 0, 1, otherSecret, out ProofFailure failure));
        Assert.Equal(ProofFailure.EquationFails, failure);
        Assert.Equal(PairVerdict.Void, Judge(round, 1, 0, opening, out failure));
        Assert.Equal(ProofFailure.EquationFails, failure);
    }

    [Fact]
    public void Judge_PointsThatAgree_AreNoDispute() => Assert.Equal("ofOther", Assert.Throws<ArgumentException>(
        () => Judge(s_round, 0, 1, Open(s_round, 0, 1), out _)).ParamName);

    [Fact]
    public void Verify_AnOpeningOfAnotherEpochListPairOrContributor_Fails()
    {
        byte[] opening = Open(s_round, 0, 1);
        Assert.Equal(ProofFailure.None, PairOpeningStatement.Verify(s_round.Epoch, 0, 1, opening));
        Assert.Equal(
            ProofFailure.EquationFails,
            PairOpeningStatement.Verify(s_round.Epoch with { Number = 2 }, 0, 1, opening));
        Assert.Equal(ProofFailure.EquationFails, PairOpeningStatement.Verify(new MaskRound(3).Epoch, 0, 1, opening));
        Assert.Equal(ProofFailure.EquationFails, PairOpeningStatement.Verify(s_round.Epoch, 1, 0, opening));
        Assert.Equal(ProofFailure.EquationFails, PairOpeningStatement.Verify(s_round.Epoch, 0, 2, opening));
        Assert.Equal(ProofFailure.EquationFails, PairOpeningStatement.Verify(s_round.Epoch, 2, 1, opening));
        Assert.Equal(
            opening[..32],
            Open(s_round, 1, 0)[..32]);
    }

    [Fact]
    public void Verify_MalformedOpenings_AreNamed()
    {
        byte[] opening = Open(s_round, 0, 1);
        Assert.Equal(ProofFailure.WrongLength, Verify(opening[1..]));
        Assert.Equal(ProofFailure.WrongLength, Verify([.. opening, 0]));
        Assert.Equal(ProofFailure.IdentityPoint, Verify([.. new byte[32], .. opening[32..]]));
        Assert.Equal(
            ProofFailure.NonCanonicalPoint, Verify([.. Enumerable.Repeat((byte)0xff, 32), .. opening[32..]]));
        byte[] order = Generators.Bytes(Generators.Order, 32);
        Assert.Equal(ProofFailure.NonCanonicalScalar, Verify([.. opening[..32], .. order, .. opening[64..]]));
        Assert.Equal(ProofFailure.NonCanonicalScalar, Verify([.. opening[..64], .. order]));
        Assert.Equal("other", Assert.Throws<ArgumentException>(
            () => PairOpeningStatement.Verify(s_round.Epoch, 1, 1, opening)).ParamName);
        Assert.Equal("other", Assert.Throws<ArgumentOutOfRangeException>(
            () => PairOpeningStatement.Verify(s_round.Epoch, 1, 4, opening)).ParamName);
        Assert.Equal("key", Assert.Throws<ArgumentException>(
            () => PairOpeningStatement.Open(s_round.Epoch, 0, 1, s_round.Keys[1], new SeededRandom(1))).ParamName);
    }

    [Fact]
    public void Shares_EncryptedForEveryOther_FitAndGiveTheSeed()
    {
        const int Dealer = 2;
        EncryptedShares shares = Encrypt(s_round, Dealer);
        Assert.True(EncryptedShares.TryParse(
            s_round.Epoch.List, shares.Bytes.Span, out EncryptedShares? read, out ProofFailure failure));
        Assert.Equal(ProofFailure.None, failure);
        Assert.Equal(shares.Digest.ToArray(), read.Digest.ToArray());

        using var reconstruction = new SecretReconstruction(s_round.Polynomials[Dealer].Commit());
        foreach (int holder in (int[])[3, 0, 1])
        {
            SecretShare share = read.Decrypt(s_round.Epoch, Dealer, holder, s_round.Keys[holder]);
            Assert.Equal(s_round.Epoch.List.Contributors[holder].RosterIndex, share.RosterIndex);
            Assert.Equal(ProofFailure.None, reconstruction.Add(share));
        }

        Assert.True(reconstruction.TryFinish(out SharedSecret? seed));
        Assert.Equal(s_round.Seeds[Dealer].Export(), seed.Export());
    }

    [Fact]
    public void Shares_AnotherNumberOrAScalarOfTheOrder_AreNamed()
    {
        byte[] bytes = Encrypt(s_round, 0).Bytes.ToArray();
        Assert.Equal(ProofFailure.WrongLength, ParseShares(bytes[32..]));
        Assert.Equal(ProofFailure.WrongLength, ParseShares([.. bytes, .. bytes[..32]]));
        Generators.Bytes(Generators.Order, 32).CopyTo(bytes, 32);
        Assert.Equal(ProofFailure.NonCanonicalScalar, ParseShares(bytes));
    }

    [Fact]
    public void Complaint_AboutAShareThatFits_NamesTheComplainer()
    {
        Assert.Equal(
            ShareVerdict.ComplainerNamed,
            ShareComplaint.Judge(
                s_round.Epoch, 1, 2, Open(s_round, 1, 2), Encrypt(s_round, 2), s_round.Polynomials[2].Commit(), out _));
    }

    [Fact]
    public void Complaint_AboutAnAlteredOrMisplacedShareOrOneOfAnotherEpoch_NamesTheDealer()
    {
        byte[] altered = Encrypt(s_round, 2).Bytes.ToArray();
        altered[32] ^= 1;
        byte[] misplaced = Encrypt(s_round, 2).Bytes.ToArray();
        misplaced = [.. misplaced[32..64], .. misplaced[..32], .. misplaced[64..]];
        EncryptedShares[] bad =
        [
            Parsed(altered),
            Parsed(misplaced),
            Encrypt(s_round, 1),
            EncryptedShares.Encrypt(s_round.Epoch with { Number = 2 }, 2, s_round.Keys[2], s_round.Polynomials[2]),
            EncryptedShares.Encrypt(s_round.Epoch, 2, s_round.Keys[2], new MaskRound(epoch: 2).Polynomials[2]),
        ];
        Assert.All(bad, shares => Assert.Equal(
            ShareVerdict.DealerNamed,
            ShareComplaint.Judge(
                s_round.Epoch, 1, 2, Open(s_round, 1, 2), shares, s_round.Polynomials[2].Commit(), out _)));
    }

    [Fact]
    public void Complaint_WithTheOpeningOfAnother_IsVoid()
    {
        byte[] altered = Encrypt(s_round, 2).Bytes.ToArray();
        altered[32] ^= 1;
        Assert.Equal(
            ShareVerdict.Void,
            ShareComplaint.Judge(
                s_round.Epoch,
                1,
                2,
                Open(s_round, 2, 1),
                Parsed(altered),
                s_round.Polynomials[2].Commit(),
                out ProofFailure failure));
        Assert.Equal(ProofFailure.EquationFails, failure);
    }

    [Fact]
    public void Decrypt_WithAnotherKeyOrForTheDealerItself_IsRefused()
    {
        EncryptedShares shares = Encrypt(s_round, 2);
        Assert.Equal("key", Assert.Throws<ArgumentException>(
            () => shares.Decrypt(s_round.Epoch, 2, 1, s_round.Keys[0])).ParamName);
        Assert.Equal("holder", Assert.Throws<ArgumentException>(
            () => shares.Decrypt(s_round.Epoch, 2, 2, s_round.Keys[2])).ParamName);
        Assert.Equal("epoch", Assert.Throws<ArgumentException>(
            () => shares.Decrypt(new MaskRound(3).Epoch, 2, 1, s_round.Keys[1])).ParamName);
    }

    [Fact]
    public void Verdicts_NamesAndNumbers_AreFrozen()
    {
        Assert.Equal("Void OpenerNamed OtherNamed BothNamed", string.Join(' ', Enum.GetNames<PairVerdict>()));
        Assert.Equal("Void DealerNamed ComplainerNamed", string.Join(' ', Enum.GetNames<ShareVerdict>()));
    }

    private static byte[] Open(MaskRound round, int opener, int other) =>
        PairOpeningStatement.Open(round.Epoch, opener, other, round.Keys[opener], new SeededRandom(5));

    private static ProofFailure Verify(byte[] opening) =>
        PairOpeningStatement.Verify(s_round.Epoch, 0, 1, opening);

    private static PairVerdict Judge(
        MaskRound round, int opener, int other, byte[] opening, out ProofFailure failure) =>
        PairDispute.Judge(
            round.Weights, opener, other, opening, round.Points[opener], round.Points[other], out failure);

    private static EncryptedShares Encrypt(MaskRound round, int dealer) =>
        EncryptedShares.Encrypt(round.Epoch, dealer, round.Keys[dealer], round.Polynomials[dealer]);

    private static EncryptedShares Parsed(byte[] bytes)
    {
        Assert.True(EncryptedShares.TryParse(s_round.Epoch.List, bytes, out EncryptedShares? shares, out _));
        return shares;
    }

    private static ProofFailure ParseShares(byte[] bytes)
    {
        EncryptedShares.TryParse(s_round.Epoch.List, bytes, out _, out ProofFailure failure);
        return failure;
    }
}
