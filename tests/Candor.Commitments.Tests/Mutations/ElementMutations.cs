using Candor.Commitments.Group;
using Candor.Commitments.Tests.Mutations.Shared;

namespace Candor.Commitments.Tests.Mutations;

/// <summary>Mutations of a proof that know its elements of 32 bytes, each a point or a scalar.</summary>
internal sealed class ElementMutations
{
    private const int Size = 32;

    // Points of small order on the curve, as Ed25519 writes them: none is the one encoding of an element.
    private static readonly byte[][] s_torsion =
    [
        .. new[]
        {
            "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "0000000000000000000000000000000000000000000000000000000000000080",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        }.Select(Convert.FromHexString),
    ];

    private readonly byte[] _honest;
    private readonly byte[][] _others;
    private readonly bool[] _isPoint;

    /// <summary>Describes a proof.</summary>
    /// <param name="honest">The proof.</param>
    /// <param name="kinds">A letter for each element: P a point, S a scalar.</param>
    /// <param name="others">Other valid proofs of the same statement.</param>
    internal ElementMutations(byte[] honest, string kinds, params byte[][] others)
    {
        Assert.Equal(honest.Length, Size * kinds.Length);
        Assert.All(others, other => Assert.Equal(honest.Length, other.Length));
        (_honest, _others) = (honest, others);
        _isPoint = [.. kinds.Select(kind => kind == 'P')];
    }

    /// <summary>Draws a mutation: half of them of bytes, half of elements.</summary>
    /// <param name="random">Where from.</param>
    /// <returns>The mutation; null where nothing changed.</returns>
    internal Mutation<byte[]>? Draw(Random random)
    {
        if (random.Next(2) == 0)
        {
            return ByteMutations.Draw(random, _honest, _others);
        }

        int i = random.Next(_isPoint.Length);
        int j = random.Next(_isPoint.Length);
        (byte[] mutated, string what) = random.Next(10) switch
        {
            0 => (Swap(i, j), $"elements {i} and {j} swapped"),
            1 => ([.. _honest[..(i * Size)], .. _honest[((i + 1) * Size)..]], $"element {i} dropped"),
            2 => ([.. _honest[..(i * Size)], .. _honest[(j * Size)..]], $"elements from {i} as from {j} on"),
            3 => (Replace(i, Element(_others[random.Next(_others.Length)], i)), $"element {i} of another proof"),
            4 => Graft(random, i),
            _ => _isPoint[i] ? OfPoint(random, i) : OfScalar(random, i),
        };
        return _honest.AsSpan().SequenceEqual(mutated) ? null : new Mutation<byte[]>(mutated, what);
    }

    private (byte[] Mutated, string What) OfPoint(Random random, int i)
    {
        Assert.True(RistrettoPoint.TryParse(Element(_honest, i), out RistrettoPoint point));
        byte[] negative = [.. Element(_honest, i)];
        negative[0] |= 1;
        byte[] high = [.. Element(_honest, i)];
        high[^1] |= 0x80;
        return random.Next(8) switch
        {
            0 => (Replace(i, new byte[Size]), $"point {i} the identity"),
            1 => (Replace(i, s_torsion[random.Next(s_torsion.Length)]), $"point {i} an encoding of small order"),
            2 => (Replace(i, (-point).ToArray()), $"point {i} negated"),
            3 => (Replace(i, (point + point).ToArray()), $"point {i} doubled"),
            4 => (Replace(i, (point + RistrettoPoint.Basepoint).ToArray()), $"point {i} plus B"),
            5 => (Replace(i, (point - PedersenGenerators.Blinding.Point).ToArray()), $"point {i} less B̃"),
            6 => (Replace(i, negative), $"point {i} with a negative encoding"),
            _ => (Replace(i, high), $"point {i} with bit 255 set"),
        };
    }

    private (byte[] Mutated, string What) OfScalar(Random random, int i)
    {
        Assert.True(Scalar.TryParse(Element(_honest, i), out Scalar scalar));
        byte[] lifted = Generators.Bytes(Generators.ToInteger(Element(_honest, i)) + Generators.Order, Size);
        return random.Next(7) switch
        {
            0 => (Replace(i, lifted), $"scalar {i} plus the order"),
            1 => (Replace(i, Generators.Bytes(Generators.Order, Size)), $"scalar {i} the order"),
            2 => (Replace(i, (scalar + Scalar.One).ToArray()), $"scalar {i} plus one"),
            3 => (Replace(i, (scalar - Scalar.One).ToArray()), $"scalar {i} less one"),
            4 => (Replace(i, (-scalar).ToArray()), $"scalar {i} negated"),
            5 => (Replace(i, new byte[Size]), $"scalar {i} zero"),
            _ => (Replace(i, [.. Enumerable.Repeat((byte)0xFF, Size)]), $"scalar {i} all ones"),
        };
    }

    private (byte[] Mutated, string What) Graft(Random random, int i)
    {
        byte[] other = _others[random.Next(_others.Length)];
        return random.Next(2) == 0
            ? ([.. _honest[..(i * Size)], .. other[(i * Size)..]], $"elements from {i} on of another proof")
            : ([.. other[..(i * Size)], .. _honest[(i * Size)..]], $"elements before {i} of another proof");
    }

    private byte[] Swap(int i, int j)
    {
        byte[] mutated = [.. _honest];
        Element(_honest, i).CopyTo(mutated.AsSpan(j * Size));
        Element(_honest, j).CopyTo(mutated.AsSpan(i * Size));
        return mutated;
    }

    private byte[] Replace(int i, ReadOnlySpan<byte> element) =>
        [.. _honest[..(i * Size)], .. element, .. _honest[((i + 1) * Size)..]];

    private static ReadOnlySpan<byte> Element(byte[] proof, int i) => proof.AsSpan(i * Size, Size);
}
