namespace Candor.Hosting.Storage;

/// <summary>What a database is for. The two roles store in tables of the same shape, and neither can read what the other
/// has stored.</summary>
internal enum StoreRole
{
    /// <summary>The markets of a server.</summary>
    Platform,

    /// <summary>The audits of a validator, hosted by a server or by itself.</summary>
    Validator,
}

/// <summary>What a database says of itself, wherever it is moved and whatever it is called.</summary>
/// <param name="Signer">The public key that signs for what it holds: the log key of a server, the key id of a validator.
/// Null where nothing has been signed for yet, and in a database of version 0.1.0 that this version opens for the first
/// time.</param>
/// <param name="IsEmpty">Whether nothing is stored in it.</param>
internal sealed record StoreIdentity(string? Signer, bool IsEmpty)
{
    /// <summary>Whether a key may sign for what the database holds.</summary>
    /// <param name="signer">The key, as <see cref="Signer"/> has it.</param>
    internal bool Allows(string signer) => IsEmpty || Signer is null || Signer == signer;
}
