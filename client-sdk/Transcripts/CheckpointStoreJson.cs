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
        catch (FileNotFoundException)
        {
            return new Dictionary<string, SeenTranscript>(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointStoreException(
                CheckpointStoreFault.Unreadable, $"The seen checkpoints '{path}' cannot be read: {e.Message}", e);
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
        try
        {
            PrivateFile.Write(
                path,
                writer => writer.WriteLine(JsonSerializer.Serialize(dto, CheckpointStoreJsonContext.Default.StoreDto)),
                overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointStoreException(
                CheckpointStoreFault.Unwritable, $"The seen checkpoints '{path}' cannot be written: {e.Message}", e);
        }
    }

    private static CheckpointStoreException Damaged(string path, string what, Exception? inner = null) => new(
        CheckpointStoreFault.Damaged,
        $"The file '{path}' holds no seen checkpoints: {what}. Without it a server could take back what it showed; "
        + "remove it only to start anew.",
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
