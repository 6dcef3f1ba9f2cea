namespace Candor.Commitments;

/// <summary>
/// Why a commitment or proof was rejected. Names and numbers are persisted by callers: they may only grow.
/// </summary>
public enum ProofFailure
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The number of bytes is not that of the encoding.</summary>
    WrongLength = 1,

    /// <summary>32 bytes are not the canonical encoding of a ristretto255 element (RFC 9496 section 4.3.1).</summary>
    NonCanonicalPoint = 2,

    /// <summary>32 bytes are not the encoding of an integer below ℓ.</summary>
    NonCanonicalScalar = 3,

    /// <summary>An element is the identity where an honest party's never is.</summary>
    IdentityPoint = 4,

    /// <summary>
    /// All parts are well formed, but they do not prove this statement: the secret does not satisfy it, or the proof
    /// was made for other terms.
    /// </summary>
    EquationFails = 5,
}
