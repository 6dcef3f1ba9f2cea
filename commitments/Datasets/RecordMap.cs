using System.Security.Cryptography;
using Candor.Commitments.Group;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Datasets;

/// <summary>
/// A market's map from records to elements: P = hash_to_group(SHA-256(definition digest ‖ market name) ‖ record). Equal
/// records of two participants have one element, which the overlap check needs. Equal records of two markets have
/// different ones, so that tags of two markets cannot be compared.
/// </summary>
/// <remarks>Safe for use from many threads.</remarks>
internal sealed class RecordMap
{
    private const int MaximumOnStack = 512;

    private readonly byte[] _market;

    internal RecordMap(StatementContext context) =>
        _market = SHA256.HashData([.. context.DefinitionDigest.Span, .. context.MarketBytes]);

    /// <summary>P of a record's canonical bytes.</summary>
    internal RistrettoPoint Point(ReadOnlySpan<byte> record)
    {
        int length = _market.Length + record.Length;
        Span<byte> message = length <= MaximumOnStack ? stackalloc byte[MaximumOnStack] : new byte[length];
        message = message[..length];
        _market.CopyTo(message);
        record.CopyTo(message[_market.Length..]);
        return HashToGroup.Point(message, ProtocolLabels.RecordGroup);
    }
}
