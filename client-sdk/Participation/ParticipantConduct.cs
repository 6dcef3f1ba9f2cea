using System.Security.Cryptography;
using Candor.Commitments;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;
using Candor.Training.Sums;

namespace Candor.Client.Participation;

/// <summary>What a participant does at each step at which it could cheat: the seam that the simulation and the tests
/// replace, to show that a server refuses who does otherwise. This is the honest participant, the only one that
/// ships.</summary>
internal class ParticipantConduct
{
    /// <summary>The honest participant.</summary>
    internal static ParticipantConduct Honest { get; } = new();

    /// <summary>Whether a row that breaks the market's record format is tagged like a record.</summary>
    internal virtual bool TagsBrokenRows => false;

    /// <summary>Whether a record that the file has held before is tagged again.</summary>
    internal virtual bool TagsRepeatedRows => false;

    /// <summary>Whether no more than one sample of a commitment is opened.</summary>
    internal virtual bool OpensOneSample => true;

    /// <summary>Whether no more than one proof is made against a commitment and its debits.</summary>
    internal virtual bool ProvesOnce => true;

    /// <summary>Whether to report a size at all.</summary>
    /// <param name="records">The size.</param>
    /// <param name="reportable">The committed size, less what is credited to others.</param>
    internal virtual bool MayReport(uint records, ulong reportable) => records <= reportable;

    /// <summary>Proves what a commitment says of a dataset (statement 3).</summary>
    internal virtual byte[] ProveDataset(
        DatasetTerms terms, RecordKey key, CommitmentOpening opening, RandomNumberGenerator random) =>
        DatasetStatement.Prove(terms, key, opening, random);

    /// <summary>Proves that a report is at most the committed size (statement 2).</summary>
    internal virtual byte[] ProveReport(ReportTerms terms, CommitmentOpening opening, RandomNumberGenerator random) =>
        ReportStatement.Prove(terms, opening, random);

    /// <summary>The statistics to commit to and to contribute, of the records that were reported.</summary>
    /// <param name="own">Those of these records.</param>
    internal virtual SufficientStatistics Contribute(SufficientStatistics own) => own;
}
