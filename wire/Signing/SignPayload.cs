using Candor.Market.Signing;

namespace Candor.Wire.Signing;

/// <summary>Signs a payload with somebody's key. Keys stay with their owners; what is written here only asks for a
/// signature.</summary>
/// <param name="payloadType">What the payload is, such as
/// <c>application/vnd.candor.v1.JoinMarketPayload+protobuf</c>.</param>
/// <param name="payload">The bytes to sign.</param>
/// <returns>The envelope.</returns>
public delegate SignedEnvelope SignPayload(string payloadType, ReadOnlySpan<byte> payload);
