using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Candor.Market.Texts;

namespace Candor.Client.Internal;

/// <summary>Reads small text files whole and strictly: in UTF-8, and no more of them than they may have. What it reads may
/// be a pipe, which says no length.</summary>
internal static class TextFile
{
    private const int FirstBuffer = 4096;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What it should be, such as <c>a market definition in JSON</c>.</param>
    /// <param name="maxBytes">The most bytes that it may have.</param>
    /// <param name="text">The text; null where there is a fault.</param>
    /// <param name="fault">What goes on a sentence that begins with the file; null where there is none.</param>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal static bool TryRead(
        string path,
        string expected,
        int maxBytes,
        [NotNullWhen(true)] out string? text,
        [NotNullWhen(false)] out string? fault)
    {
        // To the framework a folder is a file that may not be read.
        if (Directory.Exists(path))
        {
            text = null;
            fault = $"is a folder; expected {expected}";
            return false;
        }

        using FileStream file = File.OpenRead(path);
        return TryRead(file, expected, maxBytes, out text, out fault);
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="expected">What it should hold.</param>
    /// <param name="maxBytes">The most bytes that it may have.</param>
    /// <param name="text">The text; null where there is a fault.</param>
    /// <param name="fault">What goes on a sentence that begins with the file; null where there is none.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static bool TryRead(
        Stream stream,
        string expected,
        int maxBytes,
        [NotNullWhen(true)] out string? text,
        [NotNullWhen(false)] out string? fault)
    {
        byte[] bytes = new byte[Math.Min(FirstBuffer, maxBytes + 1)];
        int length = 0;
        try
        {
            while (stream.Read(bytes, length, bytes.Length - length) is > 0 and int read)
            {
                length += read;
                if (length > maxBytes)
                {
                    text = null;
                    fault = FormattableString.Invariant($"has more than {maxBytes} bytes; expected {expected}");
                    return false;
                }

                if (length == bytes.Length)
                {
                    Grow(ref bytes, maxBytes + 1);
                }
            }

            return StrictUtf8.TryDecode(bytes.AsSpan(0, length), expected, out text, out fault);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    // The file may be a private key, so no copy of it stays behind.
    private static void Grow(ref byte[] bytes, int most)
    {
        byte[] larger = new byte[(int)Math.Min(bytes.Length * 2L, most)];
        bytes.CopyTo(larger, 0);
        CryptographicOperations.ZeroMemory(bytes);
        bytes = larger;
    }
}
