using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Candor.Hosting.Errors;
using Candor.V1;
using Candor.Wire.Names;

namespace Candor.Platform.Calls;

/// <summary>Tokens that a caller hands back: <c>base64url(version, kind, number, name)</c>. They are not secret and not
/// signed; a made-up one reads what its maker may read anyway.</summary>
internal static class OpaqueToken
{
    private const byte Version = 1;
    private const byte Resume = 1;
    private const byte Page = 2;
    private const int HeaderLength = 2 + sizeof(long);
    private const int MaxLength = 512;

    /// <summary>The token that opens a stream after an event.</summary>
    /// <param name="resource">What the stream is of: a market, or a participant.</param>
    /// <param name="sequence">The event's number.</param>
    /// <returns>The token.</returns>
    internal static string ForResume(string resource, long sequence) => Encode(Resume, sequence, resource);

    /// <summary>Reads a stream's token.</summary>
    /// <param name="token">The token; empty from the start.</param>
    /// <param name="resource">What the stream is of.</param>
    /// <param name="lastEvent">The number of the market's last event: no token can be beyond it.</param>
    /// <returns>The number of the last event seen; 0 for none.</returns>
    /// <exception cref="CallRejectedException">The token is not one of this stream.</exception>
    internal static long ReadResume(string token, string resource, long lastEvent)
    {
        if (token.Length == 0)
        {
            return 0;
        }

        return TryDecode(token, Resume, out long sequence, out string name) && name == resource
            && sequence >= 1 && sequence <= lastEvent
                ? sequence
                : throw new CallRejectedException(
                    ErrorReason.ResumeTokenInvalid, $"The resume token is not one of a stream of {resource}.")
                {
                    Resource = resource,
                };
    }

    /// <summary>The token of the page after a market.</summary>
    /// <param name="lastName">The last name of the page.</param>
    /// <returns>The token.</returns>
    internal static string ForPage(string lastName) => Encode(Page, 0, lastName);

    /// <summary>Reads a page's token.</summary>
    /// <param name="token">The token; empty for the first page.</param>
    /// <returns>The last name of the page before; empty for the first page.</returns>
    /// <exception cref="CallRejectedException">The token is not one of this list.</exception>
    internal static string ReadPage(string token)
    {
        if (token.Length == 0)
        {
            return "";
        }

        return TryDecode(token, Page, out _, out string name) && MarketName.IsValid(name)
            ? name
            : throw new CallRejectedException(ErrorReason.PageTokenInvalid, "The page token is not one of this list.");
    }

    private static string Encode(byte kind, long number, string name)
    {
        byte[] bytes = new byte[HeaderLength + Encoding.UTF8.GetByteCount(name)];
        bytes[0] = Version;
        bytes[1] = kind;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(2), number);
        Encoding.UTF8.GetBytes(name, bytes.AsSpan(HeaderLength));
        return Base64Url.EncodeToString(bytes);
    }

    private static bool TryDecode(string token, byte kind, out long number, out string name)
    {
        number = 0;
        name = "";
        if (token.Length > MaxLength || !Base64Url.IsValid(token))
        {
            return false;
        }

        byte[] bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length < HeaderLength || bytes[0] != Version || bytes[1] != kind)
        {
            return false;
        }

        number = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(2));
        name = Encoding.UTF8.GetString(bytes.AsSpan(HeaderLength));
        return true;
    }
}
