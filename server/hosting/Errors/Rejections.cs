using Candor.Market;
using Candor.V1;
using Google.Rpc;

namespace Candor.Hosting.Errors;

/// <summary>A market's rejections as refusals: the two enums share their numbers.</summary>
internal static class Rejections
{
    /// <summary>Makes the refusal.</summary>
    /// <param name="rejection">What the market said.</param>
    /// <param name="resource">The resource that was asked for.</param>
    /// <returns>The refusal.</returns>
    internal static Refusal ToRefusal(Rejection rejection, string resource) =>
        new((ErrorReason)(int)rejection.Reason, rejection.Message)
        {
            Resource = resource,
            Violations = rejection.Field is null
                ? []
                :
                [
                    new BadRequest.Types.FieldViolation
                    {
                        Field = $"definition.{rejection.Field}",
                        Description = rejection.Message,
                    },
                ],
        };
}
