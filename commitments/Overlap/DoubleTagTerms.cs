using Candor.Commitments.Statements;

namespace Candor.Commitments.Overlap;

/// <summary>What a participant's double tags say: whose key multiplied whose tags.</summary>
/// <param name="Context">The market, and the participant whose key multiplies.</param>
/// <param name="RecordKey">The committed K of that participant, 32 bytes, untrusted.</param>
/// <param name="OtherParticipant">The id of the participant whose tags are multiplied; not empty.</param>
/// <param name="OtherTags">The tags that are multiplied.</param>
/// <remarks>
/// Immutable as long as the memory handed over is. Setting a member to a value outside its range throws
/// <see cref="ArgumentException"/>.
/// </remarks>
public sealed record DoubleTagTerms(
    StatementContext Context, ReadOnlyMemory<byte> RecordKey, string OtherParticipant, CommittedTags OtherTags)
{
    /// <summary>The market, and the participant whose key multiplies.</summary>
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

    /// <summary>The id of the participant whose tags are multiplied.</summary>
    public string OtherParticipant
    {
        get;
        init => field = StatementContext.RequireName(value, nameof(OtherParticipant));
    } = StatementContext.RequireName(OtherParticipant, nameof(OtherParticipant));

    /// <summary>The tags that are multiplied.</summary>
    public CommittedTags OtherTags
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(OtherTags));
    } = OtherTags ?? throw new ArgumentNullException(nameof(OtherTags));

    /// <summary>The bytes of <see cref="OtherParticipant"/> in UTF-8.</summary>
    internal byte[] OtherParticipantBytes => StatementContext.NameBytes(OtherParticipant);
}
