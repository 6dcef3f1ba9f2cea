using System.Collections.Immutable;
using System.Text;
using Candor.Hosting.Storage;
using Candor.Hosting.Streams;

namespace Candor.Hosting.Tests.Streams;

/// <summary>The words of a stream, in order.</summary>
internal sealed record Words(ImmutableArray<string> All);

/// <summary>A stream of words that ends with "end".</summary>
internal sealed class WordStream(IEventStore store) : EventStream<Words, string>(StreamName, store)
{
    internal const string StreamName = "words";

    /// <summary>Writes what a decider makes of the words so far.</summary>
    internal Task<CommandResult<Words>> DecideAsync(
        Func<ImmutableArray<string>, Proposal<string>> decide, RequestRecord? request = null) => WriteAsync(
        before => decide(before.State?.All ?? []),
        (_, _) => request);

    /// <summary>Writes words whatever is there.</summary>
    internal Task<CommandResult<Words>> WriteAsync(params string[] words) => DecideAsync(_ => new Proposal<string>([.. words]));

    protected override string Decode(byte[] body) =>
        body.AsSpan().SequenceEqual("unreadable"u8) ? throw new FormatException("no word") : Encoding.UTF8.GetString(body);

    protected override byte[] Encode(string next) => Encoding.UTF8.GetBytes(next);

    protected override Words Apply(Words? state, string next) => new([.. state?.All ?? [], next]);

    protected override bool IsFinal(Words state) => state.All is [.., "end"];

    protected override DateTimeOffset? DueOf(Words state) => null;
}
