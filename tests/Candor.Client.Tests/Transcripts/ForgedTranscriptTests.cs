using Candor.Client.Transcripts;
using Candor.Commitments.Logs;
using Candor.Commitments.Merkle;
using Candor.Commitments.Tests.Mutations.Shared;
using Candor.Market.Events;
using Candor.Market.Signing;
using Candor.V1;
using Google.Protobuf;
using CommitmentAcceptedEvent = Candor.Market.Events.CommitmentAccepted;
using CommitmentRefusedEvent = Candor.Market.Events.CommitmentRefused;

namespace Candor.Client.Tests.Transcripts;

/// <summary>What a platform can do with its log key to the transcript of a market of version 2, each refused for its own
/// reason; and the same in version 1 (tests/cases), which verifies as it did.</summary>
public sealed class ForgedTranscriptTests
{
    private static readonly GoldenMarket s_market = new(version: 2);

    [Fact]
    public void Verify_TheMarketItself_Holds() => Assert.Null(Verify(s_market.Events));

    [Fact]
    public void Verify_MessageCountedASecondTime_IsRefused()
    {
        // West's first commitment, once more after its second.
        List<MarketEvent> events = [.. s_market.Events];
        int first = events.FindIndex(static e => e is CommitmentAcceptedEvent { Participant: "west" });
        int second = events.FindLastIndex(static e => e is CommitmentAcceptedEvent { Participant: "west" });
        events.Insert(second + 1, events[first] with { Time = events[second].Time });

        TranscriptFault fault = Assert.IsType<TranscriptFault>(Verify(events));

        Assert.Equal((TranscriptCheck.Rules, (ulong)second + 1), (fault.Check, fault.Index));
        Assert.Contains("has sent a message with the request id", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_MessageDropped_IsRefusedAtTheNextOne()
    {
        // West's first commitment with the refusal of it.
        List<MarketEvent> events = [.. s_market.Events];
        events.RemoveAll(static e => e is CommitmentRefusedEvent);
        events.RemoveAt(events.FindIndex(static e => e is CommitmentAcceptedEvent { Participant: "west" }));
        int next = events.FindIndex(static e => e is CommitmentAcceptedEvent { Participant: "west" });

        TranscriptFault fault = Assert.IsType<TranscriptFault>(Verify(events));

        Assert.Equal((TranscriptCheck.Rules, (ulong)next), (fault.Check, fault.Index));
        Assert.Contains("as the one before it", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_MessagesOfOneParticipantReordered_AreRefused()
    {
        List<MarketEvent> events = [.. s_market.Events];
        int first = events.FindIndex(static e => e is CommitmentAcceptedEvent { Participant: "west" });
        int second = events.FindLastIndex(static e => e is CommitmentAcceptedEvent { Participant: "west" });
        (events[first], events[second]) = (
            events[second] with { Time = events[first].Time }, events[first] with { Time = events[second].Time });

        TranscriptFault fault = Assert.IsType<TranscriptFault>(Verify(events));

        Assert.Equal((TranscriptCheck.Rules, (ulong)first), (fault.Check, fault.Index));
        Assert.Contains("as the one before it", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_MessageOfAnotherTimeThanItsPlace_IsRefused()
    {
        List<MarketEvent> events = [.. s_market.Events];
        events[5] = events[5] with { Time = events[4].Time.AddTicks(-1) };

        TranscriptFault fault = Assert.IsType<TranscriptFault>(Verify(events));

        Assert.Equal((TranscriptCheck.Rules, 5ul), (fault.Check, fault.Index));
    }

    [Fact]
    public void Verify_HigherS_IsRefusedForEachSigner()
    {
        for (int i = 0; i < s_market.Events.Count - 1; i++)
        {
            List<MarketEvent> events = [.. s_market.Events];
            events[i] = Signed(events[i], static envelope => envelope with
            {
                Signature = SignatureMutations.Twin(envelope.Signature.Span),
            });

            TranscriptFault fault = Assert.IsType<TranscriptFault>(Verify(events));

            Assert.Equal((TranscriptCheck.Signature, (ulong)i), (fault.Check, fault.Index));
            Assert.Contains("the higher of its two values of s", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Verify_DefinitionTwiceInTheOperatorsPayload_IsRefused()
    {
        var signer = new GoldenSigner("registry", lowS: true);
        List<MarketEvent> events = [.. s_market.Events];
        events[0] = Signed(events[0], envelope =>
        {
            // Who merges the two, as protobuf does, reads 100 records a unit; who takes the first reads 4.
            var again = new CreateMarketPayload { Definition = new MarketDefinition { RecordsPerUnit = 100 } };
            byte[] twice = [.. envelope.Payload.Span, .. again.ToByteArray()];
            return signer.Sign(envelope.PayloadType, twice);
        });

        TranscriptFault fault = Assert.IsType<TranscriptFault>(Verify(events));

        Assert.Equal((TranscriptCheck.Encoding, 0ul), (fault.Check, fault.Index));
        Assert.Contains("from the one encoding of what it says", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("honest")]
    [InlineData("forged-01")]
    [InlineData("forged-02")]
    [InlineData("forged-13")]
    [InlineData("dup")]
    public void Verify_CaseOfVersion1_HoldsAsItDid(string name)
    {
        using FileStream file = File.OpenRead(
            Path.Combine(AppContext.BaseDirectory, "cases", "transcripts", name + ".transcript"));

        Assert.Null(TranscriptVerifier.Verify(file).Fault);
    }

    private static MarketEvent Signed(MarketEvent next, Func<SignedEnvelope, SignedEnvelope> change) => next switch
    {
        Candor.Market.Events.MarketCreated e => e with { Envelope = change(e.Envelope) },
        Candor.Market.Events.ParticipantJoined e => e with { Envelope = change(e.Envelope) },
        CommitmentAcceptedEvent e => e with { Envelope = change(e.Envelope) },
        Candor.Market.Events.CommitmentValidated e => e with { Envelope = change(e.Envelope) },
        CommitmentRefusedEvent e => e with { Envelope = change(e.Envelope) },
        Candor.Market.Events.OverlapChecked e => e with { Envelope = change(e.Envelope) },
        Candor.Market.Events.ReportAccepted e => e with { Envelope = change(e.Envelope) },
        _ => throw new ArgumentException($"{next.GetType().Name} is signed by nobody.", nameof(next)),
    };

    // The platform signs whatever it has made of its log.
    private static TranscriptFault? Verify(IReadOnlyList<MarketEvent> events)
    {
        List<byte[]> entries = [.. events.Select(EventCodec.Encode)];
        var tree = new MerkleTree();
        entries.ForEach(entry => tree.Append(entry));
        byte[] checkpoint = GoldenMarket.Log.Sign(
            new Checkpoint(GoldenMarket.Origin, tree.Size, tree.Root(tree.Size)).ToString());
        using var file = new MemoryStream();
        TranscriptFile.Write(
            file,
            new TranscriptHeader(
                GoldenMarket.Name, GoldenMarket.Origin, GoldenMarket.Log.Key.ToString(), checkpoint),
            entries.Select((entry, i) => TranscriptEntry.Open((ulong)i, entry)));
        file.Position = 0;
        return TranscriptVerifier.Verify(file).Fault;
    }
}
