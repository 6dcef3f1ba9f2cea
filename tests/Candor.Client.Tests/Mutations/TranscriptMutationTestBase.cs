using System.Text;
using System.Text.Json.Nodes;
using Candor.Client.Transcripts;
using Candor.Commitments.Logs;
using Candor.Commitments.Merkle;
using Candor.Commitments.Tests.Mutations.Shared;
using Candor.Market.Events;

namespace Candor.Client.Tests.Mutations;

/// <summary>
/// Transcript files, mutated by whoever hands them on, and by a platform that signs what it mutated. None holds and
/// none throws. <see cref="MutationPlan"/> has the counts and the variable for longer runs.
/// </summary>
public abstract class TranscriptMutationTestBase : ClientTestBase
{
    private static readonly NoteSigner s_log = new("candor", new byte[32]);

    private readonly MutationTarget _ofFile;
    private readonly MutationTarget _ofEntries;
    private readonly MutationTarget _ofPayload;
    private readonly uint _version;

    private List<byte[]> _entries = [];
    private byte[] _file = [];

    private protected TranscriptMutationTestBase(
        MutationTarget ofFile, MutationTarget ofEntries, MutationTarget ofPayload, uint version)
    {
        (_ofFile, _ofEntries, _ofPayload) = (ofFile, ofEntries, ofPayload);
        _version = version;
    }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await CreateAsync(_version);
        for (int i = 0; i < Market.Keys.Count; i++)
        {
            // Of messages at one time, a platform could as well have taken another one first.
            Server.Time.Advance(TimeSpan.FromSeconds(1));
            await ReportAsync(i, (uint)(100 * (i + 1)));
        }

        _entries = [.. Server.Log.Events.Select(EventCodec.Encode)];
        _file = Write(_entries);
        Assert.True(Verify(_file).Holds);
    }

    [Fact]
    public void TranscriptFile_Mutated_NeverHolds()
    {
        // The other valid file is what was exported earlier.
        byte[] earlier = Write(_entries[..5]);
        Assert.True(Verify(earlier).Holds);

        IReadOnlyDictionary<string, int> reasons = MutationRun.Run(
            _ofFile,
            random => OfFile(random, earlier) is { } mutation
                && !Says(mutation.Value, _file) && !Says(mutation.Value, earlier) ? mutation : null,
            file => Verify(file) is { Fault: { } fault } ? $"{fault.Check}" : null);

        TranscriptCheck[] expected =
        [
            TranscriptCheck.File, TranscriptCheck.Checkpoint, TranscriptCheck.Encoding, TranscriptCheck.Rules,
            TranscriptCheck.Root,
        ];
        Assert.All(expected, check => Assert.Contains($"{check}", reasons));
    }

    // Times are the platform's word, so they stay; everything else it says can be recomputed.
    [Fact]
    public void TranscriptFile_MutatedAndSignedByThePlatform_NeverHolds()
    {
        IReadOnlyDictionary<string, int> reasons = MutationRun.Run(
            _ofEntries,
            OfEntries,
            entries => Verify(Write(entries)) is { Fault: { } fault } ? $"{fault.Check}" : null);

        TranscriptCheck[] expected =
        [
            TranscriptCheck.Encoding, TranscriptCheck.Rules, TranscriptCheck.Signature, TranscriptCheck.Outcome,
            TranscriptCheck.Proof,
        ];
        Assert.All(expected, check => Assert.Contains($"{check}", reasons));
    }

    // The bytes that a participant or the operator signed, mutated; half of the time its own key signs them again. What
    // then holds is another market's transcript; whatever does not is named, and nothing throws.
    [Fact]
    public void TranscriptFile_WithAMutatedPayload_HoldsOrIsNamed()
    {
        IReadOnlyDictionary<string, int> reasons = MutationRun.Run(
            _ofPayload,
            OfPayload,
            entries => Verify(Write(entries)) is { Fault: { } fault } ? $"{fault.Check}" : "holds");

        TranscriptCheck[] expected = [TranscriptCheck.Encoding, TranscriptCheck.Rules, TranscriptCheck.Signature];
        Assert.All(expected, check => Assert.Contains($"{check}", reasons));
    }

    // The second signature that anybody can make is over the same bytes. Where the platform signs a log with it, the
    // market is the same; where it does not, the log is not the one that was signed.
    [Fact]
    public void TranscriptFile_WithTheTwinOfASignature_SaysTheSameOrIsAnotherLog()
    {
        List<byte[]> twin = [.. _entries];
        JsonObject entry = JsonNode.Parse(twin[1])!.AsObject();
        byte[] signature = Convert.FromBase64String((string)entry["envelope"]!["signature"]!);
        entry["envelope"]!["signature"] = Convert.ToBase64String(SignatureMutations.Twin(signature));
        twin[1] = Canonical(entry);

        TranscriptVerification signed = Verify(Write(twin));
        TranscriptVerification unsigned = Verify(Write(twin, signed: _entries));

        if (_version > 1)
        {
            // Here the signature has one form, so that the platform cannot sign for the other.
            Assert.Equal(TranscriptCheck.Signature, signed.Fault?.Check);
            return;
        }

        Assert.True(signed.Holds);
        Assert.Equal<Candor.Market.Settlement.ParticipantAssignment>(
            Server.Log.State!.Outcome!.Assignments, signed.State!.Outcome!.Assignments);
        Assert.Equal(TranscriptCheck.Root, unsigned.Fault?.Check);
    }

    private Mutation<byte[]>? OfFile(Random random, byte[] earlier)
    {
        List<string> lines = [.. Encoding.UTF8.GetString(_file).TrimEnd('\n').Split('\n')];
        int i = random.Next(lines.Count);
        int j = random.Next(lines.Count);
        string what;
        switch (random.Next(9))
        {
            case 0 or 1:
                return ByteMutations.Draw(random, _file, earlier);
            case 8:
                // What is left is a transcript that holds by itself, of a market that goes on.
                i = 2 + random.Next(lines.Count - 2);
                lines.RemoveRange(i, lines.Count - i);
                what = "and all after it removed";
                break;
            case 2:
                lines.RemoveAt(i);
                what = "removed";
                break;
            case 3:
                lines.Insert(j, lines[i]);
                what = $"inserted at {j}";
                break;
            case 4:
                (lines[i], lines[j]) = (lines[j], lines[i]);
                what = $"swapped with {j}";
                break;
            case 5:
                Mutation<JsonObject> member = JsonMutations.Draw(random, Encoding.UTF8.GetBytes(lines[i]));
                lines[i] = member.Value.ToJsonString();
                what = member.What;
                break;
            default:
                Mutation<byte[]> entry = OfEntry(random, random.Next(_entries.Count), spared: null);
                i = 1 + random.Next(_entries.Count);
                lines[i] = $$"""{"index":{{i - 1}},"entry":"{{Convert.ToBase64String(entry.Value)}}"}""";
                what = $"an entry with {entry.What}";
                break;
        }

        return new Mutation<byte[]>(
            Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), $"line {i}: {what}");
    }

    private Mutation<List<byte[]>>? OfEntries(Random random)
    {
        List<byte[]> entries = [.. _entries];
        int i = random.Next(entries.Count);
        int j = random.Next(entries.Count);
        string what;
        switch (random.Next(8))
        {
            case 0:
                entries.RemoveAt(i);
                what = "removed";
                break;
            case 1:
                entries.Insert(j, entries[i]);
                what = $"inserted at {j}";
                break;
            case 2 when i != j:
                (entries[i], entries[j]) = (entries[j], entries[i]);
                what = $"swapped with {j}";
                break;
            default:
                Mutation<byte[]> entry = OfEntry(random, i, spared: "time");
                entries[i] = entry.Value;
                what = entry.What;
                break;
        }

        return entries.SequenceEqual(_entries, ByteComparer.Instance)
            ? null
            : new Mutation<List<byte[]>>(entries, $"entry {i}: {what}");
    }

    private Mutation<List<byte[]>>? OfPayload(Random random)
    {
        int i = random.Next(_entries.Count);
        JsonObject entry = JsonNode.Parse(_entries[i])!.AsObject();
        if (entry["envelope"] is not JsonObject envelope
            || ByteMutations.Draw(random, Convert.FromBase64String((string)envelope["payload"]!)) is not { } mutation)
        {
            return null;
        }

        envelope["payload"] = Convert.ToBase64String(mutation.Value);
        SigningKey[] keys = [Market.OperatorKey, .. Market.Keys];
        if (random.Next(2) == 0 && keys.FirstOrDefault(key => key.KeyId == (string)envelope["keyId"]!) is { } key)
        {
            envelope["signature"] = Convert.ToBase64String(
                key.Sign((string)envelope["payloadType"]!, mutation.Value).Signature.Span);
        }

        List<byte[]> entries = [.. _entries];
        entries[i] = Canonical(entry);
        return new Mutation<List<byte[]>>(entries, $"entry {i}: {mutation.What}");
    }

    private Mutation<byte[]> OfEntry(Random random, int i, string? spared)
    {
        Mutation<JsonObject> mutation = JsonMutations.Draw(random, _entries[i], spared);
        return new Mutation<byte[]>(Canonical(mutation.Value), $"{mutation.What}");
    }

    // Written as the market writes it, where it is an event at all: the form must not be what gives it away.
    private static byte[] Canonical(JsonObject entry)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(entry.ToJsonString());
        try
        {
            return EventCodec.Encode(EventCodec.Decode(bytes));
        }
        catch (FormatException)
        {
            return bytes;
        }
    }

    // The same header and entries in other JSON are the same transcript.
    private static bool Says(byte[] file, byte[] honest)
    {
        try
        {
            TranscriptFileReader a = TranscriptFile.Read(new MemoryStream(file));
            TranscriptFileReader b = TranscriptFile.Read(new MemoryStream(honest));
            return a.Header with { Checkpoint = default } == b.Header with { Checkpoint = default }
                && a.Header.Checkpoint.Span.SequenceEqual(b.Header.Checkpoint.Span)
                && a.ReadEntries().Select(Bytes).SequenceEqual(b.ReadEntries().Select(Bytes), ByteComparer.Instance);
        }
        catch (TranscriptFileException)
        {
            return false;
        }

        static byte[] Bytes(TranscriptEntry entry) => entry.Entry is { } bytes ? bytes.ToArray() : [];
    }

    private static TranscriptVerification Verify(byte[] file)
    {
        using var stream = new MemoryStream(file);
        return TranscriptVerifier.Verify(stream);
    }

    private static byte[] Write(List<byte[]> entries, List<byte[]>? signed = null)
    {
        string origin = $"candor/{TestMarket.Name}";
        var tree = new MerkleAccumulator();
        (signed ?? entries).ForEach(entry => tree.Append(entry));
        using var file = new MemoryStream();
        TranscriptFile.Write(
            file,
            new TranscriptHeader(
                TestMarket.Name,
                origin,
                s_log.Key.ToString(),
                s_log.Sign(new Checkpoint(origin, tree.Size, tree.Root()).ToString())),
            entries.Select((entry, i) => TranscriptEntry.Open((ulong)i, entry)));
        return file.ToArray();
    }

    private sealed class ByteComparer : IEqualityComparer<byte[]>
    {
        internal static ByteComparer Instance { get; } = new();

        public bool Equals(byte[]? a, byte[]? b) => a.AsSpan().SequenceEqual(b);

        public int GetHashCode(byte[] bytes) => bytes.Length;
    }
}
