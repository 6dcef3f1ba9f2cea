using System.Runtime.InteropServices;

namespace Candor.Commitments.Tests.Oracle;

/// <summary>libsodium, which has no line in common with this library: the second opinion on everything that both do.</summary>
internal static class Sodium
{
    internal const int PointSize = 32;
    internal const int ScalarSize = 32;
    internal const int WideSize = 64;
    internal const int SignatureSize = 64;

    private const string Library = "libsodium";

    static Sodium() => Assert.True(sodium_init() >= 0, "libsodium does not start.");

    /// <summary>Whether libsodium takes a signature; <paramref name="publicKey"/> has 32 bytes, the signature 64.</summary>
    internal static bool VerifyEd25519(byte[] publicKey, byte[] message, byte[] signature)
    {
        Assert.Equal(PointSize, publicKey.Length);
        Assert.Equal(SignatureSize, signature.Length);
        return crypto_sign_verify_detached(signature, message, (ulong)message.Length, publicKey) == 0;
    }

    /// <summary>Signs with the key of a seed of 32 bytes.</summary>
    internal static (byte[] PublicKey, byte[] Signature) SignEd25519(byte[] seed, byte[] message)
    {
        byte[] publicKey = new byte[PointSize];
        byte[] secretKey = new byte[2 * PointSize];
        byte[] signature = new byte[SignatureSize];
        Require(crypto_sign_seed_keypair(publicKey, secretKey, seed));
        Require(crypto_sign_detached(signature, 0, message, (ulong)message.Length, secretKey));
        return (publicKey, signature);
    }

    /// <summary>Whether 32 bytes are the encoding of an element.</summary>
    internal static bool IsElement(byte[] encoding) => crypto_core_ristretto255_is_valid_point(encoding) == 1;

    /// <summary>The sum of two encoded elements.</summary>
    internal static byte[] Add(byte[] p, byte[] q) => Fill(PointSize, sum => crypto_core_ristretto255_add(sum, p, q));

    /// <summary>The difference of two encoded elements.</summary>
    internal static byte[] Subtract(byte[] p, byte[] q) =>
        Fill(PointSize, difference => crypto_core_ristretto255_sub(difference, p, q));

    /// <summary>The one-way map of 64 bytes.</summary>
    internal static byte[] Map(byte[] uniform) =>
        Fill(PointSize, element => crypto_core_ristretto255_from_hash(element, uniform));

    /// <summary>A multiple; libsodium refuses to give the identity, which is 32 zero bytes.</summary>
    internal static byte[] Multiply(byte[] scalar, byte[] point)
    {
        byte[] product = new byte[PointSize];
        return crypto_scalarmult_ristretto255(product, scalar, point) == 0 ? product : new byte[PointSize];
    }

    /// <summary>A multiple of the basepoint, as <see cref="Multiply"/>.</summary>
    internal static byte[] MultiplyBase(byte[] scalar)
    {
        byte[] product = new byte[PointSize];
        return crypto_scalarmult_ristretto255_base(product, scalar) == 0 ? product : new byte[PointSize];
    }

    /// <summary>The sum of two scalars.</summary>
    internal static byte[] AddScalars(byte[] a, byte[] b) =>
        Fill(ScalarSize, sum => crypto_core_ristretto255_scalar_add(sum, a, b));

    /// <summary>The difference of two scalars.</summary>
    internal static byte[] SubtractScalars(byte[] a, byte[] b) =>
        Fill(ScalarSize, difference => crypto_core_ristretto255_scalar_sub(difference, a, b));

    /// <summary>The product of two scalars.</summary>
    internal static byte[] MultiplyScalars(byte[] a, byte[] b) =>
        Fill(ScalarSize, product => crypto_core_ristretto255_scalar_mul(product, a, b));

    /// <summary>The negative of a scalar.</summary>
    internal static byte[] NegateScalar(byte[] a) =>
        Fill(ScalarSize, negative => crypto_core_ristretto255_scalar_negate(negative, a));

    /// <summary>64 bytes modulo the order.</summary>
    internal static byte[] ReduceScalar(byte[] wide) =>
        Fill(ScalarSize, scalar => crypto_core_ristretto255_scalar_reduce(scalar, wide));

    /// <summary>The inverse of a scalar that is not zero.</summary>
    internal static byte[] InvertScalar(byte[] a)
    {
        byte[] inverse = new byte[ScalarSize];
        Require(crypto_core_ristretto255_scalar_invert(inverse, a));
        return inverse;
    }

    private static byte[] Fill(int size, Func<byte[], int> fill)
    {
        byte[] result = new byte[size];
        Require(fill(result));
        return result;
    }

    private static byte[] Fill(int size, Action<byte[]> fill)
    {
        byte[] result = new byte[size];
        fill(result);
        return result;
    }

    private static void Require(int result) => Assert.Equal(0, result);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int sodium_init();

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int crypto_sign_verify_detached(
        byte[] signature, byte[] message, ulong messageLength, byte[] publicKey);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int crypto_sign_seed_keypair(byte[] publicKey, byte[] secretKey, byte[] seed);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int crypto_sign_detached(
        byte[] signature, nint signatureLength, byte[] message, ulong messageLength, byte[] secretKey);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int crypto_core_ristretto255_is_valid_point(byte[] encoding);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int crypto_core_ristretto255_add(byte[] sum, byte[] p, byte[] q);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int crypto_core_ristretto255_sub(byte[] difference, byte[] p, byte[] q);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int crypto_core_ristretto255_from_hash(byte[] element, byte[] uniform);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int crypto_scalarmult_ristretto255(byte[] product, byte[] scalar, byte[] point);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int crypto_scalarmult_ristretto255_base(byte[] product, byte[] scalar);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void crypto_core_ristretto255_scalar_add(byte[] sum, byte[] a, byte[] b);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void crypto_core_ristretto255_scalar_sub(byte[] difference, byte[] a, byte[] b);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void crypto_core_ristretto255_scalar_mul(byte[] product, byte[] a, byte[] b);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void crypto_core_ristretto255_scalar_negate(byte[] negative, byte[] a);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void crypto_core_ristretto255_scalar_reduce(byte[] scalar, byte[] wide);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int crypto_core_ristretto255_scalar_invert(byte[] inverse, byte[] a);
}
