using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Candor.Commitments.Group;

namespace Candor.Commitments;

/// <summary>
/// What opens a commitment: the data size t and the blinding r. It is the participant's secret, and its only way to
/// report later: keep it, and show it to nobody.
/// </summary>
/// <remarks>
/// Safe for use from many threads until it is disposed of, which overwrites it; not while it is. Neither member is printed.
/// </remarks>
[DebuggerDisplay("opening")]
public sealed class CommitmentOpening : IDisposable
{
    /// <summary>Bytes of an exported blinding.</summary>
    public const int BlindingSize = Scalar.Size;

    private readonly SecretScalars _blinding;
    private ulong _value;

    /// <summary>An opening from its parts.</summary>
    /// <param name="value">t, in units of the market.</param>
    /// <param name="blinding">r. It must be uniform: otherwise the commitment does not hide the size.</param>
    public CommitmentOpening(ulong value, Scalar blinding)
    {
        _value = value;
        _blinding = new(blinding);
    }

    /// <summary>t, the committed data size.</summary>
    /// <exception cref="ObjectDisposedException">The opening was erased.</exception>
    public ulong Value
    {
        get
        {
            ObjectDisposedException.ThrowIf(_blinding.AreErased, this);
            return _value;
        }
    }

    /// <summary>r.</summary>
    /// <exception cref="ObjectDisposedException">The opening was erased.</exception>
    internal ref readonly Scalar Blinding
    {
        get
        {
            ObjectDisposedException.ThrowIf(_blinding.AreErased, this);
            return ref _blinding[0];
        }
    }

    /// <summary>An opening for a size, under a fresh uniform blinding.</summary>
    /// <param name="size">t, in units of the market.</param>
    /// <param name="rng">
    /// Source of the blinding. Whoever can predict it can recover the size from the commitment.
    /// </param>
    public static CommitmentOpening Create(ulong size, RandomNumberGenerator rng)
    {
        Scalar blinding = Scalar.Random(rng);
        var opening = new CommitmentOpening(size, blinding);
        SecretScalars.Erase(ref blinding);
        return opening;
    }

    /// <summary>Restores an opening that was saved.</summary>
    /// <param name="value">The size that was committed to.</param>
    /// <param name="blinding">What <see cref="ExportBlinding"/> returned.</param>
    /// <param name="opening">The opening, or null.</param>
    /// <returns>False when the blinding is not the 32-byte encoding of an integer below ℓ.</returns>
    public static bool TryImport(
        ulong value, ReadOnlySpan<byte> blinding, [NotNullWhen(true)] out CommitmentOpening? opening)
    {
        opening = Scalar.TryParse(blinding, out Scalar scalar) ? new(value, scalar) : null;
        SecretScalars.Erase(ref scalar);
        return opening is not null;
    }

    /// <summary>C = t·B + r·B̃.</summary>
    /// <exception cref="ObjectDisposedException">The opening was erased.</exception>
    public Commitment Commit() => new(PedersenGenerators.Commit(Value, Blinding));

    /// <summary>
    /// The opening of <see cref="Commitment.Less"/>: the size less <paramref name="records"/>, under the same blinding.
    /// </summary>
    /// <param name="records">Records that are credited to someone else; at most <see cref="Value"/>.</param>
    /// <returns>An opening of its own: it is erased by itself.</returns>
    /// <exception cref="ArgumentOutOfRangeException">More records than the committed size.</exception>
    /// <exception cref="ObjectDisposedException">The opening was erased.</exception>
    public CommitmentOpening Less(ulong records) => records <= Value
        ? new(checked(Value - records), Blinding)
        : throw new ArgumentOutOfRangeException(
            nameof(records), records, "More records are to be taken off than were committed to.");

    /// <summary>
    /// The blinding's 32 bytes, to be saved where only the participant can read them. Overwrite them afterwards.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The opening was erased.</exception>
    public byte[] ExportBlinding() => Blinding.ToArray();

    /// <summary>Overwrites both members.</summary>
    public void Dispose()
    {
        _value = 0;
        _blinding.Dispose();
    }
}
