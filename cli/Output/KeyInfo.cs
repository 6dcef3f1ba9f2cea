namespace Candor.Cli.Output;

/// <summary>A key as <c>keygen --json</c> shows it.</summary>
/// <param name="File">Where the private half is.</param>
/// <param name="KeyId">Lower-case hexadecimal SHA-256 of the public half.</param>
/// <param name="PublicKey">The public half as a market definition names it, base64.</param>
internal sealed record KeyInfo(string File, string KeyId, string PublicKey);
