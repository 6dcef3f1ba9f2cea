using System.Buffers.Binary;
using System.Collections.Concurrent;
using Candor.Commitments.Group;
using Candor.Commitments.Hashing;

namespace Candor.Commitments.RangeProofs;

/// <summary>
/// The vector bases G and H of a range proof, dalek's <c>BulletproofGens</c>: for party j and vector v, the one-way map
/// of successive 64 bytes of SHAKE256("GeneratorsChain" ‖ v ‖ LE32(j)). Made on first use and kept; safe for use from
/// many threads.
/// </summary>
internal sealed class BulletproofGenerators
{
    private static readonly ConcurrentDictionary<RangeShape, BulletproofGenerators> s_cache = new();
    private static readonly Lazy<Generator[]>[] s_partiesOfG = Chains((byte)'G');
    private static readonly Lazy<Generator[]>[] s_partiesOfH = Chains((byte)'H');

    private BulletproofGenerators(RangeShape shape)
    {
        G = Collect(s_partiesOfG, shape);
        H = Collect(s_partiesOfH, shape);
        All = [PedersenGenerators.Value, PedersenGenerators.Blinding, .. G, .. H];
    }

    /// <summary>n·m bases, those of party 0 first.</summary>
    internal Generator[] G { get; }

    /// <summary>n·m bases, those of party 0 first.</summary>
    internal Generator[] H { get; }

    /// <summary>B, B̃, then G, then H.</summary>
    internal Generator[] All { get; }

    /// <summary>The bases for a shape.</summary>
    internal static BulletproofGenerators For(RangeShape shape) =>
        s_cache.GetOrAdd(shape, static key => new BulletproofGenerators(key));

    private static Generator[] Collect(Lazy<Generator[]>[] parties, RangeShape shape)
    {
        var collected = new List<Generator>(shape.Length);
        for (int party = 0; party < shape.Parties; party++)
        {
            collected.AddRange(parties[party].Value.AsSpan(0, shape.Bits));
        }

        return [.. collected];
    }

    private static Lazy<Generator[]>[] Chains(byte vector)
    {
        IEnumerable<int> parties = Enumerable.Range(0, RangeShape.MaxParties);
        return [.. parties.Select(party => new Lazy<Generator[]>(() => Chain(vector, (uint)party)))];
    }

    private static Generator[] Chain(byte vector, uint party)
    {
        Span<byte> index = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(index, party);
        KeccakSponge stream = KeccakSponge.Shake256([.. "GeneratorsChain"u8, vector, .. index]);
        var chain = new Generator[RangeShape.MaxBits];
        Span<byte> uniform = stackalloc byte[RistrettoPoint.UniformSize];
        for (int i = 0; i < chain.Length; i++)
        {
            stream.Squeeze(uniform);
            chain[i] = new(RistrettoPoint.FromUniformBytes(uniform));
        }

        return chain;
    }
}
