using System.Buffers.Binary;
using System.Security.Cryptography;
using Candor.Commitments.Group;

namespace Candor.Commitments.ProofTranscripts;

/// <summary>A prover's secret randomness, made by <see cref="MerlinTranscript.ForkRandomness"/>.</summary>
internal sealed class ProofTranscriptRandomness : IDisposable
{
    private readonly Strobe128 _strobe;

    internal ProofTranscriptRandomness(Strobe128 strobe) => _strobe = strobe;

    /// <summary>The next uniform scalar.</summary>
    internal Scalar NextScalar()
    {
        Span<byte> wide = stackalloc byte[Scalar.WideSize];
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, wide.Length);
        _strobe.MetaAd(length, more: false);
        _strobe.Prf(wide);
        Scalar scalar = Scalar.FromWideBytes(wide);
        CryptographicOperations.ZeroMemory(wide);
        return scalar;
    }

    /// <summary>The next uniform scalars.</summary>
    internal SecretScalars NextScalars(int count)
    {
        var scalars = new SecretScalars(count);
        foreach (ref Scalar scalar in scalars.Span)
        {
            scalar = NextScalar();
        }

        return scalars;
    }

    /// <summary>Overwrites the state.</summary>
    public void Dispose() => _strobe.Erase();
}
