using System.Security.Cryptography;
using Candor.Client.Datasets;
using Candor.Client.Internal;
using Candor.Client.Participation;
using Candor.Client.Receipts;
using Candor.Market;
using Candor.Market.Contributions;
using Candor.Market.Training;
using Candor.Training.Sums;
using Grpc.Core;

namespace Candor.Client.Contributions;

/// <summary>One member's part in a market's training, from wherever it is: it follows the transcript, asks
/// <see cref="ContributorClient"/> what to do, keeps what that says, and only then sends. Not thread-safe.</summary>
internal sealed partial class TrainingSession : IAsyncDisposable
{
    // Refusals that a look at the transcript explains: the step went on, or is about to, or the market is over.
    private static readonly ErrorReason[] s_passing =
    [
        ErrorReason.StepAhead, ErrorReason.StepOver, ErrorReason.StepAnswered, ErrorReason.NotAContributor,
        ErrorReason.ListMismatch, ErrorReason.UploadMissing, ErrorReason.TrainingUnderway, ErrorReason.PlatformUnavailable,
        ErrorReason.MarketCancelled, ErrorReason.MarketSettled,
    ];

    // Refusals that pass by themselves while the step is on. Its end ends them too: what became of the report is then in the
    // transcript.
    private static readonly ErrorReason[] s_waiting =
        [ErrorReason.Overloaded, ErrorReason.AuditDeadlinePassed, ErrorReason.StreamSilent];

    private readonly ClientConnection _connection;
    private readonly VerifiedParticipant _participant;
    private readonly KeptParticipation _kept;
    private readonly OwnRecords _records;
    private readonly ParticipantConduct _conduct;
    private readonly TrainingTranscript _transcript;
    private readonly ContributionUploads _uploads;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly Backoff _backoff;
    private readonly CancellationToken _leave;
    private MarketWakes? _wakes;
    private ContributorState? _state;
    private SufficientStatistics? _own;
    private IReadOnlyDictionary<int, ReadOnlyMemory<byte>>? _shares;
    private ulong _sharesEpoch;
    private int _failures;
    private bool _isDue = true;
    private bool _isOver;

    /// <summary>Makes a session; nothing is sent or read.</summary>
    /// <param name="connection">The server, read over as the member.</param>
    /// <param name="participant">The member.</param>
    /// <param name="kept">What it keeps.</param>
    /// <param name="records">Its records.</param>
    /// <param name="conduct">What it contributes of them.</param>
    /// <param name="leave">Cancelled where the member is told to leave.</param>
    internal TrainingSession(
        ClientConnection connection,
        VerifiedParticipant participant,
        KeptParticipation kept,
        DistinctRecords records,
        ParticipantConduct conduct,
        CancellationToken leave)
    {
        _connection = connection;
        _participant = participant;
        _kept = kept;
        _records = new OwnRecords(records, participant.Market.Rules.Training!);
        _conduct = conduct;
        _transcript = new TrainingTranscript(connection, participant, kept);
        _uploads = new ContributionUploads(connection, participant);
        _backoff = Backoff.Of(connection.Options);
        _leave = leave;
    }

    private int Place => _participant.Index;

    /// <summary>The next that there is to tell: waits for the market, answers, and returns at each answered step.</summary>
    /// <returns>The step; null where there is nothing more to do.</returns>
    /// <exception cref="CandorException">The server rejected a message.</exception>
    /// <exception cref="ContributionRefusedException">The platform or the validator asks for what is not answered.</exception>
    /// <exception cref="UnverifiedAnswerException">The transcript does not hold.</exception>
    /// <exception cref="OperationCanceledException">It was stopped: the report falls, unless it is run again in time.</exception>
    internal async Task<ParticipationProgress?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            _wakes ??= new MarketWakes(token => _connection.WatchMarketAsync(_participant.Market.Name, string.Empty, token));
            while (!_isOver)
            {
                if (!_isDue)
                {
                    await WaitAsync(cancellationToken).ConfigureAwait(false);
                }

                _isDue = false;
                if (await TryTurnAsync(cancellationToken).ConfigureAwait(false) is { } step)
                {
                    _isDue = true;
                    return step;
                }
            }

            return null;
        }
        catch (OperationCanceledException) when (_leave.IsCancellationRequested)
        {
            string message = DescribeLeaving();
            _connection.Logger.LeftTraining(message);
            throw new OperationCanceledException(message, _leave);
        }
    }

    /// <summary>Erases the member's secrets from memory, where the market is over; they stay on disk until then.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_wakes is not null)
        {
            await _wakes.DisposeAsync().ConfigureAwait(false);
        }

        _state?.Dispose();
        _random.Dispose();
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (_failures > 0)
        {
            await _backoff.WaitAsync(_failures, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await _wakes!.WaitAsync(null, _connection.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    // A server that goes away comes back; what it refuses because the step went on is explained by the transcript.
    private async Task<ParticipationProgress?> TryTurnAsync(CancellationToken cancellationToken)
    {
        try
        {
            ParticipationProgress? step = await TurnAsync(cancellationToken).ConfigureAwait(false);
            _failures = 0;
            return step;
        }
        catch (CandorException e) when (e is not UnverifiedAnswerException
            && (e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded
                || s_waiting.Contains(e.ErrorReason)
                || (s_passing.Contains(e.ErrorReason) && _failures < _connection.Options.MaxAttempts)))
        {
            _failures++;
            _connection.Logger.ContributionInterrupted(_participant.Name, e.Reason);
            return null;
        }
    }

    private async Task<ParticipationProgress?> TurnAsync(CancellationToken cancellationToken)
    {
        bool isOver = _wakes!.IsOver;
        if (!_wakes.HasBegun)
        {
            _isOver = isOver;
            return null;
        }

        // Proofs are verified: not on the caller's thread.
        if (!await Task.Run(() => _transcript.AdvanceAsync(cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        MarketState market = _transcript.State!;
        _state ??= LoadState(market) ?? throw Lost();
        long start = _connection.Options.TimeProvider.GetTimestamp();
        while (true)
        {
            ContributorTurn turn = await NextTurnAsync(market, cancellationToken).ConfigureAwait(false);
            switch (turn)
            {
                case AskAgain { Need: ContributorNeed.Statistics }:
                    Keep(turn.State, null);
                    await SumAsync(market, cancellationToken).ConfigureAwait(false);
                    break;
                case AskAgain { Need: ContributorNeed.EncryptedShares } ask:
                    Keep(turn.State, null);
                    _shares = await _uploads.ReadSharesAsync(ask.Epoch, PlaceOf, cancellationToken).ConfigureAwait(false);
                    _sharesEpoch = ask.Epoch;
                    break;
                case SendContribution send:
                    return await SendAsync(market, send, start, cancellationToken).ConfigureAwait(false);
                case AskValidator when HasVerdict:
                    Keep(turn.State, null);
                    return null;
                case AskValidator:
                    Keep(turn.State, null);
                    return await AnswerValidatorAsync(market, start, cancellationToken).ConfigureAwait(false);
                case RefuseStep refuse:
                    throw Refused(market, refuse.Refusal);
                case LeaveFallen fallen:
                    Keep(turn.State, null);
                    _isOver = true;
                    return await DescribeFallAsync(market, fallen.Cause, cancellationToken).ConfigureAwait(false);
                default:
                    Keep(turn.State, null);
                    _isOver = turn is LeaveEnded;
                    return null;
            }
        }
    }

    private Task<ContributorTurn> NextTurnAsync(MarketState market, CancellationToken cancellationToken)
    {
        if (_sharesEpoch != market.Training!.State.Epoch)
        {
            (_shares, _sharesEpoch) = (null, 0);
        }

        return Task.Run(
            () => ContributorClient.Next(market, _state!, _own, _shares, _random), cancellationToken);
    }

    private async Task SumAsync(MarketState market, CancellationToken cancellationToken)
    {
        uint report = market.Training!.First!.Members.First(member => member.Place == Place).Records;
        _own = await Task.Run(
            () => _conduct.Contribute(_records.SumChosen(
                report, _transcript.OpenedRoot, _participant.Context.Participant, cancellationToken)),
            cancellationToken).ConfigureAwait(false);
    }

    private int? PlaceOf(string participant) =>
        _participant.Market.Rules.TryFind(participant, out int place) ? place : null;

    private ContributionRefusedException Refused(MarketState market, GuardRefusal refusal) => new(
        refusal.Reason,
        $"{market.Name} asks {_participant.Name}, in step {market.Training!.State.Step} of epoch {market.Training.State.Epoch}, for "
        + $"what is not answered: {refusal.Message.TrimEnd('.')}. Nothing was sent.")
    {
        Evidence = _transcript.Checkpoint is { } checkpoint ? [checkpoint.Note] : [],
    };

    private string DescribeLeaving()
    {
        DateTimeOffset? deadline = _transcript.State?.Training?.State.Deadline;
        return $"{_participant.Name} leaves the training of {_participant.Market.Name}: its report falls "
            + (deadline is { } time ? $"unless it is run again before {time:O}." : "with the first step that it does not answer.");
    }

    private ReceiptException Lost() => new(
        ReceiptFault.Missing,
        $"What {_participant.Name} keeps of its part in the training is not there; expected the file beside its receipt "
        + "(ParticipationOptions.ReceiptPath). It cannot go on, for it does not know what it has answered.");
}
