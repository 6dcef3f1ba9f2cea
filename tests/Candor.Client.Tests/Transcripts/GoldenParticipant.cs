using System.Text;
using Candor.Commitments;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;
using Candor.Market.Records;

namespace Candor.Client.Tests.Transcripts;

/// <summary>A participant of the golden market with all its secrets: its rows, its record key and the blinding of its
/// commitment.</summary>
internal sealed class GoldenParticipant
{
    private readonly GoldenRandom _random;

    internal GoldenParticipant(string id, bool lowS, IEnumerable<string> rows)
    {
        Id = id;
        Rows = [.. rows.Select(row => row.Split('|'))];
        Signer = new GoldenSigner(id, lowS);
        _random = new GoldenRandom("candor golden market/random/" + id);
        Key = RecordKey.Create(_random);
        Opening = CommitmentOpening.Create((ulong)Rows.Count, _random);
    }

    internal string Id { get; }

    /// <summary>Cells in the order of the columns.</summary>
    internal IReadOnlyList<string[]> Rows { get; }

    internal GoldenSigner Signer { get; }

    internal RecordKey Key { get; }

    internal CommitmentOpening Opening { get; }

    /// <summary>The rows' canonical bytes.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> Records(RecordFormat format) => [.. Rows.Select(row =>
    {
        var encoder = new RecordEncoder();
        foreach ((RecordColumn column, string cell) in format.Columns.Zip(row))
        {
            Assert.Null(column.Append(Encoding.UTF8.GetBytes(cell), encoder));
        }

        return (ReadOnlyMemory<byte>)encoder.Written.ToArray();
    })];

    internal TaggedDataset Tag(StatementContext context, RecordFormat format) =>
        DatasetTagging.Tag(context, Key, Records(format), new DatasetOptions { Threads = 1 });

    internal byte[] ProveOpening(StatementContext context, ReadOnlyMemory<byte> root) =>
        OpeningStatement.Prove(context, Opening, root.Span, _random);

    internal byte[] ProveReport(ReportTerms terms, ulong debited) =>
        ReportStatement.Prove(terms, Opening.Less(debited), _random);
}
