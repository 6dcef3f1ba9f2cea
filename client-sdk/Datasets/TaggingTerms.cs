using Candor.Client.Participation;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;
using Candor.Market.Records;

namespace Candor.Client.Datasets;

/// <summary>What a participant's records are tagged as and with.</summary>
/// <param name="Context">The market, and the participant.</param>
/// <param name="Format">What a record is in the market.</param>
/// <param name="Key">The record key.</param>
/// <param name="Conduct">Which rows are tagged.</param>
internal sealed record TaggingTerms(
    StatementContext Context, RecordFormat Format, RecordKey Key, ParticipantConduct Conduct);
