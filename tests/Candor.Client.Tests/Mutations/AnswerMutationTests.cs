using System.Security.Cryptography;
using Candor.Commitments.Tests.Mutations.Shared;
using Candor.V1;
using Google.Protobuf;

namespace Candor.Client.Tests.Mutations;

/// <summary>
/// A market as a lying server shows it: its bytes mutated, and half of the time what its operator signed mutated and
/// signed again. The client takes it or names what does not hold; it throws nothing else.
/// <see cref="MutationPlan"/> has the counts and the variable for longer runs.
/// </summary>
[Trait("Category", "Slow")]
public sealed class AnswerMutationTests : ClientTestBase
{
    [Fact]
    public async Task GetMarket_MutatedAnswer_IsTakenOrNamed()
    {
        await CreateAsync();
        V1.Market honest = (await Client.GetMarketAsync(TestMarket.Id)).Message!;

        IReadOnlyDictionary<string, int> outcomes = await MutationRun.RunAsync(
            MutationPlan.MarketAnswer,
            atOnce: 1,
            random => random.Next(2) == 0 ? OfAnswer(random, honest) : OfPayload(random, honest),
            AskAsync);

        AnswerFault[] expected =
            [AnswerFault.Malformed, AnswerFault.Digest, AnswerFault.Signature, AnswerFault.Definition];
        Assert.All(expected, fault => Assert.Contains($"{fault}", outcomes));
    }

    private static Mutation<V1.Market>? OfAnswer(Random random, V1.Market honest) =>
        ByteMutations.Draw(random, honest.ToByteArray()) is { } mutation && TryParse(V1.Market.Parser, mutation.Value)
            is { } market
                ? new Mutation<V1.Market>(market, mutation.What)
                : null;

    private Mutation<V1.Market>? OfPayload(Random random, V1.Market honest)
    {
        if (ByteMutations.Draw(random, honest.Creation.Payload.Span) is not { } mutation)
        {
            return null;
        }

        V1.Market market = honest.Clone();
        market.Creation = Wire.Signing.Envelopes.ToMessage(
            Market.OperatorKey.Sign(honest.Creation.PayloadType, mutation.Value));
        market.DefinitionDigest = ByteString.CopyFrom(SHA256.HashData(mutation.Value));
        market.Definition = TryParse(CreateMarketPayload.Parser, mutation.Value)?.Definition ?? market.Definition;
        return new Mutation<V1.Market>(market, $"signed again: {mutation.What}");
    }

    private async Task<string?> AskAsync(V1.Market shown)
    {
        await using CandorClient client = Server.Client(Clock);
        Server.Faults.Tamper = answer =>
        {
            if (answer is GetMarketResponse response)
            {
                response.Market = shown;
            }
        };
        try
        {
            await client.GetMarketAsync(TestMarket.Id);
            return "taken";
        }
        catch (UnverifiedAnswerException e)
        {
            return $"{e.Fault}";
        }
        catch (CandorException e)
        {
            return e.Reason;
        }
    }

    private static T? TryParse<T>(MessageParser<T> parser, byte[] bytes)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
