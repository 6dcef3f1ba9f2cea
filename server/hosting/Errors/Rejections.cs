using Candor.Market;
using Candor.V1;
using Candor.Wire.Errors;

namespace Candor.Hosting.Errors;

/// <summary>A market's rejections as what ends a call.</summary>
internal static class Rejections
{
    /// <summary>Makes the exception.</summary>
    /// <param name="rejection">What the market said.</param>
    /// <param name="resource">The resource that was asked for; null where the request names none.</param>
    /// <returns>The exception.</returns>
    internal static CallRejectedException ToException(Rejection rejection, string? resource) =>
        new(Reasons.Of(rejection.Reason), rejection.Message)
        {
            Resource = resource,
            Violations = rejection.Field is null ? [] : [new FieldViolation(PathOf(rejection), rejection.Message)],
        };

    /// <summary>What a caller is told of a market that does not exist, or that is not shown to it.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The same for both.</returns>
    internal static CallRejectedException MarketNotFound(string name) =>
        new(ErrorReason.MarketNotFound, $"There is no market named '{name}'.") { Resource = name };

    /// <summary>Ends the call where there is a rejection.</summary>
    /// <param name="rejection">What the rules say; null where they are met.</param>
    /// <param name="resource">The resource that was asked for.</param>
    /// <exception cref="CallRejectedException">There is a rejection.</exception>
    internal static void Require(Rejection? rejection, string resource)
    {
        if (rejection is not null)
        {
            throw ToException(rejection, resource);
        }
    }

    // The market's own rules name a definition's member from the definition on.
    private static string PathOf(Rejection rejection) => rejection.Reason == RejectionReason.DefinitionInvalid
        ? $"definition.{rejection.Field}"
        : rejection.Field!;
}
