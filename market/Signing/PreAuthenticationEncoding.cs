using System.Globalization;
using System.Text;

namespace Candor.Market.Signing;

/// <summary>DSSE's pre-authentication encoding (PAE, protocol version 1): the bytes that are signed, with the lengths
/// of both parts in front of them so that no part can be read as another.</summary>
public static class PreAuthenticationEncoding
{
    /// <summary>Encodes <c>"DSSEv1" SP LEN(type) SP type SP LEN(payload) SP payload</c>.</summary>
    /// <param name="payloadType">The payload type; encoded as UTF-8.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The bytes to sign or verify.</returns>
    public static byte[] Encode(string payloadType, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(payloadType);
        int typeLength = Encoding.UTF8.GetByteCount(payloadType);
        string head = string.Create(
            CultureInfo.InvariantCulture, $"DSSEv1 {typeLength} {payloadType} {payload.Length} ");
        byte[] encoded = new byte[Encoding.UTF8.GetByteCount(head) + payload.Length];
        int written = Encoding.UTF8.GetBytes(head, encoded);
        payload.CopyTo(encoded.AsSpan(written));
        return encoded;
    }
}
