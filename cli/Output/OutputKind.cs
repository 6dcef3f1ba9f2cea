using System.Text;
using Candor.Cli.Figures;
using Candor.Cli.Files;
using Candor.Client.Transcripts;
using Candor.Market.Scenarios;
using Candor.Training.Onnx;

namespace Candor.Cli.Output;

/// <summary>What a command writes. A file of the same kind may be replaced, and any other is left as it is.</summary>
/// <param name="Words">What it is called in an error, such as <c>a part of a check</c>.</param>
/// <param name="IsIn">Whether an open file that is not empty is of this kind.</param>
internal sealed record OutputKind(string Words, Predicate<FileStream> IsIn)
{
    // A table's header, or an image's first two lines.
    private const int HeadBytes = 1024;

    // A part holds its scenario; no scenario is nearly as long.
    private const long MaxPartBytes = FilePath.MaxBytes;

    /// <summary>A private key: an existing one is never replaced.</summary>
    internal static OutputKind NewKey { get; } = new("a new path, for a key that is overwritten is lost", static _ => false);

    /// <summary>A part of <c>candor check</c>.</summary>
    internal static OutputKind CheckPart { get; } = new(
        "a part of 'candor check' to replace",
        static file => ReadAll(file) is { } text && CheckPartJson.TryRead(text, out _, out _, out _));

    /// <summary>A part of <c>candor desirable</c>.</summary>
    internal static OutputKind ExistencePart { get; } = new(
        "a part of 'candor desirable' to replace",
        static file => ReadAll(file) is { } text && ExistencePartJson.TryRead(text, out _, out _, out _));

    /// <summary>A transcript.</summary>
    internal static OutputKind Transcript { get; } = new("an exported transcript to replace", IsTranscript);

    /// <summary>An image that this program drew.</summary>
    internal static OutputKind Image { get; } = new(
        "an image that candor drew to replace",
        static file => Head(file) is { } head
            && head.StartsWith(SvgWriter.Start, StringComparison.Ordinal)
            && head.Contains(SvgWriter.Style, StringComparison.Ordinal));

    /// <summary>A model.</summary>
    internal static OutputKind Model { get; } = new("an older model to replace", IsModel);

    /// <summary>The numbers behind a figure.</summary>
    /// <param name="header">The table's first line.</param>
    internal static OutputKind Table(string header) => new(
        $"a table with the header '{header}' to replace",
        file => Head(file).Split('\n')[0].TrimEnd('\r') == header);

    private static bool IsTranscript(FileStream file)
    {
        try
        {
            _ = TranscriptFile.Read(file);
            return true;
        }
        catch (TranscriptFileException)
        {
            return false;
        }
    }

    private static bool IsModel(FileStream file)
    {
        if (file.Length > ModelFile.MaxBytes)
        {
            return false;
        }

        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        try
        {
            ModelFile.Read(bytes, out _);
            return true;
        }
        catch (ModelFileException)
        {
            return false;
        }
    }

    private static string Head(FileStream file)
    {
        byte[] head = new byte[HeadBytes];
        int length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(head, 0, length);
    }

    private static string? ReadAll(FileStream file)
    {
        if (file.Length > MaxPartBytes)
        {
            return null;
        }

        using var reader = new StreamReader(file, leaveOpen: true);
        return reader.ReadToEnd();
    }
}
