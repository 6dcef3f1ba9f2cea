using Candor.V1;

namespace Candor.Client;

/// <summary>What became of an audit.</summary>
/// <param name="ValidatorId">The validator's id in the market's definition.</param>
/// <param name="IsAttested">Whether the dataset passed; its commitment may then be reported against.</param>
/// <param name="Refusal">Why it failed; unspecified where it passed.</param>
/// <param name="Position">The position of the tag to blame, in the order of tags, where there is one.</param>
/// <param name="IsDelivered">Whether the market has taken the verdict; false where the market was over, or another
/// commitment stood there by then.</param>
public sealed record ValidationResult(
    string ValidatorId, bool IsAttested, AuditRefusal Refusal, ulong? Position, bool IsDelivered);

/// <summary>Where an audit is, for whoever watches it.</summary>
/// <param name="Step">What is being done.</param>
/// <param name="Done">How much of it, in tags or in records.</param>
/// <param name="Total">Out of how much.</param>
public sealed record ValidationProgress(ValidationStep Step, long Done, long Total);

/// <summary>The steps of an audit, in order.</summary>
public enum ValidationStep
{
    /// <summary>The audit is open at the validator.</summary>
    Opened,

    /// <summary>The tags are being sent.</summary>
    SendingTags,

    /// <summary>The sample is being opened.</summary>
    OpeningSample,

    /// <summary>The verdict is there; the market has not taken it yet.</summary>
    AwaitingMarket,
}

/// <summary>Who a validator says it is.</summary>
/// <param name="Id">Its id.</param>
/// <param name="PublicKey">Its key as a market definition names it: SubjectPublicKeyInfo in DER, as base64.</param>
public sealed record ValidatorInfo(string Id, string PublicKey);
