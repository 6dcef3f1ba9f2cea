using Candor.Market.Signing;

namespace Candor.Validator;

/// <summary>Who this validator is.</summary>
/// <param name="Id">Its id, as market definitions name it.</param>
/// <param name="Key">Its public key, under which verdicts verify.</param>
internal sealed record OwnIdentity(string Id, VerificationKey Key);
