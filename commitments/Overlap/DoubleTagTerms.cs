using Candor.Commitments.Statements;

namespace Candor.Commitments.Overlap;

/// <summary>What a participant's double tags say: whose key multiplied whose tags.</summary>
/// <param name="Context">Where, and who multiplies.</param>
/// <param name="RecordKey">The committed K of who multiplies, 32 bytes, untrusted.</param>
/// <param name="OtherParticipant">The id of who is multiplied; not empty.</param>
/// <param name="OtherTags">The tags of who is multiplied.</param>
/// <remarks>Immutable as long as the memory handed over is. A member out of range throws where it is set.</remarks>
public sealed record DoubleTagTerms(
    StatementContext Context, ReadOnlyMemory<byte> RecordKey, string OtherParticipant, CommittedTags OtherTags)
{
    /// <summary>Where, and who multiplies.</summary>
    public StatementContext Context
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Context));
    } = Context ?? throw new ArgumentNullException(nameof(Context));

    /// <summary>K, 32 bytes.</summary>
    public ReadOnlyMemory<byte> RecordKey
    {
        get;
        init => field = StatementContext.RequireDigest(value, nameof(RecordKey));
    } = StatementContext.RequireDigest(RecordKey, nameof(RecordKey));

    /// <summary>The id of who is multiplied.</summary>
    public string OtherParticipant
    {
        get;
        init => field = StatementContext.RequireName(value, nameof(OtherParticipant));
    } = StatementContext.RequireName(OtherParticipant, nameof(OtherParticipant));

    /// <summary>The tags of who is multiplied.</summary>
    public CommittedTags OtherTags
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(OtherTags));
    } = OtherTags ?? throw new ArgumentNullException(nameof(OtherTags));

    /// <summary>The bytes of <see cref="OtherParticipant"/> in UTF-8.</summary>
    internal byte[] OtherParticipantBytes => StatementContext.NameBytes(OtherParticipant);
}
