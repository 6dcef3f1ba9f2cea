using System.Security.Cryptography;
using Candor.Client.Participation;
using Candor.Commitments;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;

namespace Candor.Validator.Tests.Support;

/// <summary>A participant that tags every row of its file, reports what it likes, and proves it where no proof
/// exists.</summary>
internal sealed class DishonestConduct : ParticipantConduct
{
    internal static DishonestConduct Instance { get; } = new();

    internal override bool TagsBrokenRows => true;

    internal override bool TagsRepeatedRows => true;

    internal override bool MayReport(uint records, ulong reportable) => true;

    internal override byte[] ProveDataset(
        DatasetTerms terms, RecordKey key, CommitmentOpening opening, RandomNumberGenerator random) =>
        DatasetStatement.Forge(terms, key, opening, random);

    internal override byte[] ProveReport(
        ReportTerms terms, CommitmentOpening opening, RandomNumberGenerator random) =>
        ReportStatement.Forge(terms, opening, random);
}
