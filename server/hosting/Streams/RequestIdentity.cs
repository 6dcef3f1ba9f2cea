namespace Candor.Hosting.Streams;

/// <summary>What makes two messages the same request.</summary>
/// <param name="Actor">The key id of the signer, verified.</param>
/// <param name="RequestId">The signer's request id.</param>
/// <param name="BodySha256">SHA-256 of what was signed.</param>
internal sealed record RequestIdentity(string Actor, string RequestId, byte[] BodySha256);
