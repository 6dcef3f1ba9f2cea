using System.Buffers;
using System.Text;

namespace Grpc.Core;

/// <content>The entry.</content>
public sealed partial class Metadata
{
    /// <summary>One key with its text or its bytes. Immutable.</summary>
    public class Entry
    {
        // The characters that the gRPC protocol allows in a header name; upper case is lowered first, as HTTP/2 requires.
        private static readonly SearchValues<char> KeyCharacters =
            SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

        private readonly string? text;
        private readonly byte[] bytes = [];

        /// <summary>Creates an entry that holds bytes.</summary>
        /// <param name="key">
        /// The key, which is lowered: letters a to z, digits, <c>_</c>, <c>-</c> and <c>.</c>, ending in <c>-bin</c>.
        /// </param>
        /// <param name="valueBytes">The bytes, which are copied.</param>
        /// <exception cref="ArgumentNullException">An argument is null.</exception>
        /// <exception cref="ArgumentException">The key has another character, or does not end in <c>-bin</c>.</exception>
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
        /// The key, which is lowered: letters a to z, digits, <c>_</c>, <c>-</c> and <c>.</c>, not ending in <c>-bin</c>.
        /// </param>
        /// <param name="value">The text. The wire carries printable ASCII; the transport refuses what it cannot carry.</param>
        /// <exception cref="ArgumentNullException">An argument is null.</exception>
        /// <exception cref="ArgumentException">The key has another character, or ends in <c>-bin</c>.</exception>
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
            // ASCII letters only: a key such as "İ" must be refused and not lowered into another one.
            string lower = string.Create(key.Length, key, static (span, source) =>
            {
                for (int i = 0; i < span.Length; i++)
                {
                    span[i] = char.IsAsciiLetterUpper(source[i]) ? (char)(source[i] | 0x20) : source[i];
                }
            });
            if (lower.AsSpan().ContainsAnyExcept(KeyCharacters))
            {
                throw new ArgumentException(
                    $"The key '{key}' is not valid: only letters a to z, digits, '_', '-' and '.' are.", nameof(key));
            }

            return lower;
        }
    }
}
