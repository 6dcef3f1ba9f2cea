using System.Collections.Concurrent;
using Candor.Client.Contributions;
using Candor.Client.Participation;

namespace Candor.Client.Receipts;

/// <summary>What a client keeps of its participants, for all of their handles. Thread-safe.</summary>
internal sealed class KeptParticipations
{
    private readonly ConcurrentDictionary<string, KeptParticipation> _all = new(StringComparer.Ordinal);

    /// <summary>Which records were contributed to which markets.</summary>
    internal ContributedDatasets Contributed { get; } = new();

    /// <summary>What is kept of a participant under its key and its market's rules.</summary>
    internal KeptParticipation Of(VerifiedParticipant participant) => _all.GetOrAdd(
        $"{participant.Name} {participant.Key.VerificationKey.KeyId} "
        + Convert.ToHexStringLower(participant.Market.DefinitionDigest.Span),
        _ => new KeptParticipation(participant.Context));
}
