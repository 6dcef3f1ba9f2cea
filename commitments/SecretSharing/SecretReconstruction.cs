using System.Diagnostics.CodeAnalysis;
using Candor.Commitments.Group;

namespace Candor.Commitments.SecretSharing;

/// <summary>
/// Takes the shares of one secret as they come and interpolates it from the first t that fit. A share is checked before
/// it counts: one false share would give another secret, and nobody could be named for it.
/// </summary>
/// <remarks>Not safe for use from several threads. Disposing overwrites the shares.</remarks>
public sealed class SecretReconstruction : IDisposable
{
    private readonly FeldmanCommitments _commitments;
    private readonly SecretScalars _values;
    private readonly List<int> _rosterIndices = [];

    /// <summary>Begins before the first share.</summary>
    /// <param name="commitments">The dealer's commitments.</param>
    public SecretReconstruction(FeldmanCommitments commitments)
    {
        ArgumentNullException.ThrowIfNull(commitments);
        _commitments = commitments;
        _values = new(commitments.Threshold);
    }

    /// <summary>Shares that count so far, at most t.</summary>
    public int Count => _rosterIndices.Count;

    /// <summary>Whether there are enough.</summary>
    public bool IsComplete => Count == _commitments.Threshold;

    /// <summary>Takes a share. One of a contributor whose share counts already, or beyond the t-th, changes nothing.</summary>
    /// <param name="share">The share, untrusted.</param>
    /// <returns>
    /// <see cref="ProofFailure.None"/>, or <see cref="ProofFailure.EquationFails"/> when the share is not one of the
    /// committed polynomial at its holder's position: who signed it is named.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The shares were erased.</exception>
    public ProofFailure Add(SecretShare share)
    {
        ObjectDisposedException.ThrowIf(_values.AreErased, this);
        ProofFailure failure = _commitments.Verify(share);
        if (failure == ProofFailure.None && !IsComplete && !_rosterIndices.Contains(share.RosterIndex))
        {
            _values[Count] = share.Value;
            _rosterIndices.Add(share.RosterIndex);
        }

        return failure;
    }

    /// <summary>Interpolates the secret: Σ s_i·Π_(k≠i) x_k/(x_k - x_i).</summary>
    /// <param name="secret">The secret, which fits the commitments, or null.</param>
    /// <returns>False while fewer than t shares count.</returns>
    /// <exception cref="ObjectDisposedException">The shares were erased.</exception>
    public bool TryFinish([NotNullWhen(true)] out SharedSecret? secret)
    {
        ObjectDisposedException.ThrowIf(_values.AreErased, this);
        secret = null;
        if (!IsComplete)
        {
            return false;
        }

        Scalar sum = Scalar.Zero;
        for (int i = 0; i < Count; i++)
        {
            sum += _values[i] * WeightOf(i);
        }

        secret = new(sum);
        SecretScalars.Erase(ref sum);
        return secret.Fits(_commitments)
            ? true
            : throw new InvalidOperationException("Shares that fit the commitments give a secret that does not.");
    }

    /// <summary>Overwrites the shares.</summary>
    public void Dispose() => _values.Dispose();

    private Scalar WeightOf(int i)
    {
        Scalar own = SecretShare.PositionOf(_rosterIndices[i]);
        Scalar numerator = Scalar.One;
        Scalar denominator = Scalar.One;
        foreach (int other in _rosterIndices)
        {
            if (other != _rosterIndices[i])
            {
                Scalar position = SecretShare.PositionOf(other);
                numerator *= position;
                denominator *= position - own;
            }
        }

        return numerator * denominator.Invert();
    }
}
