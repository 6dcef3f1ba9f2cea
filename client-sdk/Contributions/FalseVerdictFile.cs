using System.Text.Json;
using System.Text.Json.Serialization;
using Candor.Client.Keys;

namespace Candor.Client.Contributions;

/// <summary>What shows that a verdict is false, as a file: with the market's transcript, which has the definition with all keys,
/// whoever reads it can verify the proof.</summary>
internal static class FalseVerdictFile
{
    /// <summary>What is added to the receipt's path.</summary>
    internal const string Suffix = ".false-verdict";

    /// <summary>Writes a file that its owner alone can read. The same evidence gives the same bytes again.</summary>
    /// <returns>Why it cannot be written, or that something else is there, which stays; null where it is written.</returns>
    internal static string? TrySave(FalseVerdictEvidence evidence, string path)
    {
        string text = JsonSerializer.Serialize(evidence, FalseVerdictJsonContext.Default.FalseVerdictEvidence) + "\n";
        try
        {
            if (!File.Exists(path))
            {
                PrivateFile.Write(path, writer => writer.Write(text), overwrite: false);
            }

            return File.ReadAllText(path) == text ? null : $"'{path}' is there and is something else";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"'{path}' cannot be written: {e.Message.TrimEnd('.')}";
        }
    }
}

/// <summary>The evidence as its JSON is laid out; bytes are base64, envelopes are encoded.</summary>
/// <param name="Version">1.</param>
/// <param name="Market">The market's name.</param>
/// <param name="DefinitionDigest">Its rules, 32 bytes.</param>
/// <param name="Participant">The participant's id.</param>
/// <param name="DatasetRoot">R, 32 bytes.</param>
/// <param name="Records">t', the reported records.</param>
/// <param name="Validator">The validator's id.</param>
/// <param name="Projections">What it asked, signed.</param>
/// <param name="Answer">What the participant answered, signed; empty where it answered a version that asked for no
/// signature.</param>
/// <param name="Proof">The proof beside it.</param>
/// <param name="Commitments">The commitments to the statistics, 32 bytes each.</param>
/// <param name="Verdict">The verdict, signed, as the transcript has it.</param>
internal sealed record FalseVerdictEvidence(
    int Version,
    string Market,
    byte[] DefinitionDigest,
    string Participant,
    byte[] DatasetRoot,
    uint Records,
    string Validator,
    byte[] Projections,
    byte[] Answer,
    byte[] Proof,
    byte[] Commitments,
    byte[] Verdict);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    WriteIndented = true)]
[JsonSerializable(typeof(FalseVerdictEvidence))]
internal sealed partial class FalseVerdictJsonContext : JsonSerializerContext;
