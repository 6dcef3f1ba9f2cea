using System.Diagnostics;
using Candor.Commitments.Contributions;
using Candor.Commitments.Group;
using Candor.Commitments.SecretSharing;

namespace Candor.Commitments.Masks;

/// <summary>One contributor's masks in one epoch: those of its pairs, and its own.</summary>
/// <remarks>
/// The sum of all contributors' masks is that of their own ones: a pair's vanish. Own ones keep a contributor hidden
/// whose vectors came late, after its pairs had to be opened. Safe for use from many threads until it is disposed of,
/// which overwrites it; not while it is.
/// </remarks>
[DebuggerDisplay("masks of position {Position}")]
public sealed class ContributorMasks : IDisposable
{
    private readonly MaskTerm[] _terms;
    private bool _isErased;

    /// <summary>Derives the keys of all masks.</summary>
    /// <param name="epoch">List, epoch and shape.</param>
    /// <param name="position">The contributor's position on the list.</param>
    /// <param name="key">Its mask key.</param>
    /// <param name="own">The seed of its own masks, fresh in every epoch.</param>
    /// <exception cref="ArgumentException">The key is not that of the list at this position.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The list has no such position.</exception>
    /// <exception cref="ObjectDisposedException">The key or the seed was erased.</exception>
    public ContributorMasks(MaskEpoch epoch, int position, MaskKey key, SharedSecret own)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        ArgumentNullException.ThrowIfNull(own);
        RequireKey(epoch.List, position, key);
        Epoch = epoch;
        Position = position;
        _terms = new MaskTerm[epoch.List.Count];
        for (int i = 0; i < _terms.Length; i++)
        {
            if (i == position)
            {
                _terms[i] = MaskTerm.Own(own.Value, epoch, position);
            }
            else
            {
                using var secret = new PairSecret(key, epoch.List.KeyOf(i));
                _terms[i] = MaskTerm.OfPair(secret.Bytes, epoch, position, i);
            }
        }
    }

    /// <summary>What the masks are for.</summary>
    public MaskEpoch Epoch { get; }

    /// <summary>The contributor's position on the list.</summary>
    public int Position { get; }

    /// <summary>y and z: the statistics and their blindings under all masks.</summary>
    /// <param name="opening">What opens the contributor's commitments.</param>
    /// <exception cref="ArgumentException">The opening is of another shape than the epoch.</exception>
    /// <exception cref="ObjectDisposedException">The masks or the opening were erased.</exception>
    public MaskedStatistics Mask(StatisticsOpening opening)
    {
        ArgumentNullException.ThrowIfNull(opening);
        ObjectDisposedException.ThrowIf(_isErased, this);
        if (opening.Shape != Epoch.Shape)
        {
            throw new ArgumentException(
                $"The opening has {opening.Shape.Coordinates} coordinates; the epoch has {Epoch.Shape.Coordinates}.",
                nameof(opening));
        }

        using var values = new SecretScalars(opening.Shape.Coordinates);
        using var blindings = new SecretScalars(opening.Shape.Coordinates);
        for (int i = 0; i < values.Count; i++)
        {
            values[i] = Scalar.FromInt64(opening.Coordinates[i]);
        }

        opening.Blindings.CopyTo(blindings.Span);
        foreach (MaskTerm term in _terms)
        {
            term.AddTo(values.Span, blindings.Span);
        }

        return MaskedStatistics.Of(opening.Shape, values.Span, blindings.Span);
    }

    /// <summary>The points U under the weights. The contributor sends them only once it has every signed submission.</summary>
    /// <param name="weights">The weights of the same epoch.</param>
    /// <exception cref="ArgumentException">The weights are of another epoch, list or shape.</exception>
    /// <exception cref="ObjectDisposedException">The masks were erased.</exception>
    public MaskPoints ComputePoints(MaskWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ObjectDisposedException.ThrowIf(_isErased, this);
        if (weights.Epoch.Number != Epoch.Number || weights.Epoch.Shape != Epoch.Shape ||
            !weights.Epoch.List.Digest.Span.SequenceEqual(Epoch.List.Digest.Span))
        {
            throw new ArgumentException(
                $"The weights are of epoch {weights.Epoch.Number} or another list; the masks are of epoch {Epoch.Number}.",
                nameof(weights));
        }

        var points = new RistrettoPoint[_terms.Length];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = _terms[i].PointOf(weights.Values);
        }

        return new(points);
    }

    /// <summary>Overwrites the keys of all masks.</summary>
    public void Dispose()
    {
        _isErased = true;
        foreach (MaskTerm term in _terms)
        {
            term.Dispose();
        }
    }

    /// <summary>Throws where a key is not a contributor's on a list.</summary>
    internal static void RequireKey(ContributorList list, int position, MaskKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        list.RequirePosition(position, nameof(position));
        if (!list.Contributors[position].MaskKey.Span.SequenceEqual(key.PublicKey.Span))
        {
            throw new ArgumentException(
                $"The list has another mask key at position {position}.", nameof(key));
        }
    }
}
