using Candor.Hosting.Errors;
using Candor.V1;

namespace Candor.Hosting.Streams;

/// <summary>What makes two messages the same request.</summary>
/// <param name="Actor">The key id of the signer, verified.</param>
/// <param name="RequestId">The signer's request id.</param>
/// <param name="BodySha256">SHA-256 of what was signed.</param>
internal sealed record RequestIdentity(string Actor, string RequestId, byte[] BodySha256)
{
    /// <summary>What a caller is told whose request id has an answer to another body.</summary>
    /// <returns>The exception.</returns>
    internal CallRejectedException Reused() => new(
        ErrorReason.RequestIdReused,
        $"The request id '{RequestId}' was used with another body; a new request needs a new id.");
}
