namespace Candor.Commitments.Group;

/// <summary>Why bytes were rejected where an element other than the identity must stand.</summary>
internal enum PointFailure
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The bytes are not 32.</summary>
    WrongLength,

    /// <summary>32 bytes are not the canonical encoding of an element (RFC 9496 section 4.3.1).</summary>
    NonCanonical,

    /// <summary>The bytes are the encoding of the identity.</summary>
    Identity,
}
