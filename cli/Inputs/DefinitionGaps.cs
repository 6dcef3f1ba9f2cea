using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Candor.Cli.Errors;
using Candor.Cli.Files;
using Candor.Client;
using Candor.Client.Internal;

namespace Candor.Cli.Inputs;

/// <summary>Fills in what a person leaves out of a market's definition: the version, and what a server knows, which is
/// the log key, and the validators' ids and keys. An operator sees what was filled in before it signs.</summary>
internal static class DefinitionGaps
{
    private const string LogKey = "logKey";
    private const string Validation = "validation";
    private const string Validators = "validators";
    private const string Id = "id";
    private const string PublicKey = "publicKey";
    private const string Address = "address";

    private static readonly JsonDocumentOptions s_asPeopleWrite = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false,
    };

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    // Faults quote what the author wrote, and not the escapes of HTML.
    private static readonly JsonSerializerOptions s_asWritten = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A definition that lacks nothing any more.</summary>
    /// <param name="Definition">The definition.</param>
    /// <param name="Filled">What was filled in, a line each; empty where nothing was missing.</param>
    internal sealed record FilledDefinition(MarketDefinitionFile Definition, ImmutableArray<string> Filled);

    /// <summary>Loads a definition and fills in what is missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="client">The server that will hold the market; it is asked only for what is missing.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="CliException">A validator has another id than the definition says, or breaks a rule once it is
    /// filled in.</exception>
    /// <exception cref="MarketDefinitionException">The file cannot be used as it is.</exception>
    internal static async Task<FilledDefinition> LoadAsync(
        string path, CandorClient client, CancellationToken cancellationToken)
    {
        if (TryParse(path) is not { } definition)
        {
            return new FilledDefinition(MarketDefinitionFile.Load(path), []);
        }

        string? version = VersionGap.Fill(definition);
        RequireNoOtherFault(path, definition);
        ImmutableArray<string> filled =
        [
            .. version is null ? Array.Empty<string>() : [version],
            .. await FillAsync(definition, client, cancellationToken).ConfigureAwait(false),
        ];
        if (filled.IsEmpty)
        {
            return new FilledDefinition(MarketDefinitionFile.Load(path), []);
        }

        try
        {
            return new FilledDefinition(MarketDefinitionFile.Parse(definition.ToJsonString(s_indented)), filled);
        }
        catch (MarketDefinitionException fault)
        {
            throw new CliException($"{path}: {fault.Message}");
        }
    }

    // What the author has to put right is said before a server is asked for the rest.
    private static void RequireNoOtherFault(string path, JsonObject definition)
    {
        try
        {
            MarketDefinitionFile.Parse(definition.ToJsonString(s_asWritten));
        }
        catch (InvalidOperationException)
        {
            // Text that cannot be written again, such as half a character: the file itself says where.
            MarketDefinitionFile.Load(path);
        }
        catch (MarketDefinitionException fault)
        {
            ImmutableArray<FieldViolation> others =
            [
                .. fault.Violations.Where(static violation =>
                    violation.Field != LogKey
                    && !violation.Field.StartsWith($"{Validation}.{Validators}", StringComparison.Ordinal)),
            ];
            if (!others.IsEmpty)
            {
                string words = FaultText.Describe(
                    [.. others.Select(static violation => $"{violation.Field}: {violation.Description}")]);
                throw new CliException($"{path}: The market definition is wrong: {words}.");
            }
        }
    }

    /// <summary>Fills in what is missing.</summary>
    /// <param name="definition">The definition as JSON, changed in place.</param>
    /// <param name="client">The server that will hold the market.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>What was filled in, a line each.</returns>
    internal static async Task<ImmutableArray<string>> FillAsync(
        JsonObject definition, CandorClient client, CancellationToken cancellationToken)
    {
        var filled = ImmutableArray.CreateBuilder<string>();
        if (definition[Validation] is JsonObject validation)
        {
            if (IsMissing(validation[Validators]))
            {
                // At the market's own server, where an address need not be said.
                validation[Validators] = new JsonArray(new JsonObject());
            }

            if (validation[Validators] is JsonArray validators)
            {
                for (int i = 0; i < validators.Count; i++)
                {
                    if (validators[i] is JsonObject one && IsMissing(one[PublicKey]) && CanBeAsked(one))
                    {
                        filled.Add(await FillAsync(one, i, client, cancellationToken).ConfigureAwait(false));
                    }
                }
            }
        }

        if (IsMissing(definition[LogKey]))
        {
            string key = await client.GetLogKeyAsync(cancellationToken).ConfigureAwait(false);
            definition[LogKey] = key;
            filled.Add($"logKey: {key}, which signs the server's transcripts");
        }

        return filled.ToImmutable();
    }

    private static async Task<string> FillAsync(
        JsonObject validator, int index, CandorClient client, CancellationToken cancellationToken)
    {
        string path = $"{Validation}.{Validators}[{index}]";
        string address = TextOf(validator[Address]) ?? string.Empty;
        ValidatorInfo known;
        try
        {
            known = await client.GetValidatorAsync(address, cancellationToken).ConfigureAwait(false);
        }
        catch (CandorException e) when (address.Length > 0)
        {
            throw new CliException(
                $"{path}: has no publicKey, and no validator answers at '{address}' "
                + $"({ErrorFilter.OneLine(e.Message)}); expected its key, or the address of one that is there",
                ExitCode.Failed);
        }

        string? id = TextOf(validator[Id]);
        if (id is not null && id != known.Id)
        {
            throw new CliException(
                $"{path}.id: found '{id}'; expected '{known.Id}', as the validator "
                + $"{(address.Length == 0 ? "of the server" : $"at {address}")} calls itself");
        }

        validator[Id] = known.Id;
        validator[PublicKey] = known.PublicKey;
        return $"{path}: '{known.Id}' with key {known.PublicKey}, "
            + (address.Length == 0 ? "which the server hosts" : $"which answers at {address}");
    }

    // Whether it is an address is said by whoever checks the whole definition.
    private static bool CanBeAsked(JsonObject validator) =>
        IsMissing(validator[Address])
        || (Uri.TryCreate(TextOf(validator[Address]), UriKind.Absolute, out Uri? address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps));

    // Nothing, or what protobuf takes for nothing.
    private static bool IsMissing(JsonNode? node) => node switch
    {
        null or JsonArray { Count: 0 } => true,
        JsonValue value => value.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Length == 0,
        _ => false,
    };

    private static string? TextOf(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>A definition as JSON; null where the file cannot be read or is no JSON object: whoever loads it next says what
    /// is wrong with it.</summary>
    /// <param name="path">The file.</param>
    internal static JsonObject? TryParse(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= FilePath.MaxBytes }
                && TextFile.TryRead(path, "a market definition in JSON", (int)FilePath.MaxBytes, out string? text, out _)
                ? JsonNode.Parse(text, documentOptions: s_asPeopleWrite) as JsonObject
                : null;
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
