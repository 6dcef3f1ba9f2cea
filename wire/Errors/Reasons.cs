using System.Collections.Frozen;
using Candor.Market;
using Candor.V1;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Candor.Wire.Errors;

/// <summary>Why a call is rejected: the contract's reasons, their names on the wire and their gRPC status.</summary>
public static class Reasons
{
    private const string Prefix = "ERROR_REASON_";

    private static readonly FrozenDictionary<ErrorReason, string> s_names = Descriptor().Values
        .ToFrozenDictionary(static value => (ErrorReason)value.Number, static value => value.Name[Prefix.Length..]);

    private static readonly FrozenDictionary<string, ErrorReason> s_reasons = s_names
        .ToFrozenDictionary(static pair => pair.Value, static pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The name that goes over the wire, such as <c>NOT_JOINED</c>.</summary>
    /// <param name="reason">The reason, one of the contract.</param>
    /// <returns>The name without the enum's prefix.</returns>
    public static string NameOf(ErrorReason reason) => s_names[reason];

    /// <summary>The name that goes over the wire, such as <c>NOT_JOINED</c>.</summary>
    /// <param name="reason">The market's reason.</param>
    /// <returns>The name.</returns>
    public static string NameOf(RejectionReason reason) => NameOf(Of(reason));

    /// <summary>The reason of a name.</summary>
    /// <param name="name">The name, as it arrived.</param>
    /// <returns>The reason; unspecified where this version knows none of that name.</returns>
    public static ErrorReason Find(string name) => s_reasons.GetValueOrDefault(name);

    /// <summary>The contract's reason for a market's rejection: the two enums share names and numbers.</summary>
    /// <param name="reason">The market's reason.</param>
    /// <returns>The contract's.</returns>
    public static ErrorReason Of(RejectionReason reason) => (ErrorReason)(int)reason;

    /// <summary>The gRPC status of a reason, as the contract states it beside each reason.</summary>
    /// <param name="reason">The reason.</param>
    /// <returns>The status.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The contract has no such reason.</exception>
    public static StatusCode StatusOf(ErrorReason reason) => reason switch
    {
        ErrorReason.InvalidRequest or ErrorReason.DefinitionInvalid or ErrorReason.PayloadMalformed
            or ErrorReason.PayloadTypeMismatch or ErrorReason.MarketMismatch or ErrorReason.ParticipantMismatch
            or ErrorReason.CommitmentNotCanonical or ErrorReason.CommitmentIsIdentity
            or ErrorReason.OpeningProofInvalid or ErrorReason.RangeProofMalformed or ErrorReason.RangeProofInvalid
            or ErrorReason.ReportOffGrid or ErrorReason.ResumeTokenInvalid or ErrorReason.PageTokenInvalid
            or ErrorReason.DatasetCommitmentRequired or ErrorReason.RecordKeyMalformed
            or ErrorReason.AttestationMalformed or ErrorReason.DatasetProofInvalid or ErrorReason.TagsMalformed
            or ErrorReason.TagRepeated or ErrorReason.TagsUnsorted or ErrorReason.DatasetSizeMismatch
            or ErrorReason.DatasetRootMismatch or ErrorReason.DoubleTagsInvalid
            or ErrorReason.PayloadNotCanonical or ErrorReason.DatasetTooLarge or ErrorReason.MaskKeyInvalid
            or ErrorReason.ListMismatch or ErrorReason.ContributionMalformed or ErrorReason.CountMismatch
            or ErrorReason.UploadInvalid or ErrorReason.PairOpeningInvalid or ErrorReason.NearnessProofInvalid
            => StatusCode.InvalidArgument,
        ErrorReason.KeyNotOnRecord or ErrorReason.SignatureInvalid or ErrorReason.PayloadExpired
            or ErrorReason.SignatureNotLowS => StatusCode.Unauthenticated,
        ErrorReason.OperatorNotAllowed => StatusCode.PermissionDenied,
        ErrorReason.MarketNotFound or ErrorReason.ParticipantNotFound or ErrorReason.AuditNotFound
            or ErrorReason.OverlapTaskNotFound => StatusCode.NotFound,
        ErrorReason.MarketAlreadyExists or ErrorReason.RequestIdReused or ErrorReason.AlreadyJoined
            or ErrorReason.AlreadyReported or ErrorReason.VerdictStands or ErrorReason.MaskKeyTaken
            or ErrorReason.StepAnswered => StatusCode.AlreadyExists,
        ErrorReason.DefinitionMismatch or ErrorReason.MarketSettled or ErrorReason.MarketCancelled
            or ErrorReason.NotJoined or ErrorReason.CommitmentDeadlinePassed or ErrorReason.ReportDeadlinePassed
            or ErrorReason.CommitmentRequired or ErrorReason.CommitmentNotCurrent or ErrorReason.ValidationRequired
            or ErrorReason.ValidationNotAsked or ErrorReason.CommitmentRefused or ErrorReason.VerdictMismatch
            or ErrorReason.OverlapPending or ErrorReason.AuditOutOfOrder or ErrorReason.AuditDeadlinePassed
            or ErrorReason.OtherValidator or ErrorReason.PredecessorMismatch or ErrorReason.TrainingNotAsked
            or ErrorReason.TrainingUnderway or ErrorReason.MaskKeyRequired or ErrorReason.StepAhead
            or ErrorReason.StepOver or ErrorReason.NotAContributor or ErrorReason.UploadMissing
            or ErrorReason.ModelNotAllocated or ErrorReason.TooManyRecords => StatusCode.FailedPrecondition,
        ErrorReason.ReportOutOfRange or ErrorReason.LogRangeInvalid => StatusCode.OutOfRange,
        ErrorReason.TooManyCommitments or ErrorReason.Overloaded or ErrorReason.MessageTooLarge
            => StatusCode.ResourceExhausted,
        ErrorReason.ShuttingDown or ErrorReason.StorageUnavailable or ErrorReason.PlatformUnavailable
            or ErrorReason.StreamSilent
            => StatusCode.Unavailable,
        ErrorReason.MarketDamaged => StatusCode.DataLoss,
        ErrorReason.Internal => StatusCode.Internal,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A reason without a status."),
    };

    /// <summary>The name of a gRPC status in gRPC's own spelling, such as <c>DEADLINE_EXCEEDED</c>.</summary>
    /// <param name="code">The status.</param>
    /// <returns>The name.</returns>
    public static string NameOf(StatusCode code) => string.Concat(code.ToString().Select(
        static (c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));

    private static EnumDescriptor Descriptor() => ErrorReasonReflection.Descriptor.EnumTypes
        .Single(static type => type.Name == nameof(ErrorReason));
}
