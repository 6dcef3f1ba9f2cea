using System.Text;

namespace Candor.Commitments.Statements;

/// <summary>
/// What every statement is bound to: a proof made in one context verifies in no other. Absorbed first, in the order of
/// the members.
/// </summary>
/// <param name="Market">The market's resource name, such as <c>markets/hospitals</c>; not empty.</param>
/// <param name="DefinitionDigest">SHA-256 of the operator's signed market definition payload, 32 bytes.</param>
/// <param name="Participant">The participant's id on the roster; not empty.</param>
/// <param name="ParticipantKey">The participant's public key as SubjectPublicKeyInfo in DER; not empty.</param>
/// <remarks>
/// Immutable as long as the memory handed over is. Setting a member to a value outside its range throws
/// <see cref="ArgumentException"/>.
/// </remarks>
public sealed record StatementContext(
    string Market, ReadOnlyMemory<byte> DefinitionDigest, string Participant, ReadOnlyMemory<byte> ParticipantKey)
{
    /// <summary>Bytes of a digest, a dataset root or a nonce.</summary>
    public const int DigestSize = 32;

    // A lone surrogate would encode as the replacement character, and two names would then be one in the proof
    // transcript.
    private static readonly UTF8Encoding s_strictUtf8 = new(false, true);

    /// <summary>The market's resource name.</summary>
    public string Market
    {
        get;
        init => field = RequireName(value, nameof(Market));
    } = RequireName(Market, nameof(Market));

    /// <summary>SHA-256 of the market definition's payload, 32 bytes.</summary>
    public ReadOnlyMemory<byte> DefinitionDigest
    {
        get;
        init => field = RequireDigest(value, nameof(DefinitionDigest));
    } = RequireDigest(DefinitionDigest, nameof(DefinitionDigest));

    /// <summary>The participant's id on the roster.</summary>
    public string Participant
    {
        get;
        init => field = RequireName(value, nameof(Participant));
    } = RequireName(Participant, nameof(Participant));

    /// <summary>The participant's public key, SubjectPublicKeyInfo in DER.</summary>
    public ReadOnlyMemory<byte> ParticipantKey
    {
        get;
        init => field = RequireKey(value, nameof(ParticipantKey));
    } = RequireKey(ParticipantKey, nameof(ParticipantKey));

    /// <summary>The bytes of <see cref="Market"/> in UTF-8.</summary>
    internal byte[] MarketBytes => NameBytes(Market);

    /// <summary>The bytes of <see cref="Participant"/> in UTF-8.</summary>
    internal byte[] ParticipantBytes => NameBytes(Participant);

    internal static byte[] NameBytes(string name) => s_strictUtf8.GetBytes(name);

    internal static ReadOnlyMemory<byte> RequireDigest(ReadOnlyMemory<byte> value, string name) =>
        value.Length == DigestSize
            ? value
            : throw new ArgumentException($"{name} has {DigestSize} bytes, not {value.Length}.", name);

    internal static string RequireName(string value, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(value, name);
        _ = s_strictUtf8.GetByteCount(value);
        return value;
    }

    private static ReadOnlyMemory<byte> RequireKey(ReadOnlyMemory<byte> value, string name) =>
        !value.IsEmpty ? value : throw new ArgumentException("The participant's key is empty.", name);
}
