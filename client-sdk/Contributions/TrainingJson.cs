using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Candor.Client.Keys;
using Candor.Commitments.Statements;
using Candor.Wire.Names;

namespace Candor.Client.Contributions;

/// <summary>What a participant keeps of its part in the training, as a file beside its receipt.</summary>
internal static class TrainingJson
{
    /// <summary>What is added to the receipt's path.</summary>
    internal const string Suffix = ".training";

    private const int Version = 1;
    private const int DigestBytes = 32;

    /// <summary>Reads a file.</summary>
    /// <returns>What it holds; null where there is none.</returns>
    /// <exception cref="ReceiptException">It cannot be read, is something else, or another participation's: it is left as it
    /// is.</exception>
    internal static TrainingRecord? Load(string path, StatementContext owner)
    {
        byte[] file = [];
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: 0 })
            {
                throw Damaged(path, "it is empty, or a pipe or a device");
            }

            file = File.ReadAllBytes(path);
            TrainingRecord record = Read(file, path);
            return record.IsOf(owner)
                ? record
                : throw new ReceiptException(
                    ReceiptFault.OtherParticipant,
                    $"The training's file '{path}' is of {ParticipantName.Of(record.Context.Market, record.Context.Participant)}, "
                    + $"or of another key or other rules; expected that of {ParticipantName.Of(owner.Market, owner.Participant)}. "
                    + "It is left as it is.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string cause = Directory.Exists(path) ? "it is a folder." : e.Message;
            throw new ReceiptException(
                ReceiptFault.Unreadable, $"The training's file '{path}' cannot be read: {cause}", e);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw Damaged(path, "it lacks a member or has one of the wrong form", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(file);
        }
    }

    /// <summary>Writes a file, readable and writable by its owner alone; a crash leaves the old one or the new one.</summary>
    /// <exception cref="ReceiptException">It cannot be written.</exception>
    internal static void Save(TrainingRecord record, string path)
    {
        var dto = new TrainingDto(
            Version,
            record.Context.Market,
            record.Context.Participant,
            record.Context.DefinitionDigest.ToArray(),
            record.Context.ParticipantKey.ToArray(),
            record.State.ToArray(),
            [
                .. record.Promised.Select(static promised => new PromisedDto(
                    promised.CommitmentEvent, promised.Validator, promised.Digest.ToArray())),
            ],
            record.Pending is not { } pending
                ? null
                : new SignedDto(pending.Step, pending.Epoch, pending.Subject, pending.Envelope.ToArray()),
            record.Nearness is not { } nearness
                ? null
                : new NearnessDto(
                    nearness.Projections.ToArray(),
                    nearness.Proof.ToArray(),
                    nearness.Verdict.ToArray(),
                    nearness.Answer.ToArray()));
        try
        {
            string text = JsonSerializer.Serialize(dto, TrainingJsonContext.Default.TrainingDto);
            PrivateFile.Write(path, writer => writer.WriteLine(text), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReceiptException(
                ReceiptFault.Unwritable, $"The training's file '{path}' cannot be written: {e.Message}", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dto.State);
        }
    }

    private static TrainingRecord Read(ReadOnlySpan<byte> file, string path)
    {
        ReadOnlySpan<byte> text = file.StartsWith("\uFEFF"u8) ? file[3..] : file;
        TrainingDto dto = JsonSerializer.Deserialize(text, TrainingJsonContext.Default.TrainingDto)
            ?? throw Damaged(path, "it is 'null'");
        if (dto.Version != Version)
        {
            throw Damaged(path, $"it is of version {dto.Version}, expected {Version}");
        }

        if (dto.Promised.Any(static one => one is not { Digest.Length: DigestBytes }))
        {
            throw Damaged(path, $"a digest of projections has not {DigestBytes} bytes");
        }

        return new TrainingRecord(new StatementContext(dto.Market, dto.DefinitionDigest, dto.Participant, dto.PublicKey))
        {
            State = dto.State,
            Promised =
            [
                .. dto.Promised.Select(static one => new PromisedProjections(one.CommitmentEvent, one.Validator, one.Digest)),
            ],
            Pending = dto.Pending is not { } pending
                ? null
                : new SignedContribution(pending.Step, pending.Epoch, pending.Subject, pending.Envelope),
            Nearness = dto.Nearness is not { } nearness
                ? null
                : new KeptNearness(nearness.Projections, nearness.Proof, nearness.Verdict, nearness.Answer),
        };
    }

    private static ReceiptException Damaged(string path, string why, Exception? cause = null) => new(
        ReceiptFault.Damaged,
        $"The training's file '{path}' cannot be used: {why}. Expected what the client keeps of its part in the training beside "
        + "its receipt. It is left as it is; a member that has lost it cannot go on, for it no longer knows what it has answered.",
        cause);
}

/// <summary>A part in a training as its JSON is laid out; the state in it is secret.</summary>
internal sealed record TrainingDto(
    int Version,
    string Market,
    string Participant,
    byte[] DefinitionDigest,
    byte[] PublicKey,
    byte[] State,
    PromisedDto[] Promised,
    SignedDto? Pending = null,
    NearnessDto? Nearness = null);

/// <summary>What a validator said at an audit, as its JSON is laid out.</summary>
internal sealed record PromisedDto(ulong CommitmentEvent, string Validator, byte[] Digest);

/// <summary>A signed message as its JSON is laid out.</summary>
internal sealed record SignedDto(int Step, ulong Epoch, string Subject, byte[] Envelope);

/// <summary>What a validator asked, as its JSON is laid out.</summary>
internal sealed record NearnessDto(byte[] Projections, byte[] Proof, byte[] Verdict, byte[]? Answer = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(TrainingDto))]
internal sealed partial class TrainingJsonContext : JsonSerializerContext;
