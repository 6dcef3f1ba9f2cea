using Candor.Commitments.Group;
using Candor.Commitments.Masks;
using Candor.Commitments.Statements;
using Candor.Commitments.Tests.Contributions;

namespace Candor.Commitments.Tests.Masks;

/// <summary>Mask keys, their proof, and the lists that have them.</summary>
public sealed class MaskKeyTests
{
    private static readonly StatementContext s_context = StatisticsSamples.Context();

    [Fact]
    public void Verify_AnHonestKey_Holds()
    {
        using MaskKey key = MaskRound.Key(1);
        byte[] proof = MaskKeyStatement.Prove(s_context, key, new SeededRandom(1));
        Assert.Equal(MaskKeyStatement.ProofSize, proof.Length);
        Assert.Equal(ProofFailure.None, MaskKeyStatement.Verify(s_context, key.PublicKey.Span, proof));
    }

    [Fact]
    public void Verify_ACopiedKeyOrAnyOtherContext_Fails()
    {
        using MaskKey key = MaskRound.Key(1);
        using MaskKey other = MaskRound.Key(2);
        byte[] proof = MaskKeyStatement.Prove(s_context, key, new SeededRandom(1));
        StatementContext[] contexts =
        [
            s_context with { Market = "markets/clinics" },
            s_context with { DefinitionDigest = (byte[])[1, .. new byte[31]] },
            s_context with { Participant = "south" },
            s_context with { ParticipantKey = new byte[] { 1 } },
        ];
        Assert.All(contexts, context => Assert.Equal(
            ProofFailure.EquationFails, MaskKeyStatement.Verify(context, key.PublicKey.Span, proof)));
        Assert.Equal(ProofFailure.EquationFails, MaskKeyStatement.Verify(s_context, other.PublicKey.Span, proof));
        for (int place = 0; place < proof.Length; place += 32)
        {
            byte[] changed = [.. proof];
            (place == 0 ? RistrettoPoint.Basepoint.ToArray() : Scalar.One.ToArray()).CopyTo(changed, place);
            Assert.Equal(
                ProofFailure.EquationFails, MaskKeyStatement.Verify(s_context, key.PublicKey.Span, changed));
        }
    }

    [Fact]
    public void Verify_MalformedParts_AreNamed()
    {
        using MaskKey key = MaskRound.Key(1);
        byte[] proof = MaskKeyStatement.Prove(s_context, key, new SeededRandom(1));
        byte[] order = [.. proof[..32], .. Generators.Bytes(Generators.Order, 32)];
        byte[] identity = [.. new byte[32], .. proof[32..]];
        byte[] noPoint = [.. Enumerable.Repeat((byte)0xff, 32), .. proof[32..]];
        Assert.Equal(ProofFailure.WrongLength, Verify(key, proof[..32]));
        Assert.Equal(ProofFailure.WrongLength, Verify(key, [.. proof, 0]));
        Assert.Equal(ProofFailure.NonCanonicalScalar, Verify(key, order));
        Assert.Equal(ProofFailure.IdentityPoint, Verify(key, identity));
        Assert.Equal(ProofFailure.NonCanonicalPoint, Verify(key, noPoint));
        Assert.Equal(ProofFailure.IdentityPoint, MaskKeyStatement.Verify(s_context, new byte[32], proof));
        Assert.Equal(
            ProofFailure.NonCanonicalPoint, MaskKeyStatement.Verify(s_context, noPoint.AsSpan(0, 32), proof));
        Assert.Equal(ProofFailure.WrongLength, MaskKeyStatement.Verify(s_context, new byte[31], proof));
    }

    [Fact]
    public void Key_SavedAndRestored_IsTheSame()
    {
        using MaskKey key = MaskRound.Key(1);
        Assert.True(MaskKey.TryImport(key.Export(), out MaskKey? restored));
        Assert.Equal(key.PublicKey.ToArray(), restored.PublicKey.ToArray());
        Assert.False(MaskKey.TryImport(new byte[32], out _));
        Assert.False(MaskKey.TryImport(Generators.Bytes(Generators.Order, 32), out _));
    }

    [Fact]
    public void List_WithWhatIsWrong_IsNamed()
    {
        Contributor[] honest = [.. Enumerable.Range(0, 3).Select(i => MaskRound.Contributor(i, Public(i)))];
        Assert.Equal(ContributorListFailure.None, Create(honest));
        Assert.Equal(ContributorListFailure.TooFew, Create(honest[..1]));
        Assert.Equal(ContributorListFailure.NotInRosterOrder, Create(honest[1], honest[0]));
        Assert.Equal(ContributorListFailure.NotInRosterOrder, Create(honest[0], honest[0]));
        Assert.Equal(
            ContributorListFailure.OtherMarket,
            Create(honest[0], honest[1] with { Context = honest[1].Context with { Market = "markets/clinics" } }));
        Assert.Equal(
            ContributorListFailure.OtherMarket,
            Create(honest[0], honest[1] with { Context = honest[1].Context with { DefinitionDigest = Public(0) } }));
        Assert.Equal(
            ContributorListFailure.RepeatedParticipant, Create(honest[0], honest[0] with { RosterIndex = 9 }));
        Assert.Equal(
            ContributorListFailure.RepeatedParticipant,
            Create(honest[0], honest[1] with
            {
                Context = honest[1].Context with { ParticipantKey = honest[0].Context.ParticipantKey },
            }));
        Assert.Equal(
            ContributorListFailure.RepeatedMaskKey, Create(honest[0], honest[1], honest[2] with { MaskKey = Public(0) }));
        foreach (byte[] bad in (byte[][])[new byte[32], [.. Enumerable.Repeat((byte)0xff, 32)], [1], []])
        {
            Assert.Equal(
                ContributorListFailure.MalformedMaskKey, Create(honest[0], honest[1] with { MaskKey = bad }));
        }

        Assert.Equal(
            "None TooFew OtherMarket NotInRosterOrder RepeatedParticipant MalformedMaskKey RepeatedMaskKey",
            string.Join(' ', Enum.GetNames<ContributorListFailure>()));
    }

    [Fact]
    public void ListDigest_EveryPart_ChangesIt()
    {
        ContributorList list = List(MaskRound.Contributor(0, Public(0)), MaskRound.Contributor(1, Public(1)));
        ContributorList[] others =
        [
            List(MaskRound.Contributor(0, Public(0)), MaskRound.Contributor(1, Public(2))),
            List(MaskRound.Contributor(0, Public(0)), MaskRound.Contributor(1, Public(1)) with { RosterIndex = 8 }),
            List(MaskRound.Contributor(0, Public(0)), MaskRound.Contributor(2, Public(1)) with { RosterIndex = 3 }),
            List(
                MaskRound.Contributor(0, Public(0)),
                MaskRound.Contributor(1, Public(1)),
                MaskRound.Contributor(2, Public(2))),
        ];
        Assert.All(others, other => Assert.NotEqual(list.Digest.ToArray(), other.Digest.ToArray()));
        Assert.Equal(1, list.PositionOf("south"));
        Assert.Equal(-1, list.PositionOf("nobody"));
    }

    [Fact]
    public void Masks_UnderAKeyThatTheListDoesNotHave_AreRefused()
    {
        var round = new MaskRound();
        Assert.Equal("key", Assert.Throws<ArgumentException>(
            () => new ContributorMasks(round.Epoch, 0, round.Keys[1], round.Seeds[0])).ParamName);
        Assert.Equal("position", Assert.Throws<ArgumentOutOfRangeException>(
            () => new ContributorMasks(round.Epoch, -1, round.Keys[1], round.Seeds[0])).ParamName);
    }

    [Fact]
    public void Secrets_Disposed_AreOverwrittenAndUnusable()
    {
        var round = new MaskRound();
        using var secret = new PairSecret(round.Keys[0], round.Epoch.List.KeyOf(1));
        ReadOnlySpan<byte> z = secret.Bytes;
        ref readonly Scalar k = ref round.Keys[0].Secret;
        var sum = new MaskedSum(round.Epoch);

        secret.Dispose();
        round.Keys[0].Dispose();
        round.Masks[0].Dispose();
        sum.Dispose();

        Assert.Equal(-1, z.IndexOfAnyExcept((byte)0));
        Assert.True(k.IsZero);
        Assert.Throws<ObjectDisposedException>(() => round.Keys[0].Export());
        Assert.Throws<ObjectDisposedException>(() => round.Masks[0].Mask(round.Openings[0]));
        Assert.Throws<ObjectDisposedException>(() => round.Masks[0].ComputePoints(round.Weights));
        Assert.Throws<ObjectDisposedException>(() => sum.Add(0, round.Masked[0], round.Seeds[0]));
    }

    private static byte[] Public(int i) => MaskRound.Key((ulong)i).PublicKey.ToArray();

    private static ProofFailure Verify(MaskKey key, byte[] proof) =>
        MaskKeyStatement.Verify(s_context, key.PublicKey.Span, proof);

    private static ContributorListFailure Create(params Contributor[] contributors)
    {
        Assert.Equal(
            ContributorList.TryCreate(contributors, out ContributorList? list, out ContributorListFailure failure),
            list is not null);
        return failure;
    }

    private static ContributorList List(params Contributor[] contributors)
    {
        Assert.True(ContributorList.TryCreate(contributors, out ContributorList? list, out _));
        return list;
    }
}
