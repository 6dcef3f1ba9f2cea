using System.Buffers;
using System.Text;

namespace Grpc.Core;

/// <content>The entry.</content>
public sealed partial class Metadata
{
    /// <summary>One key with its text or its bytes. Immutable.</summary>
    public class Entry
    {
        // What the gRPC protocol allows in a header name, and the upper case that is lowered as HTTP/2 requires.
        private static readonly SearchValues<char> KeyCharacters =
            SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

        private readonly string? text;
        private readonly byte[] bytes = [];

        /// <summary>Creates an entry that holds bytes.</summary>
        /// <param name="key">
        /// The key, which is lowered: letters a to z, digits, <c>_</c>, <c>-</c> and <c>.</c>, ending in <c>-bin</c>.
        /// </param>
        /// <param name="valueBytes">The bytes, which are copied.</param>
        /// <exception cref="ArgumentNullException">An argument is null.</exception>
        /// <exception cref="ArgumentException">
        /// The key is empty or has another character, or does not end in <c>-bin</c>.
        /// </exception>
        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(key);
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = Normalize(key);
            if (!HasBinarySuffix(Key))
            {
                throw new ArgumentException(
                    $"The key '{Key}' of a binary value must end in '{BinaryHeaderSuffix}'.", nameof(key));
            }

            bytes = [.. valueBytes];
        }

        /// <summary>Creates an entry that holds a text.</summary>
        /// <param name="key">
        /// The key, which is lowered: letters a to z, digits, <c>_</c>, <c>-</c> and <c>.</c>, not ending in
        /// <c>-bin</c>.
        /// </param>
        /// <param name="value">
        /// The text. The wire carries printable ASCII; the transport refuses what it cannot carry.
        /// </param>
        /// <exception cref="ArgumentNullException">An argument is null.</exception>
        /// <exception cref="ArgumentException">
        /// The key is empty or has another character, or ends in <c>-bin</c>.
        /// </exception>
        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(key);
            ArgumentNullException.ThrowIfNull(value);
            Key = Normalize(key);
            if (HasBinarySuffix(Key))
            {
                throw new ArgumentException(
                    $"The key '{Key}' of a text must not end in '{BinaryHeaderSuffix}'.", nameof(key));
            }

            text = value;
        }

        /// <summary>The key, in lower case.</summary>
        public string Key { get; }

        /// <summary>Whether the entry holds bytes.</summary>
        public bool IsBinary => text is null;

        /// <summary>The text.</summary>
        /// <exception cref="InvalidOperationException">The entry holds bytes.</exception>
        public string Value => text
            ?? throw new InvalidOperationException($"The entry '{Key}' is binary and has no text.");

        /// <summary>A copy of the bytes; of a text, its ASCII bytes.</summary>
        public byte[] ValueBytes => text is null ? [.. bytes] : Encoding.ASCII.GetBytes(text);

        /// <summary>The entry in one line; of bytes, their number only.</summary>
        /// <returns><c>[Entry: key=…, value=…]</c>.</returns>
        public override string ToString() => text is null
            ? $"[Entry: key={Key}, valueBytes=byte[{bytes.Length}]]"
            : $"[Entry: key={Key}, value={text}]";

        internal bool HasKey(string key) => string.Equals(Key, key, StringComparison.OrdinalIgnoreCase);

        private static bool HasBinarySuffix(string key) => key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        private static string Normalize(string key)
        {
            // Checked before it is lowered: the Kelvin sign would lower into a valid k.
            if (key.Length == 0 || key.AsSpan().ContainsAnyExcept(KeyCharacters))
            {
                throw new ArgumentException(
                    $"The key '{key}' is not valid: one or more letters a to z, digits, '_', '-' and '.' are.",
                    nameof(key));
            }

            return key.ToLowerInvariant();
        }
    }
}
