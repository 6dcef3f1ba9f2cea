using Candor.Hosting.Streams;
using Candor.Market;
using Candor.Market.Commands;
using Google.Protobuf;

namespace Candor.Platform.Markets;

/// <summary>A command with the signed request behind it.</summary>
/// <param name="Command">The command.</param>
/// <param name="Request">What makes it the same request when it comes again.</param>
/// <param name="Respond">Makes the answer, without its receipt: a field <c>receipt</c>, which is filled once the entry is
/// stored.</param>
/// <typeparam name="TResponse">The answer.</typeparam>
internal sealed record Submission<TResponse>(
    MarketCommand Command, RequestIdentity Request, Func<Accepted, TResponse> Respond)
    where TResponse : class, IMessage<TResponse>, new();

/// <summary>What an answer is made of.</summary>
/// <param name="State">The market after the command's events.</param>
/// <param name="Event">The number of the first of them.</param>
/// <param name="Time">When the first of them is of.</param>
internal sealed record Accepted(MarketState State, ulong Event, DateTimeOffset Time);
