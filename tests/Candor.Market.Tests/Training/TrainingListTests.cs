using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Candor.Market.Events;
using Candor.Market.Tests.Support;
using Candor.Market.Training;

namespace Candor.Market.Tests.Training;

/// <summary>The digests of lists, which every client computes for itself: those of a log that never changes, and by the words
/// of docs/protocol.md ("Lists and epochs").</summary>
public sealed class TrainingListTests
{
    // Four reporters, of whom the third is silent in the first epoch.
    [Fact]
    public void Digests_OfAFrozenLog_AreFrozen()
    {
        MarketState? state = null;
        var lists = new List<string>();
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "golden", "training-lists.1.jsonl")))
        {
            state = MarketState.Apply(state, EventCodec.Decode(Encoding.UTF8.GetBytes(line)));
            if (state.Training?.List is { } list && (lists.Count == 0 || lists[^2] != Hex(list.Digest)))
            {
                lists.Add(Hex(list.Digest));
                lists.Add(Hex(state.Training.Epoch!.List.Digest));
                Assert.Equal(state.Training.First!.Digest.ToArray(), list.FirstDigest.ToArray());
            }
        }

        // Of each list its digest, and that of the contributors as statement 9 absorbs them.
        Assert.Equal(
            [
                "1af265168b5bb71cb34471e7a367dfd5b19f01c754ea8198fe914aba32221977",
                "90bce114303ec2aa1233e3c6875b6ce9d25042fe81782bb2105dfee6ec2a958b",
                "023b5edf85da3b4f27542218d7eb8748e2d299876ff2643c8f8f21599eefe0b3",
                "efe27c238385e9825e62591c143c466ea17994fca1dd981c6853d82b636afb6f",
            ],
            lists);
        Assert.Equal([0, 1, 3], state!.Training!.List!.Members.Select(static member => member.Place));
    }

    [Fact]
    public void Digests_OfListsOfAMarket_AreThoseOfTheProtocol()
    {
        var market = new TrainedMarket();
        market.ReportAll();
        market.RunTo(TrainingStep.Mask);
        market.Alters = static (place, turn) => place == 2 ? null : turn;
        TrainingList first = market.Training.First!;
        Assert.Equal(Expected(market, [], first), Hex(first.Digest));

        market.RunTo(TrainingStep.Check);

        TrainingList later = market.Training.List!;
        Assert.Equal(3, later.Members.Length);
        Assert.Equal(Expected(market, first.Digest.ToArray(), later), Hex(later.Digest));
        Assert.NotEqual(Hex(first.Digest), Hex(later.Digest));
    }

    private static string Expected(TrainedMarket market, byte[] first, TrainingList list)
    {
        var fields = new List<byte[]>
        {
            "candor/training-list/1"u8.ToArray(), market.State.DefinitionDigest.ToArray(), first,
        };
        foreach (ListedMember member in list.Members)
        {
            fields.Add([.. Number((ulong)member.Place), .. Number(member.Records)]);
            fields.Add(Hash(
                "candor/training-member/1"u8.ToArray(),
                market.Market.Events.OfType<ReportAccepted>().Single(next => next.Participant == $"p{member.Place}").Envelope.BodyDigest(),
                market.States[member.Place].PublicKey.ToArray()));
        }

        return Hex(Hash([.. fields]));
    }

    private static byte[] Hash(params byte[][] fields) =>
        SHA256.HashData([.. fields.SelectMany(static field => Number((ulong)field.Length).Concat(field))]);

    private static byte[] Number(ulong value)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(bytes.Span);
}
