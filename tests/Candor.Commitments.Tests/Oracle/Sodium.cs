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
}
