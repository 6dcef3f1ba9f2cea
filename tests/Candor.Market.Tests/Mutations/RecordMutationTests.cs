using System.Text;
using Candor.Commitments.Tests.Mutations.Shared;
using Candor.Market.Audits;
using Candor.Market.Events;
using Candor.Market.Records;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests.Mutations;

/// <summary>
/// Canonical records and stored events, mutated: refused, or plainly another record or event, and nothing throws.
/// <see cref="MutationPlan"/> has the counts and the variable for longer runs.
/// </summary>
public sealed class RecordMutationTests
{
    private static readonly RecordFormat s_format = new(
    [
        new NumberColumn("mass", isOptional: true),
        new IntegerColumn("age", isOptional: true),
        new TextColumn("ward", isOptional: true),
        new CategoryColumn("smoker", ["ja", "nein"], isOptional: true),
    ]);

    // One encoding a value: what is accepted is another record, which has another tag. That such a record is then
    // refused in the audit, AuditMutationTests shows.
    [Fact]
    public void Record_Mutated_IsInvalidOrAnotherRecord()
    {
        byte[] honest = Encode(73.25, 41, "é🏥 north", "ja");
        byte[] other = Encode(-0.5, -7, "south", "nein");
        Assert.True(s_format.IsValid(honest));

        IReadOnlyDictionary<string, int> reasons = MutationRun.Run(
            MutationPlan.Record,
            random => ByteMutations.Draw(random, honest, other),
            mutated =>
                s_format.FaultOf(mutated) is { } fault ? (fault.Length > 0 ? "Invalid" : null)
                : RecordBytes.EncodedAgain(mutated).AsSpan().SequenceEqual(mutated) ? "AnotherRecord"
                : null);

        Assert.Equal(2, reasons.Count);
    }

    [Fact]
    public void StoredEvent_Mutated_IsAFormatErrorOrAnotherEvent()
    {
        byte[][] events = [.. Directory
            .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "golden"), "*.json")
            .Order(StringComparer.Ordinal)
            .Select(path => Encoding.UTF8.GetBytes(File.ReadAllText(path).TrimEnd('\n')))];
        Assert.NotEmpty(events);

        IReadOnlyDictionary<string, int> reasons = MutationRun.Run(
            MutationPlan.StoredEvent,
            random => ByteMutations.Draw(
                random, events[random.Next(events.Length)], events[random.Next(events.Length)]) is { } mutation
                && !events.Any(e => e.AsSpan().SequenceEqual(mutation.Value)) ? mutation : null,
            mutated => Decoded(mutated) is not { } again ? "FormatError"
                : !again.AsSpan().SequenceEqual(mutated) ? "NotAsWritten"
                : "AnotherEvent");

        Assert.Equal(3, reasons.Count);
    }

    // An event of a market or of an audit. Anything but a FormatException fails the run.
    private static byte[]? Decoded(byte[] bytes) =>
        Try(() => EventCodec.Encode(EventCodec.Decode(bytes)))
        ?? Try(() => AuditEventCodec.Encode(AuditEventCodec.Decode(bytes)));

    private static byte[]? Try(Func<byte[]> decode)
    {
        try
        {
            return decode();
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static byte[] Encode(double mass, long age, string ward, string smoker)
    {
        var encoder = new RecordEncoder();
        encoder.AppendNumber(mass);
        encoder.AppendInteger(age);
        encoder.AppendText(Encoding.UTF8.GetBytes(ward));
        encoder.AppendText(Encoding.UTF8.GetBytes(smoker));
        return encoder.Written.ToArray();
    }
}
