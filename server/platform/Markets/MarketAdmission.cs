using Candor.Hosting.Errors;
using Candor.Market.Transcripts;
using Candor.V1;
using Candor.Wire.Errors;

namespace Candor.Platform.Markets;

/// <summary>Which markets this server takes.</summary>
internal sealed class MarketAdmission(CandorServerOptions options, TranscriptSigner signer)
{
    /// <summary>Requires an operator that may create markets here.</summary>
    /// <param name="keyId">The id of the operator's key.</param>
    /// <exception cref="CallRejectedException">It may not.</exception>
    internal void RequireOperator(string keyId)
    {
        if (options.AllowedOperators.Count > 0 && !options.AllowedOperators.Contains(keyId, StringComparer.Ordinal))
        {
            throw new CallRejectedException(
                ErrorReason.OperatorNotAllowed,
                $"Key '{keyId}' is not one of the operators of this server's configuration.");
        }
    }

    /// <summary>Requires a definition that names this server's log key, or none. Readers trust the key in the
    /// definition, so a market whose checkpoints another key would have to sign could never show one that
    /// holds.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="market">The market's name.</param>
    /// <exception cref="CallRejectedException">It names another key.</exception>
    internal void RequireLogKey(Market.Definitions.MarketDefinition definition, string market)
    {
        if (signer.Serves(definition, out string? found))
        {
            return;
        }

        string fault = $"found '{found}', expected '{signer.LogKey}', this server's log key, or none";
        throw new CallRejectedException(ErrorReason.DefinitionInvalid, $"The definition is wrong: logKey: {fault}.")
        {
            Resource = market,
            Violations =
            [
                new FieldViolation("definition.logKey", fault),
            ],
        };
    }
}
