using System.Collections.Immutable;
using Candor.Commitments;
using Candor.Commitments.Masks;
using Candor.Commitments.SecretSharing;
using Candor.Market.Training;
using Candor.Training.Models;
using Candor.Training.Onnx;
using Candor.Training.Regression;
using Candor.Training.Sums;
using Candor.Training.Tasks;

namespace Candor.Market.Contributions;

/// <summary>Opens the self seeds of an epoch, holds every member to its own point, and sums. Pure; holds secrets until it is
/// disposed of; not thread-safe.</summary>
public sealed class TrainingSum : IDisposable
{
    private readonly TrainingProgress _training;
    private readonly ImmutableArray<ListedMember> _members;
    private readonly SecretReconstruction[] _reconstructions;
    private readonly SharedSecret?[] _seeds;
    private readonly MaskedSum _sum;

    /// <summary>Begins before the first share.</summary>
    /// <param name="training">The training, in step <see cref="TrainingStep.Sum"/>.</param>
    /// <exception cref="ArgumentException">It is in another step.</exception>
    public TrainingSum(TrainingProgress training)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (training.State.Step != TrainingStep.Sum)
        {
            throw new ArgumentException($"The training is in step {training.State.Step}; expected Sum.", nameof(training));
        }

        _training = training;
        _members = training.List!.Members;
        _reconstructions =
        [
            .. _members.Select(member => new SecretReconstruction(training.SeedCommitmentsOf(member.Place))),
        ];
        _seeds = new SharedSecret?[_members.Length];
        _sum = new MaskedSum(training.Epoch!);
    }

    /// <summary>Checks the shares that a member hands out, as the server does before it takes them.</summary>
    /// <param name="training">The training.</param>
    /// <param name="holder">The member's roster index.</param>
    /// <param name="shares">One scalar of 32 bytes for each member of the list, untrusted.</param>
    /// <returns>Why they are refused; null where each fits its dealer's commitments.</returns>
    public static string? FaultOf(TrainingProgress training, int holder, ReadOnlySpan<byte> shares)
    {
        ArgumentNullException.ThrowIfNull(training);
        ImmutableArray<ListedMember> members = training.List?.Members ?? [];
        if (shares.Length != members.Length * SecretShare.Size)
        {
            return FormattableString.Invariant(
                $"The shares have {shares.Length} bytes; expected {SecretShare.Size} for each of {members.Length} members.");
        }

        for (int i = 0; i < members.Length; i++)
        {
            if (!SecretShare.TryParse(holder, shares.Slice(i * SecretShare.Size, SecretShare.Size), out SecretShare share)
                || training.SeedCommitmentsOf(members[i].Place).Verify(share) != ProofFailure.None)
            {
                return FormattableString.Invariant(
                        $"The share of the member at place {members[i].Place} does not fit its commitments of epoch ")
                    + FormattableString.Invariant($"{training.State.Epoch}; expected the one that it sent in this epoch.");
            }
        }

        return null;
    }

    /// <summary>Adds the shares that a member handed out.</summary>
    /// <param name="holder">The member's roster index.</param>
    /// <param name="shares">Shares without fault.</param>
    /// <exception cref="ArgumentException"><see cref="FaultOf"/> names a fault.</exception>
    public void AddShares(int holder, ReadOnlySpan<byte> shares)
    {
        for (int i = 0; i < _members.Length; i++)
        {
            if (shares.Length != _members.Length * SecretShare.Size
                || !SecretShare.TryParse(holder, shares.Slice(i * SecretShare.Size, SecretShare.Size), out SecretShare share)
                || _reconstructions[i].Add(share) != ProofFailure.None)
            {
                throw new ArgumentException($"The shares of place {holder} do not fit.", nameof(shares));
            }
        }
    }

    /// <summary>Opens the seeds, once enough shares were added.</summary>
    /// <returns>Those that name their owners, by roster index; where there is none, the sum may be made.</returns>
    /// <exception cref="InvalidOperationException">Shares are missing.</exception>
    public ImmutableSortedDictionary<int, ReadOnlyMemory<byte>> OpenSeeds()
    {
        var guilty = ImmutableSortedDictionary.CreateBuilder<int, ReadOnlyMemory<byte>>();
        for (int i = 0; i < _members.Length; i++)
        {
            int place = _members[i].Place;
            _seeds[i] = _reconstructions[i].TryFinish(out SharedSecret? seed)
                ? seed
                : throw new InvalidOperationException(
                    $"{_reconstructions[i].Count} shares of the seed of place {place} are here; more are needed.");
            byte[] bytes = seed.Export();
            if (_training.Judge(place, bytes).NamesOwner())
            {
                guilty.Add(place, bytes);
            }
        }

        return guilty.ToImmutable();
    }

    /// <summary>Adds a member's masked vectors.</summary>
    /// <param name="place">The member's roster index.</param>
    /// <param name="masked">Its vectors, of the digests in the log.</param>
    /// <exception cref="InvalidOperationException">The seeds are not open.</exception>
    public void Add(int place, MaskedStatistics masked)
    {
        int position = _training.PositionOf(place);
        _sum.Add(
            position,
            masked,
            _seeds[position] ?? throw new InvalidOperationException("The seeds are not open; expected them to be."));
    }

    /// <summary>Trains the model, once every member was added.</summary>
    /// <param name="market">The market.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The model; the constant one where a coordinate is outside its bound, so that the market settles all the
    /// same.</returns>
    /// <exception cref="InvalidOperationException">A member is missing.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public TrainedModel Train(MarketState market, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(market);
        LearningTask task = market.Definition.Training!.Task;
        long records = _members.Sum(static member => (long)member.Records);
        long[] coordinates = new long[market.Definition.Training.Shape.Coordinates];
        return _sum.TryFinish(coordinates) && SufficientStatistics.FaultOf(task, coordinates) is null
            ? RidgeTraining.Train(SufficientStatistics.FromCoordinates(task, coordinates), cancellationToken)
            : RidgeTraining.Untrained(task, records);
    }

    /// <summary>The file of a market's model.</summary>
    /// <param name="market">The market.</param>
    /// <param name="model">The model.</param>
    /// <returns>The ONNX file, with the market and its definition in it.</returns>
    public static byte[] WriteFile(MarketState market, TrainedModel model)
    {
        ArgumentNullException.ThrowIfNull(market);
        ArgumentNullException.ThrowIfNull(model);
        return ModelFile.Write(
            model.Model, new ModelOrigin(market.Name, Convert.ToHexStringLower(market.DefinitionDigest.Span)));
    }

    /// <summary>What the log says of the model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="salt">32 random bytes, which are delivered with the file.</param>
    /// <param name="file">The file.</param>
    /// <returns>The entry's content.</returns>
    public static DeliveredModel Describe(TrainedModel model, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> file)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new DeliveredModel(
            DeliveredModel.DigestOf(salt, file), model.Records, model.MeasuredQuality, model.IsConstant);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SecretReconstruction reconstruction in _reconstructions)
        {
            reconstruction.Dispose();
        }

        foreach (SharedSecret? seed in _seeds)
        {
            seed?.Dispose();
        }

        _sum.Dispose();
    }
}
