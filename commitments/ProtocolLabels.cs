namespace Candor.Commitments;

/// <summary>
/// Names and versions that enter proof transcripts. A change to any of them makes every proof made before invalid: they
/// are frozen by golden tests, and a new version gets a new number beside them.
/// </summary>
internal static class ProtocolLabels
{
    /// <summary>The version that every statement is bound to.</summary>
    internal const ulong Version = 1;

    /// <summary>The proof transcript of the opening statement.</summary>
    internal static ReadOnlySpan<byte> Opening => "candor/opening"u8;

    /// <summary>The proof transcript of the report statement.</summary>
    internal static ReadOnlySpan<byte> Report => "candor/report"u8;

    /// <summary>The proof transcript of the dataset statement.</summary>
    internal static ReadOnlySpan<byte> Dataset => "candor/dataset"u8;

    /// <summary>The proof transcript that the audit's context string comes from.</summary>
    internal static ReadOnlySpan<byte> Audit => "candor/audit"u8;

    /// <summary>
    /// The proof transcript that the context string of a segment of double tags comes from. The label is an older name
    /// of the overlap check and stays, as every label does.
    /// </summary>
    internal static ReadOnlySpan<byte> Overlap => "candor/disjointness"u8;

    /// <summary>The first field of an attestation.</summary>
    internal static ReadOnlySpan<byte> Attestation => "candor/attestation/v1"u8;

    /// <summary>The first field of an attestation that names the message that it is about.</summary>
    internal static ReadOnlySpan<byte> NamingAttestation => "candor/attestation/v2"u8;

    /// <summary>The domain separation tag under which records are hashed to the group.</summary>
    internal static ReadOnlySpan<byte> RecordGroup => "CANDOR-V01-RECORD-with-ristretto255_XMD:SHA-512_R255MAP_RO_"u8;

    /// <summary>The first field of what blindings of statistics are derived from.</summary>
    internal static ReadOnlySpan<byte> Statistics => "candor/statistics"u8;

    /// <summary>The first field of what the digest of a vector is of.</summary>
    internal static ReadOnlySpan<byte> Vector => "candor/vector"u8;

    /// <summary>The proof transcript of a mask key's proof.</summary>
    internal static ReadOnlySpan<byte> MaskKey => "candor/mask-key"u8;

    /// <summary>The first field of what the digest of a list of contributors is of.</summary>
    internal static ReadOnlySpan<byte> Contributors => "candor/contributors"u8;

    /// <summary>The first field of what mask and share seeds are derived from.</summary>
    internal static ReadOnlySpan<byte> Mask => "candor/mask"u8;

    /// <summary>The proof transcript that the weights of masked vectors come from.</summary>
    internal static ReadOnlySpan<byte> MaskWeights => "candor/mask-weights"u8;

    /// <summary>The proof transcript that the context string of a pair's opening comes from.</summary>
    internal static ReadOnlySpan<byte> PairOpening => "candor/pair-opening"u8;

    /// <summary>The first field of what projections are drawn from, and of what their seed's digest is of.</summary>
    internal static ReadOnlySpan<byte> Projections => "candor/projections"u8;

    /// <summary>The proof transcript of the proof that statistics are near the audited records.</summary>
    internal static ReadOnlySpan<byte> Contribution => "candor/contribution"u8;

    /// <summary>The proof transcript that weighs the proofs of a batch. It leaves no trace in any proof.</summary>
    internal static ReadOnlySpan<byte> Batch => "candor/batch"u8;

    /// <summary>
    /// The generator set: B and B̃ as dalek's <c>PedersenGens</c>, G and H as its <c>BulletproofGens</c>, over
    /// ristretto255.
    /// </summary>
    internal static ReadOnlySpan<byte> GeneratorSet => "ristretto255/dalek-bulletproofs-v1"u8;
}
