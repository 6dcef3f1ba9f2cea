using System.Collections.Immutable;
using Candor.Client.Markets;
using Candor.Client.Participation;
using Candor.Client.Tests.Transcripts;
using Candor.Commitments.Statements;
using Candor.Market.Events;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Google.Protobuf;
using CommitmentRefused = Candor.Market.Events.CommitmentRefused;
using OverlapChecked = Candor.Market.Events.OverlapChecked;

namespace Candor.Client.Tests.Participation;

/// <summary>Where a participant stands by the signed entries of the golden market: west was refused once and came again, and
/// south shares records with both of the others.</summary>
public sealed class OwnStandingTests : IDisposable
{
    private readonly GoldenMarket _golden = new();
    private readonly SigningKey _key = SigningKey.Create();

    [Fact]
    public void Add_EveryEntry_CountsTheChecksOfTheLastCommitment()
    {
        OwnStanding south = StandingOf("south");

        Assert.False(south.HasOverlapsPending);
        Assert.False(south.Own!.IsFallen);
        Assert.Equal(2ul, OwnStanding.DebitedOf(
            [.. Checks("south").Select(Counted)], version: 1, static _ => throw new InvalidOperationException()));
    }

    [Fact]
    public void Add_UpToTheAttestation_ChecksArePending()
    {
        int attested = Events().FindIndex(
            static e => e is Candor.Market.Events.CommitmentValidated { Participant: "south" });

        Assert.True(StandingOf("south", Events().GetRange(0, attested + 1)).HasOverlapsPending);
    }

    [Fact]
    public void Add_Refusal_IsTheFallOfThatCommitmentAlone()
    {
        int refused = Events().FindIndex(static e => e is CommitmentRefused);

        Standing before = StandingOf("west", Events().GetRange(0, refused + 1)).Own!;

        Assert.Equal(Candor.Market.AuditRefusal.InvalidRecord, before.Fall!.Refusal);
        Assert.False(before.Fall.IsForSilence);
        Assert.False(StandingOf("west").Own!.IsFallen);
    }

    [Theory]
    [InlineData("number")]
    [InlineData("pair")]
    [InlineData("signature")]
    [InlineData("signer")]
    [InlineData("twice")]
    public void Add_ACheckThatIsNotAsSigned_IsRefused(string lie)
    {
        ImmutableList<MarketEvent> events = Events();
        int index = events.FindIndex(static e => e is OverlapChecked { Later: "south", DebitedRecords: 2 });
        var honest = (OverlapChecked)events[index];
        SignedEnvelope signed = honest.Envelope;
        byte[] spoilt = signed.Signature.ToArray();
        spoilt[^1] ^= 1;
        events = lie switch
        {
            "number" => events.SetItem(index, honest with { DebitedRecords = 1 }),
            "pair" => events.SetItem(index, honest with { Earlier = "west" }),
            "signature" => events.SetItem(index, honest with { Envelope = signed with { Signature = spoilt } }),
            "signer" => events.SetItem(index, honest with { Envelope = signed with { KeyId = new string('0', 64) } }),
            _ => events.Insert(index + 1, honest),
        };

        var refused = Assert.Throws<UnverifiedAnswerException>(() => StandingOf("south", events));

        Assert.Equal((AnswerFault.TranscriptInvalid, "ANSWER_TRANSCRIPT_WRONG"), (refused.Fault, refused.Reason));
        Assert.Contains(
            lie switch
            {
                "number" or "pair" => "does not say what is signed in it",
                "signature" => "signature",
                "signer" => "not signed by a validator",
                _ => "a second time",
            },
            refused.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void DebitedOf_Version2_CountsOnlyWhatIsSharedWithCommitmentsThatStand()
    {
        // Five shared with each of two, two of them with both: the second check debits three.
        CountedOverlap[] overlaps = [new(10, "a", 3, Shared: 5, Debited: 5), new(11, "b", 4, Shared: 5, Debited: 3)];

        Assert.Equal(8ul, OwnStanding.DebitedOf(overlaps, 2, static _ => true));
        Assert.Equal(5ul, OwnStanding.DebitedOf(overlaps, 2, static overlap => overlap.Earlier == "b"));
        Assert.Equal(0ul, OwnStanding.DebitedOf(overlaps, 2, static _ => false));

        // Version 1 keeps what it has debited.
        Assert.Equal(8ul, OwnStanding.DebitedOf(overlaps, 1, static _ => false));
    }

    public void Dispose() => _key.Dispose();

    private static CountedOverlap Counted(OverlapChecked e) =>
        new(0, e.Earlier, (ulong)e.EarlierCommitmentEvent, e.SharedRecords, e.DebitedRecords);

    private IEnumerable<OverlapChecked> Checks(string later) => Events().OfType<OverlapChecked>().Where(e => e.Later == later);

    private ImmutableList<MarketEvent> Events() => [.. _golden.Events];

    private OwnStanding StandingOf(string id, ImmutableList<MarketEvent>? events = null)
    {
        VerifiedMarket market = VerifiedMarket.Verify(Shown(), GoldenMarket.Name);
        Assert.True(market.Rules.TryFind(id, out int index));
        var context = new StatementContext(
            market.Name, market.DefinitionDigest.Memory, id, market.Rules.Roster[index].Key.SubjectPublicKeyInfo);
        var standing = new OwnStanding(
            null!, new VerifiedParticipant(market, ParticipantName.Of(market.Name, id), index, context, _key));
        foreach ((MarketEvent next, int i) in (events ?? Events()).Select(static (next, i) => (next, i)))
        {
            standing.Add((ulong)i + 1, next);
        }

        return standing;
    }

    private V1.Market Shown()
    {
        SignedEnvelope creation = ((Candor.Market.Events.MarketCreated)_golden.Events[0]).Envelope;
        CreateMarketPayload payload = CreateMarketPayload.Parser.ParseFrom(creation.Payload.Span);
        var market = new V1.Market
        {
            Name = GoldenMarket.Name,
            Definition = payload.Definition,
            DefinitionDigest = ByteString.CopyFrom(System.Security.Cryptography.SHA256.HashData(creation.Payload.Span)),
            Creation = Envelopes.ToMessage(creation),
        };
        market.Participants.AddRange(payload.Definition.Roster.Select(entry => new V1.ParticipantStatus
        {
            Name = ParticipantName.Of(GoldenMarket.Name, entry.Id),
        }));
        return market;
    }
}
