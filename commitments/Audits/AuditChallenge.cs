using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Audits;

/// <summary>
/// Statement 4, the validator's step: the positions that a participant must open, drawn after the commitment and valid
/// for it alone.
/// </summary>
/// <remarks>
/// The validator keeps the nonce and the positions, so that an audit survives a restart. Immutable.
/// </remarks>
public sealed class AuditChallenge
{
    private AuditChallenge(
        DatasetTerms terms, AuditPolicy policy, ReadOnlyMemory<byte> nonce, ImmutableArray<ulong> positions)
    {
        Terms = terms;
        Policy = policy;
        Nonce = nonce;
        Positions = positions;
    }

    /// <summary>What was committed to before the positions were drawn.</summary>
    public DatasetTerms Terms { get; }

    /// <summary>How sure the audit must be.</summary>
    public AuditPolicy Policy { get; }

    /// <summary>32 random bytes of the validator.</summary>
    public ReadOnlyMemory<byte> Nonce { get; }

    /// <summary>Positions of tags in the order of their encodings, rising strictly.</summary>
    public ImmutableArray<ulong> Positions { get; }

    /// <summary>Draws a sample: every set of positions of the policy's size is equally likely.</summary>
    /// <param name="terms">The commitment, which can no longer change.</param>
    /// <param name="policy">How sure the audit must be.</param>
    /// <param name="rng">The validator's randomness. A participant who can predict it knows where to cheat.</param>
    public static AuditChallenge Draw(DatasetTerms terms, AuditPolicy policy, RandomNumberGenerator rng)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(rng);
        byte[] nonce = new byte[StatementContext.DigestSize];
        rng.GetBytes(nonce);

        // Floyd's method: with j running through the last k positions, take a position up to j, or j itself when that
        // one is taken. It needs k draws whatever N is.
        ulong sample = policy.SampleSize(terms.Size);
        var positions = new SortedSet<ulong>();
        for (ulong j = terms.Size - sample; j < terms.Size; j++)
        {
            if (!positions.Add(UpTo(j, rng)))
            {
                positions.Add(j);
            }
        }

        return new(terms, policy, nonce, [.. positions]);
    }

    /// <summary>
    /// Takes a challenge that was stored or received. A participant that answers only what passes here opens no more
    /// records than the market's policy asks for.
    /// </summary>
    /// <param name="terms">The commitment that the challenge is for.</param>
    /// <param name="policy">The market's policy.</param>
    /// <param name="nonce">32 bytes, untrusted.</param>
    /// <param name="positions">Positions, untrusted.</param>
    /// <param name="challenge">The challenge, or null.</param>
    /// <returns>
    /// False when the nonce is not 32 bytes, the number of positions is not the one that the policy asks for, or the
    /// positions do not rise strictly or are not below N.
    /// </returns>
    public static bool TryCreate(
        DatasetTerms terms,
        AuditPolicy policy,
        ReadOnlyMemory<byte> nonce,
        ReadOnlySpan<ulong> positions,
        [NotNullWhen(true)] out AuditChallenge? challenge)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(policy);
        challenge = null;
        if (nonce.Length != StatementContext.DigestSize ||
            (ulong)positions.Length != policy.SampleSize(terms.Size))
        {
            return false;
        }

        for (int i = 0; i < positions.Length; i++)
        {
            if (positions[i] >= terms.Size || (i > 0 && positions[i] <= positions[i - 1]))
            {
                return false;
            }
        }

        challenge = new(terms, policy, nonce, [.. positions]);
        return true;
    }

    // A uniform integer from 0 to the limit: numbers in the incomplete last stretch are drawn again.
    private static ulong UpTo(ulong limit, RandomNumberGenerator rng)
    {
        ulong count = limit + 1;
        ulong unbiased = ulong.MaxValue - (((ulong.MaxValue % count) + 1) % count);
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        ulong drawn;
        do
        {
            rng.GetBytes(bytes);
            drawn = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        }
        while (drawn > unbiased);
        return drawn % count;
    }
}
