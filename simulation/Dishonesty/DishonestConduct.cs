using System.Security.Cryptography;
using Candor.Client.Participation;
using Candor.Commitments;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;

namespace Candor.Simulation.Dishonesty;

/// <summary>A participant that tags every row of its file, reports what it likes, and proves it where no proof
/// exists.</summary>
internal sealed class DishonestConduct : ParticipantConduct
{
    /// <summary>It needs no state.</summary>
    internal static DishonestConduct Instance { get; } = new();

    /// <inheritdoc/>
    internal override bool TagsBrokenRows => true;

    /// <inheritdoc/>
    internal override bool TagsRepeatedRows => true;

    /// <inheritdoc/>
    internal override bool ProvesOnce => false;

    /// <inheritdoc/>
    internal override bool MayReport(uint records, ulong reportable) => true;

    /// <inheritdoc/>
    internal override byte[] ProveDataset(
        DatasetTerms terms, RecordKey key, CommitmentOpening opening, RandomNumberGenerator random) =>
        DatasetStatement.ProveSecrets(terms, key, opening, random);

    /// <inheritdoc/>
    internal override byte[] ProveReport(
        ReportTerms terms, CommitmentOpening opening, RandomNumberGenerator random) =>
        ReportStatement.ProveRange(terms, opening, random);
}
