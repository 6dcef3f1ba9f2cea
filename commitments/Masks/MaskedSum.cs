using System.Buffers.Binary;
using Candor.Commitments.Group;
using Candor.Commitments.SecretSharing;

namespace Candor.Commitments.Masks;

/// <summary>
/// The sum of all contributors' statistics: that of y over the whole list, less everybody's own masks. It is what was
/// committed to only where statement 9 holds for all of them, which the caller has verified.
/// </summary>
/// <remarks>Not safe for use from several threads. Disposing overwrites the sum.</remarks>
public sealed class MaskedSum : IDisposable
{
    private readonly MaskEpoch _epoch;
    private readonly SecretScalars _sum;
    private readonly bool[] _isAdded;

    /// <summary>Begins before the first contributor.</summary>
    /// <param name="epoch">List, epoch and shape.</param>
    public MaskedSum(MaskEpoch epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        _epoch = epoch;
        _sum = new(epoch.Shape.Coordinates);
        _isAdded = new bool[epoch.List.Count];
    }

    /// <summary>Adds one contributor, in any order.</summary>
    /// <param name="position">Its position on the list.</param>
    /// <param name="masked">Its masked vectors.</param>
    /// <param name="own">The seed of its own masks.</param>
    /// <exception cref="ArgumentException">The vectors are of another shape than the epoch.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The list has no such position.</exception>
    /// <exception cref="InvalidOperationException">The contributor was added before.</exception>
    /// <exception cref="ObjectDisposedException">The sum or the seed was erased.</exception>
    public void Add(int position, MaskedStatistics masked, SharedSecret own)
    {
        ArgumentNullException.ThrowIfNull(masked);
        ArgumentNullException.ThrowIfNull(own);
        _epoch.List.RequirePosition(position, nameof(position));
        if (masked.Shape != _epoch.Shape)
        {
            throw new ArgumentException(
                $"There are {masked.Shape.Coordinates} coordinates; the epoch has {_epoch.Shape.Coordinates}.",
                nameof(masked));
        }

        if (_isAdded[position])
        {
            throw new InvalidOperationException($"The contributor at position {position} was added before.");
        }

        Span<Scalar> sum = _sum.Span;
        using MaskTerm term = MaskTerm.Own(own.Value, _epoch, position);
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] += masked.Value(i);
        }

        term.TakeFrom(sum);
        _isAdded[position] = true;
    }

    /// <summary>Reads the sum as integers.</summary>
    /// <param name="sum">Σ x_j, one for each coordinate; overwritten with zeros where it is none.</param>
    /// <returns>False when a coordinate is no integer of 64 bits: not all statistics were within their bounds.</returns>
    /// <exception cref="ArgumentException">There is not one place for each coordinate.</exception>
    /// <exception cref="InvalidOperationException">A contributor is missing: the masks of its pairs remain.</exception>
    /// <exception cref="ObjectDisposedException">The sum was erased.</exception>
    public bool TryFinish(Span<long> sum)
    {
        if (sum.Length != _epoch.Shape.Coordinates)
        {
            throw new ArgumentException(
                $"There are {sum.Length} places for {_epoch.Shape.Coordinates} coordinates.", nameof(sum));
        }

        if (_isAdded.AsSpan().IndexOf(false) is >= 0 and int missing)
        {
            throw new InvalidOperationException($"The contributor at position {missing} is missing in the sum.");
        }

        for (int i = 0; i < sum.Length; i++)
        {
            if (!TryGetInt64(_sum[i], out sum[i]))
            {
                sum.Clear();
                return false;
            }
        }

        return true;
    }

    /// <summary>Overwrites the sum.</summary>
    public void Dispose() => _sum.Dispose();

    /// <summary>The integer of 64 bits and a sign whose scalar this is, if there is one. For scalars that are opened.</summary>
    internal static bool TryGetInt64(in Scalar scalar, out long value)
    {
        // Raised by 2^63, such an integer is one of 64 bits without a sign.
        Span<byte> raised = stackalloc byte[Scalar.Size];
        (scalar + Scalar.FromUInt64(1UL << 63)).WriteBytes(raised);
        value = unchecked((long)(BinaryPrimitives.ReadUInt64LittleEndian(raised) - (1UL << 63)));
        return raised[sizeof(ulong)..].IndexOfAnyExcept((byte)0) < 0;
    }
}
