using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Candor.Hosting.Storage.Marks;

/// <summary>The lines of a file of marks: the first names the file, each other one holds the marks that came to the disk
/// together. Frozen by a test: another form is another <see cref="Version"/>.</summary>
/// <remarks>A line is its fields with one space between them, and ends with 16 digits of the SHA-256 of the whole file up to
/// it, so that no line can be lost, changed or moved unseen but the last.</remarks>
internal static class MarkLine
{
    /// <summary>What the first line begins with.</summary>
    internal const string Version = "candor-marks/1";

    private const int ChainDigits = 16;

    /// <summary>The first line.</summary>
    /// <param name="id">The file's id, which its database knows.</param>
    /// <param name="chain">The chain, to which the line is added.</param>
    internal static byte[] First(string id, MarkChain chain) => Seal($"{Version} {id}", chain);

    /// <summary>A line of marks.</summary>
    /// <param name="marks">The marks, at least one.</param>
    /// <param name="chain">The chain, to which the line is added.</param>
    internal static byte[] Of(IReadOnlyCollection<KeyValuePair<string, StreamHead>> marks, MarkChain chain)
    {
        var text = new StringBuilder();
        foreach ((string stream, StreamHead head) in marks)
        {
            text.Append(text.Length == 0 ? "" : " ")
                .Append(stream).Append(' ')
                .Append(head.Version.ToString(CultureInfo.InvariantCulture)).Append(' ')
                .Append(Convert.ToHexStringLower(head.Root.Span));
        }

        return Seal(text.ToString(), chain);
    }

    /// <summary>Reads a line, without its end.</summary>
    /// <param name="line">The line's bytes.</param>
    /// <param name="chain">The chain before the line; moved on where the line is whole.</param>
    /// <returns>Its fields without the digits at the end; null where it is not whole.</returns>
    internal static string[]? Read(ReadOnlySpan<byte> line, MarkChain chain)
    {
        if (line.Length <= ChainDigits + 1 || line[^(ChainDigits + 1)] != (byte)' ')
        {
            return null;
        }

        ReadOnlySpan<byte> body = line[..^(ChainDigits + 1)];
        byte[] next = chain.After(body);
        if (!line[^ChainDigits..].SequenceEqual(Digits(next)))
        {
            return null;
        }

        chain.Move(next);
        return Encoding.UTF8.GetString(body).Split(' ');
    }

    /// <summary>Reads the marks of a line.</summary>
    /// <param name="fields">The line's fields.</param>
    /// <returns>The marks; null where the fields are not marks.</returns>
    internal static IReadOnlyList<KeyValuePair<string, StreamHead>>? ReadMarks(string[] fields)
    {
        if (fields.Length % 3 != 0)
        {
            return null;
        }

        var marks = new List<KeyValuePair<string, StreamHead>>(fields.Length / 3);
        for (int i = 0; i < fields.Length; i += 3)
        {
            if (!long.TryParse(fields[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out long version)
                || fields[i + 2].Length != 2 * SHA256.HashSizeInBytes)
            {
                return null;
            }

            marks.Add(new(fields[i], new StreamHead(version, Convert.FromHexString(fields[i + 2]))));
        }

        return marks;
    }

    private static byte[] Seal(string body, MarkChain chain)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        chain.Move(chain.After(bytes));
        return [.. bytes, (byte)' ', .. Digits(chain.Value), (byte)'\n'];
    }

    private static byte[] Digits(ReadOnlySpan<byte> chain) =>
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(chain[..(ChainDigits / 2)]));
}

/// <summary>SHA-256 over the lines so far: each value over the one before and the next line.</summary>
internal sealed class MarkChain
{
    private byte[] _value = new byte[SHA256.HashSizeInBytes];

    /// <summary>The value now, 32 bytes; zeros before the first line.</summary>
    internal ReadOnlySpan<byte> Value => _value;

    /// <summary>The value after a line.</summary>
    /// <param name="body">The line, without the digits at its end.</param>
    internal byte[] After(ReadOnlySpan<byte> body) => SHA256.HashData([.. _value, .. body]);

    /// <summary>Moves on.</summary>
    /// <param name="value">What <see cref="After"/> gave.</param>
    internal void Move(byte[] value) => _value = value;
}
