using Candor.Market;
using Candor.Market.Commands;
using Google.Protobuf;

namespace Candor.Server.Markets;

/// <summary>A command with the signed request behind it.</summary>
/// <param name="Command">The command.</param>
/// <param name="Request">What makes it the same request when it comes again.</param>
/// <param name="Respond">Makes the answer from the state after the command's events and the number of the first of
/// them.</param>
internal sealed record Submission(
    MarketCommand Command, RequestIdentity Request, Func<MarketState, long, IMessage> Respond);

/// <summary>What makes two messages the same request.</summary>
/// <param name="Actor">The key id of the signer, verified.</param>
/// <param name="RequestId">The signer's request id.</param>
/// <param name="BodySha256">SHA-256 of what was signed.</param>
internal sealed record RequestIdentity(string Actor, string RequestId, byte[] BodySha256);
