using Candor.Hosting.Blobs;
using Candor.Hosting.Errors;
using Candor.Market.Contributions;
using Candor.V1;
using Candor.Wire.Errors;
using ContributionPart = Candor.Market.Contributions.ContributionPart;
using MarketDefinition = Candor.Market.Definitions.MarketDefinition;

namespace Candor.Platform.Training;

/// <summary>Takes definitions whose uploads this server has room for: in a market whose members would run out of it in the first
/// epoch, all of them would fall as silent.</summary>
/// <param name="options">How much it keeps.</param>
internal sealed class BulkAdmission(CandorServerOptions options)
{
    /// <summary>Requires room for one epoch of a market in which everybody contributes.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="market">The market's name.</param>
    /// <exception cref="CallRejectedException"><see cref="ErrorReason.DefinitionInvalid"/>: there is not so much.</exception>
    internal void Require(MarketDefinition definition, string market)
    {
        if (definition.Training is not { } training)
        {
            return;
        }

        int members = definition.Roster.Length;
        long member = Enum.GetValues<ContributionPart>().Sum(
            part => BlobSeal.FileBytesFor(UploadedParts.LengthOf(part, training.Shape, members)));
        string? fault = FaultOf(member, options.MaxMemberBulkBytes, "a member")
            ?? FaultOf(member * members, Math.Min(options.MaxMarketBulkBytes, options.MaxBulkBytes), "the market");
        if (fault is not null)
        {
            throw new CallRejectedException(ErrorReason.DefinitionInvalid, $"The definition is wrong: training: {fault}.")
            {
                Resource = market,
                Violations = [new FieldViolation("definition.training", fault)],
            };
        }

        string? FaultOf(long bytes, long most, string whose) => bytes <= most
            ? null
            : $"found {bytes} bytes of uploads of {whose} in an epoch, for {training.Shape.Coordinates} coordinates and {members} "
                + $"participants, expected at most {most}, which this server keeps";
    }
}
