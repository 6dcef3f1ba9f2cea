using Candor.Market.Training;

namespace Candor.Client;

/// <summary>A validator has signed that a contribution is not near the audited records (<see cref="FallCause.NotNear"/>), and the
/// participant has verified again that the proof with which it answered holds: for the commitments that the transcript has of it,
/// and for the validator's own question. The validator lied, unless it shows another answer that the participant signed.</summary>
/// <param name="Validator">The validator's id.</param>
/// <param name="StatisticsDigest">The digest of the commitments, as the transcript has it, 32 bytes.</param>
/// <param name="EvidencePath">The file that shows it, beside the receipt: question, answer and verdict, all signed, with proof and
/// commitments, and no secret. It tells its reader the size of the dataset about as well as the validator's intervals do. Null
/// where <see cref="ParticipationOptions.ReceiptPath"/> names nothing, or the file could not be written.</param>
public sealed record FalseVerdict(string Validator, ReadOnlyMemory<byte> StatisticsDigest, string? EvidencePath);
