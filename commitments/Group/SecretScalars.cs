using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Candor.Commitments.Group;

/// <summary>Secret scalars in one place in memory, which is overwritten once they are not needed any more.</summary>
/// <remarks>
/// The place is pinned: the garbage collector moves other objects and leaves copies behind that nobody can overwrite.
/// What arithmetic leaves in registers and on the stack is out of reach. There is no finalizer, since it could run while
/// the last sum over a secret is being computed: whoever makes one disposes of it.
/// </remarks>
internal sealed class SecretScalars : IDisposable
{
    private readonly Scalar[] _scalars;

    /// <summary>So many zeros, to be assigned.</summary>
    internal SecretScalars(int count) => _scalars = GC.AllocateArray<Scalar>(count, pinned: true);

    /// <summary>One scalar.</summary>
    internal SecretScalars(in Scalar scalar)
        : this(1) => _scalars[0] = scalar;

    /// <summary>Whether they were overwritten.</summary>
    internal bool AreErased { get; private set; }

    /// <summary>The number of scalars.</summary>
    internal int Count => _scalars.Length;

    /// <summary>All of them.</summary>
    /// <exception cref="ObjectDisposedException">They were overwritten.</exception>
    internal Span<Scalar> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(AreErased, this);
            return _scalars;
        }
    }

    /// <summary>One of them.</summary>
    /// <exception cref="ObjectDisposedException">They were overwritten.</exception>
    internal ref Scalar this[int i] => ref Span[i];

    /// <summary>Overwrites a scalar wherever it is.</summary>
    internal static void Erase(ref Scalar secret) =>
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(new Span<Scalar>(ref secret)));

    /// <summary>Overwrites them.</summary>
    public void Dispose()
    {
        AreErased = true;
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_scalars.AsSpan()));
    }
}
