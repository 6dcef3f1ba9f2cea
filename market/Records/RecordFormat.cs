using System.Collections.Immutable;

namespace Candor.Market.Records;

/// <summary>What a record is: its columns, in order.</summary>
/// <param name="Columns">1 to 1,000 columns with distinct names.</param>
public sealed record RecordFormat(ImmutableArray<string> Columns);
