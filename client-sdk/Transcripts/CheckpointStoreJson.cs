using System.Text.Json;
using System.Text.Json.Serialization;
using Candor.Client.Keys;

namespace Candor.Client.Transcripts;

/// <summary>Seen checkpoints as a file.</summary>
internal static class CheckpointStoreJson
{
    private const int Version = 1;

    /// <summary>Reads the file; where there is none, nothing was seen.</summary>
    internal static Dictionary<string, SeenTranscript> Load(string path)
    {
        try
        {
            // A pipe would keep its reader waiting. Like a device it has no length.
            if (new FileInfo(path) is { Exists: true, Length: 0 })
            {
                throw Damaged(path, "it is empty, or a pipe or a device");
            }

            using FileStream file = File.OpenRead(path);

            StoreDto dto = JsonSerializer.Deserialize(file, CheckpointStoreJsonContext.Default.StoreDto)
                ?? throw Damaged(path, "it is 'null'");
            if (dto.Version != Version)
            {
                throw Damaged(path, $"its version is {dto.Version}, expected {Version}");
            }

            // The serializer respects the annotations of members, not those of a dictionary's values.
            return dto.Markets.FirstOrDefault(static pair => pair.Value is null).Key is { } empty
                ? throw Damaged(path, $"what was seen of '{empty}' is 'null'")
                : dto.Markets.ToDictionary(
                    pair => pair.Key,
                    pair => new SeenTranscript(pair.Value.LogKey, pair.Value.Checkpoint),
                    StringComparer.Ordinal);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new Dictionary<string, SeenTranscript>(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string cause = Directory.Exists(path) ? "it is a folder." : e.Message;
            throw new CheckpointStoreException(
                CheckpointStoreFault.Unreadable, $"The seen checkpoints '{path}' cannot be read: {cause}", e);
        }
        catch (JsonException e)
        {
            throw Damaged(path, "it lacks a member or has one of the wrong form", e);
        }
    }

    internal static void Save(IReadOnlyDictionary<string, SeenTranscript> seen, string path)
    {
        var dto = new StoreDto(Version, seen.ToDictionary(
            pair => pair.Key, pair => new SeenDto(pair.Value.LogKey, pair.Value.Checkpoint.ToArray())));
        Write(path, () => PrivateFile.Write(
            path,
            writer => writer.WriteLine(JsonSerializer.Serialize(dto, CheckpointStoreJsonContext.Default.StoreDto)),
            overwrite: true));
    }

    /// <summary>Makes sure that the file can be written; it is not touched.</summary>
    internal static void RequireWritable(string path) => Write(path, () => PrivateFile.RequireWritable(path));

    private static void Write(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointStoreException(
                CheckpointStoreFault.Unwritable, $"The seen checkpoints '{path}' cannot be written: {e.Message}", e);
        }
    }

    private static CheckpointStoreException Damaged(string path, string what, Exception? inner = null) => new(
        CheckpointStoreFault.Damaged,
        $"The file '{path}' holds no seen checkpoints: {what}. It is left as it is; name another file, or remove it "
        + "only to start anew, for without what was seen a server could take it back.",
        inner);
}

internal sealed record StoreDto(int Version, Dictionary<string, SeenDto> Markets);

internal sealed record SeenDto(string LogKey, byte[] Checkpoint);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    WriteIndented = true)]
[JsonSerializable(typeof(StoreDto))]
internal sealed partial class CheckpointStoreJsonContext : JsonSerializerContext;
