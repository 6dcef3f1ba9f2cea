using Candor.Hosting.Streams;
using Candor.Market;
using Candor.Market.Commands;
using Candor.V1;
using Google.Protobuf;

namespace Candor.Platform.Markets;

/// <summary>A command with the signed request behind it.</summary>
/// <param name="Command">The command.</param>
/// <param name="Request">What makes it the same request when it comes again.</param>
/// <param name="Respond">Makes the answer.</param>
internal sealed record Submission(
    MarketCommand Command, RequestIdentity Request, Func<Accepted, IMessage> Respond);

/// <summary>What an answer is made of.</summary>
/// <param name="State">The market after the command's events.</param>
/// <param name="Event">The number of the first of them.</param>
/// <param name="Time">When the first of them is of.</param>
/// <param name="Receipt">Where the first of them is in the transcript; its checkpoint covers all of them.</param>
internal sealed record Accepted(MarketState State, ulong Event, DateTimeOffset Time, Receipt Receipt);
