using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Audits;

/// <summary>
/// Statement 5: what a validator signs once a dataset has passed. The platform needs nothing else besides C. The
/// attestation names neither N nor the number of openings, from which N could be computed.
/// </summary>
/// <param name="Context">Where the commitment was made, and by whom.</param>
/// <param name="DatasetRoot">R, 32 bytes.</param>
/// <param name="RecordKey">K, 32 bytes.</param>
/// <param name="Commitment">C.</param>
/// <param name="Policy">The audit's parameters.</param>
/// <param name="MessageDigest">The digest of the message that committed, 32 bytes, so that the same dataset committed in
/// another message is attested anew; empty in version 1, whose attestations are about the dataset alone.</param>
/// <remarks>Immutable as long as the memory handed over is.</remarks>
public sealed record Attestation(
    StatementContext Context,
    ReadOnlyMemory<byte> DatasetRoot,
    ReadOnlyMemory<byte> RecordKey,
    Commitment Commitment,
    AuditPolicy Policy,
    ReadOnlyMemory<byte> MessageDigest = default)
{
    private const int FieldsOfVersion1 = 10;
    private const int FieldsOfVersion2 = 11;

    // Longest payload that is read: names and keys are short.
    private const int MaximumSize = 1 << 16;

    private static readonly UTF8Encoding s_strictUtf8 = new(false, true);

    /// <summary>Which version of the attestation's bytes this is: 2 where it names the message, otherwise 1.</summary>
    public int Version => MessageDigest.IsEmpty ? 1 : 2;

    /// <summary>The attestation that follows from an audit that has passed.</summary>
    /// <param name="challenge">The audit's challenge.</param>
    /// <param name="messageDigest">The digest of the message that committed, 32 bytes; empty in version 1.</param>
    /// <returns>The attestation.</returns>
    public static Attestation Of(AuditChallenge challenge, ReadOnlyMemory<byte> messageDigest = default)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        return new(
            challenge.Terms.Context,
            challenge.Terms.DatasetRoot,
            challenge.Terms.RecordKey,
            challenge.Terms.Commitment,
            challenge.Policy,
            messageDigest);
    }

    /// <summary>
    /// The bytes to be signed: each field as LE32 of its length and its bytes, in the order label, market, definition
    /// digest, participant, participant key, C, R, K, LE64 of δ in millionths, LE64 of the security bits; in version 2 then
    /// the message's digest.
    /// </summary>
    public byte[] ToPayload()
    {
        using var payload = new MemoryStream();
        Write(payload, Version == 1 ? ProtocolLabels.Attestation : ProtocolLabels.NamingAttestation);
        Write(payload, Context.MarketBytes);
        Write(payload, Context.DefinitionDigest.Span);
        Write(payload, Context.ParticipantBytes);
        Write(payload, Context.ParticipantKey.Span);
        Write(payload, Commitment.Bytes);
        Write(payload, DatasetRoot.Span);
        Write(payload, RecordKey.Span);
        WriteInteger(payload, (ulong)Policy.BadSharePerMillion);
        WriteInteger(payload, (ulong)Policy.SecurityBits);
        if (Version == 2)
        {
            Write(payload, MessageDigest.Span);
        }

        return payload.ToArray();
    }

    /// <summary>Reads a payload whose signature has been checked.</summary>
    /// <param name="payload">The signed bytes, untrusted.</param>
    /// <param name="attestation">What they say, or null.</param>
    /// <returns>False unless they are exactly what <see cref="ToPayload"/> writes.</returns>
    public static bool TryParse(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out Attestation? attestation)
    {
        attestation = null;
        if (payload.Length > MaximumSize || !TrySplit(payload, out byte[][] fields))
        {
            return false;
        }

        if (!TryReadMessage(fields, out byte[] message) ||
            fields[2].Length != StatementContext.DigestSize ||
            fields[6].Length != StatementContext.DigestSize ||
            fields[7].Length != StatementContext.DigestSize ||
            fields[1].Length == 0 || fields[3].Length == 0 || fields[4].Length == 0 ||
            !Commitment.TryParse(fields[5], out Commitment commitment, out _) ||
            !TryReadPolicy(fields[8], fields[9], out AuditPolicy? policy) ||
            !TryReadName(fields[1], out string? market) ||
            !TryReadName(fields[3], out string? participant))
        {
            return false;
        }

        var context = new StatementContext(market, fields[2], participant, fields[4]);
        attestation = new(context, fields[6], fields[7], commitment, policy, message);
        return true;
    }

    // The label says how many fields there are, and whether the last is the message's digest.
    private static bool TryReadMessage(byte[][] fields, out byte[] digest)
    {
        digest = fields.Length == FieldsOfVersion2 ? fields[FieldsOfVersion1] : [];
        return fields.Length == FieldsOfVersion2
            ? fields[0].AsSpan().SequenceEqual(ProtocolLabels.NamingAttestation)
                && digest.Length == StatementContext.DigestSize
            : fields.Length == FieldsOfVersion1 && fields[0].AsSpan().SequenceEqual(ProtocolLabels.Attestation);
    }

    private static bool TrySplit(ReadOnlySpan<byte> payload, out byte[][] fields)
    {
        fields = [];
        var read = new List<byte[]>(FieldsOfVersion2);
        while (!payload.IsEmpty)
        {
            if (read.Count == FieldsOfVersion2 ||
                !BinaryPrimitives.TryReadUInt32LittleEndian(payload, out uint length) ||
                length > payload.Length - sizeof(uint))
            {
                return false;
            }

            read.Add(payload.Slice(sizeof(uint), (int)length).ToArray());
            payload = payload[(sizeof(uint) + (int)length)..];
        }

        fields = [.. read];
        return true;
    }

    private static bool TryReadPolicy(byte[] share, byte[] bits, [NotNullWhen(true)] out AuditPolicy? policy)
    {
        policy = null;
        if (share.Length != sizeof(ulong) || bits.Length != sizeof(ulong))
        {
            return false;
        }

        ulong perMillion = BinaryPrimitives.ReadUInt64LittleEndian(share);
        ulong security = BinaryPrimitives.ReadUInt64LittleEndian(bits);
        if (perMillion is < AuditPolicy.MinimumBadSharePerMillion or > 1_000_000 || security is < 1 or > 128)
        {
            return false;
        }

        policy = new() { BadSharePerMillion = (int)perMillion, SecurityBits = (int)security };
        return true;
    }

    private static bool TryReadName(byte[] bytes, [NotNullWhen(true)] out string? name)
    {
        try
        {
            name = s_strictUtf8.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            name = null;
            return false;
        }
    }

    private static void WriteInteger(MemoryStream payload, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Write(payload, bytes);
    }

    private static void Write(MemoryStream payload, ReadOnlySpan<byte> field)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)field.Length);
        payload.Write(length);
        payload.Write(field);
    }
}
