using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;

namespace Candor.Hosting.Edge;

/// <summary>The certificate that a program shows where it listens on <c>https</c>.</summary>
/// <param name="Leaf">The certificate, with its private key.</param>
/// <param name="Chain">The certificates that lead from it to a root, as far as the file has them.</param>
internal sealed record ServerCertificate(X509Certificate2 Leaf, X509Certificate2Collection Chain)
{
    // Which the tool `dotnet dev-certs https` puts into the certificates that it makes.
    private const string DevelopmentOid = "1.3.6.1.4.1.311.84.1.1";

    /// <summary>Loads the certificate that the options name.</summary>
    /// <param name="options">The options.</param>
    /// <param name="fault">Why it cannot be used, in one line that names the option; null where there is none or it
    /// can.</param>
    /// <returns>The certificate; null where the options name none, or with a fault.</returns>
    internal static ServerCertificate? Load(HostOptions options, out string? fault)
    {
        fault = null;
        if (options.CertificatePath is not { } path)
        {
            return null;
        }

        string blamed = $"{nameof(options.CertificatePath)} '{path}'";
        try
        {
            ServerCertificate? loaded = IsPem(path) ? LoadPem(path, options, ref blamed) : LoadPfx(path, options);
            fault = loaded is null
                ? $"{nameof(options.CertificatePath)} '{path}' holds no certificate with a private key."
                : null;
            return loaded;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException
            or ArgumentException or PlatformNotSupportedException)
        {
            fault = $"{blamed} cannot be used: {e.Message.ReplaceLineEndings(" ")}";
            return null;
        }
    }

    /// <summary>Says what is missing where a program is to listen on <c>https</c> without a certificate.</summary>
    /// <param name="options">The options.</param>
    /// <param name="configuration">The framework's own sections, which may name one.</param>
    /// <returns>The fault in one line; null where there is none.</returns>
    internal static string? FindMissing(HostOptions options, IConfiguration configuration)
    {
        string? address = options.ListenUrls.FirstOrDefault(
            static url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase));
        return address is null
            || options.CertificatePath is not null
            || configuration.GetSection("Kestrel:Certificates:Default").GetChildren().Any()
            || HasDevelopmentCertificate()
                ? null
                : $"{nameof(options.ListenUrls)} holds '{address}' and there is no certificate; expected one with "
                + $"--certificate FILE ({nameof(options.CertificatePath)}), a PFX file, or PEM with its key there or "
                + $"in --certificate-key FILE ({nameof(options.CertificateKeyPath)}).";
    }

    private static bool IsPem(string path)
    {
        using StreamReader reader = File.OpenText(path);
        char[] start = new char[4096];
        int length = reader.ReadBlock(start);
        return start.AsSpan(0, length).IndexOf("-----BEGIN ") >= 0;
    }

    // The certificate is read by itself first: what fails after that is its key's fault.
    private static ServerCertificate LoadPem(string path, HostOptions options, ref string blamed)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(path);
        string keyPath = options.CertificateKeyPath ?? path;
        if (options.CertificateKeyPath is not null && chain.Count > 0)
        {
            blamed = $"{nameof(options.CertificateKeyPath)} '{keyPath}', the key of '{path}',";
        }

        using X509Certificate2 loaded = options.CertificatePassword is { } password
            ? X509Certificate2.CreateFromEncryptedPemFile(path, password, keyPath)
            : X509Certificate2.CreateFromPemFile(path, keyPath);

        // Not every system's TLS takes a key that was never in a PFX.
        return new ServerCertificate(
            X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), null), chain);
    }

    private static ServerCertificate? LoadPfx(string path, HostOptions options)
    {
        X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12CollectionFromFile(
            path, options.CertificatePassword);
        return all.FirstOrDefault(static certificate => certificate.HasPrivateKey) is { } leaf
            ? new ServerCertificate(leaf, all)
            : null;
    }

    // Kestrel takes it by itself where there is no other.
    private static bool HasDevelopmentCertificate()
    {
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        try
        {
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            return store.Certificates.Any(
                static certificate => certificate.Extensions.Any(static e => e.Oid?.Value == DevelopmentOid));
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
