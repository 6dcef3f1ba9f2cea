using Candor.Client;
using Candor.Commitments.Datasets;
using Candor.Commitments.Overlap;
using Candor.Market;
using Candor.Market.Audits;
using Candor.Market.Commands;
using Candor.Market.Signing;
using Candor.Simulation.Platforms;
using Candor.Wire.Verdicts;

namespace Candor.Simulation.Validation;

/// <summary>Plays the validator for one overlap check of two attested commitments (statement 6): checks and counts with
/// the real code.</summary>
internal sealed class SimulatedOverlapCheck
{
    private readonly SimulatedPlatform _platform;
    private readonly VerdictSigner _signer;
    private readonly SimulatedAudit _earlier;
    private readonly SimulatedAudit _later;
    private readonly Dictionary<string, byte[]> _doubleTags = [];
    private OverlapState _state;

    /// <summary>Opens the check.</summary>
    /// <param name="platform">The market's server.</param>
    /// <param name="validator">The validator's key.</param>
    /// <param name="earlier">The audit of the participant that was attested first.</param>
    /// <param name="later">The audit of the other.</param>
    internal SimulatedOverlapCheck(
        SimulatedPlatform platform, SigningKey validator, SimulatedAudit earlier, SimulatedAudit later)
    {
        _platform = platform;
        _signer = new VerdictSigner(validator.VerificationKey, validator.Sign);
        (_earlier, _later) = (earlier, later);
        _state = OverlapState.Apply(null, OverlapDecider.Open(earlier.State!, later.State!, platform.Now, queued: 0));
    }

    /// <summary>The other side.</summary>
    /// <param name="participant">One side's id.</param>
    internal string OtherThan(string participant) => OtherOf(participant).State!.Participant;

    /// <summary>What a side must multiply.</summary>
    /// <param name="participant">Its id.</param>
    internal CommittedTags TagsFor(string participant)
    {
        SimulatedAudit other = OtherOf(participant);
        TagFailure failure = CommittedTags.TryCreate(other.Tags, other.State!.DatasetRoot, out CommittedTags? tags);
        return failure == TagFailure.None
            ? tags!
            : throw new InvalidOperationException($"Audited tags are not the committed ones: {failure}.");
    }

    /// <summary>Takes one side's double tags.</summary>
    /// <param name="participant">Whose answer it is.</param>
    /// <param name="segments">The double tags with their proofs, untrusted.</param>
    /// <returns>Why they are rejected; null where they are accepted.</returns>
    internal Rejection? Take(string participant, IEnumerable<DoubleTagSegment> segments)
    {
        SimulatedAudit other = OtherOf(participant);
        SimulatedAudit sender = other == _earlier ? _later : _earlier;
        var incoming = new IncomingDoubleTags(sender.State!, other.State!, other.Tags);
        var taken = new List<byte>();
        foreach (DoubleTagSegment segment in segments)
        {
            if (incoming.Add(segment.DoubleTags, segment.Proof) is { } wrong)
            {
                return wrong;
            }

            taken.AddRange(segment.DoubleTags.Span);
        }

        if (incoming.Finish() is { } incomplete)
        {
            return incomplete;
        }

        DoubleTagsTaken? next = OverlapDecider.Take(_state, participant, _platform.Now, out Rejection? rejection);
        if (next is not null)
        {
            _state = OverlapState.Apply(_state, next);
            _doubleTags[participant] = [.. taken];
        }

        return rejection;
    }

    /// <summary>Counts the shared records and tells the market, or refuses who stayed silent.</summary>
    /// <param name="debited">The positions of the later one's tags that were debited before; those found now are
    /// added.</param>
    internal void Conclude(HashSet<ulong> debited)
    {
        if (_state is { EarlierAnswered: true, LaterAnswered: true })
        {
            // The earlier one's answer is the later one's tags times its key, so these are positions of the later.
            IReadOnlyList<ulong> shared = SharedTags.Find(
                _doubleTags[_state.Due.Earlier], _doubleTags[_state.Due.Later]);
            ulong fresh = (ulong)shared.Count(debited.Add);
            _state = OverlapState.Apply(
                _state, OverlapDecider.Count(_state, (ulong)shared.Count, fresh, _signer, _platform.Now)!);
        }
        else
        {
            _state = OverlapState.Apply(
                _state,
                OverlapDecider.End(_state, _earlier.State!, _later.State!, bothStand: true, _signer, _state.Deadline)!);
        }

        foreach (SignedEnvelope verdict in _state.Verdicts)
        {
            if (_platform.Verdict(verdict) is { } rejection)
            {
                throw new InvalidOperationException($"The validator's verdict is rejected: {rejection.Message}");
            }
        }
    }

    /// <summary>Why the validator refused a side.</summary>
    /// <param name="participant">Its id.</param>
    /// <returns>The cause; null where it did not.</returns>
    internal AuditRefusal? RefusalOf(string participant) => _state.Verdicts
        .Select(verdict => VerdictCommands.TryRead(_platform.State, verdict, _platform.Now, out var command, out _)
            ? (command as RefuseCommitment)?.Claim
            : null)
        .Where(claim => claim?.Participant == participant)
        .Select(static claim => claim?.Refusal)
        .FirstOrDefault();

    private SimulatedAudit OtherOf(string participant) => participant == _state.Due.Earlier ? _later : _earlier;
}
