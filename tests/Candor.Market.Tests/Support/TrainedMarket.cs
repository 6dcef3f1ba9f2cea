using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;
using Candor.Commitments.SecretSharing;
using Candor.Market.Commands;
using Candor.Market.Contributions;
using Candor.Market.Training;
using Candor.Training.Features;
using Candor.Training.Models;
using Candor.Training.Sums;

namespace Candor.Market.Tests.Support;

/// <summary>A market that trains, driven by commands alone: members whose messages are what the real client makes, and the
/// platform's own work. Every member has 40 records and reports 30 of them.</summary>
internal sealed class TrainedMarket
{
    internal const uint Records = 30;

    private readonly SeededRandom _random = new(11);
    private readonly ValidatedMarket? _validated;
    private readonly string? _overlap;
    private readonly Dictionary<(int Place, ContributionPart Part), byte[]> _uploads = [];
    private readonly Dictionary<int, StatisticsCommitments> _committed = [];
    private readonly Dictionary<int, byte[]> _opened = [];
    private int _requests;

    internal TrainedMarket(int members = 4, bool isAudited = false, Action<JsonObject>? change = null, string? overlap = null)
    {
        _validated = isAudited ? new ValidatedMarket(members, overlap, version: 3, change: text => Train(text, change)) : null;
        Market = _validated?.Market ?? new TestMarket(members, text => Train(text, change));
        (Members, _overlap) = (members, overlap);
    }

    internal TestMarket Market { get; }

    /// <summary>The same market with its validators; only where it is audited.</summary>
    internal ValidatedMarket Validated => _validated!;

    internal int Members { get; }

    internal MarketState State => Market.State;

    internal TrainingProgress Training => State.Training!;

    internal DateTimeOffset Now { get; private set; } = TestMarket.Start;

    /// <summary>What each member keeps.</summary>
    internal Dictionary<int, ContributorState> States { get; } = [];

    /// <summary>What a member sends instead of what its client makes; null for silence.</summary>
    internal Func<int, SendContribution, SendContribution?> Alters { get; set; } = static (_, turn) => turn;

    /// <summary>Brings a member to where it may report: with a mask key, and attested where the market asks for it.</summary>
    internal void Enter(int i)
    {
        if (_validated is null)
        {
            Market.Enter(i, 40);
        }
        else
        {
            _validated.Enter(i, 40);
            for (int earlier = 0; _overlap is not null && earlier < i; earlier++)
            {
                Market.Accept(_validated.Overlap(earlier, i, 0, 0));
            }
        }

        States[i] = ContributorState.Create(ContributorState.TermsOf(State, i), _random);
        Assert.Null(Send(i, ContributorClient.MakeKey(State, States[i], _random)));
    }

    /// <summary>Everyone enters and reports, which closes the reports.</summary>
    internal void ReportAll()
    {
        for (int i = 0; i < Members; i++)
        {
            Enter(i);
        }

        for (int i = 0; i < Members; i++)
        {
            Market.Report(i, Records);
        }

        Assert.True(Training.HasOpened);
    }

    /// <summary>Goes on until a step is on, or the market is over; who is silent falls at its deadline.</summary>
    internal void RunTo(TrainingStep? until = null)
    {
        for (int rounds = 0; State.Phase == MarketPhase.Training && Training.State.Step != until; rounds++)
        {
            Assert.True(rounds < 100, $"The market hangs in step {Training.State.Step}.");
            TrainingState before = Training.State;
            foreach (int place in before.Members.Keys)
            {
                if (State.Phase == MarketPhase.Training && Training.State.Step == before.Step && Training.State.Epoch == before.Epoch)
                {
                    Act(place);
                }
            }

            if (Training.State.Step != until)
            {
                Work();
            }

            if (ReferenceEquals(before, Training.State))
            {
                Pass();
            }
        }
    }

    /// <summary>A member takes its turn.</summary>
    internal void Act(int place)
    {
        if (Training.State.Step == TrainingStep.Nearness)
        {
            if (!Training.State.HasAnswered(place))
            {
                Market.Accept(Verdict(place, isNear: true));
            }
        }
        else if (Turn(place) is SendContribution made && Alters(place, made) is { } turn)
        {
            Assert.Null(Send(place, turn));
        }
    }

    /// <summary>What a member's client does next.</summary>
    internal ContributorTurn Turn(int place) =>
        ContributorClient.Next(State, States[place], Sum(place), SharesFor(place), _random);

    /// <summary>The message of a member that is due.</summary>
    internal T Claim<T>(int place)
        where T : ContributionClaim =>
        Assert.IsType<T>(Assert.IsType<SendContribution>(Turn(place)).Claim);

    /// <summary>Sends a message with its uploads.</summary>
    internal Rejection? Send(int place, SendContribution turn)
    {
        StatisticsCommitments? commitments = CommitmentsIn(turn);
        Rejection? rejection = Send(place, turn.Claim, commitments);
        if (rejection is null)
        {
            States[place] = turn.State;
            _committed[place] = commitments ?? _committed[place];
            foreach (ContributionUpload upload in turn.Uploads)
            {
                _uploads[(place, upload.Part)] = upload.Bytes.ToArray();
            }

            if (turn.Claim is SharesClaim)
            {
                _opened[place] = turn.Shares.ToArray();
            }
        }

        return rejection;
    }

    /// <summary>Sends a message as the sender's next.</summary>
    internal Rejection? Send(int place, ContributionClaim claim, StatisticsCommitments? commitments = null)
    {
        string request = claim.RequestId.Length > 0 ? claim.RequestId : $"training-{_requests++}";
        claim = claim with { RequestId = request, Predecessor = State.PredecessorOf(place) };
        return VerifiedContribution.TryVerify(State, claim, commitments, Now, out var verified, out Rejection? refused)
            ? Market.Send(new SubmitContribution(
                Now, verified, TestMarket.Signed(Market.Keys[place], "contribution", $"{claim.Participant} {request}"))).Rejection
            : refused;
    }

    /// <summary>A validator's verdict on the statistics that stand.</summary>
    internal CheckStatistics Verdict(int place, bool isNear, TestKey? validator = null) => new(
        Now,
        new StatisticsVerdictClaim($"p{place}", State.DefinitionDigest, Training.Statistics[place].Digest, isNear),
        TestMarket.Signed(validator ?? ValidatedMarket.Validators[0], "statistics", $"p{place} {isNear}"));

    /// <summary>The step's deadline passes.</summary>
    internal void Pass()
    {
        Now = Training.State.Deadline!.Value;
        Market.Accept(new PassDeadline(Now));
    }

    /// <summary>Does what is the platform's to do.</summary>
    internal void Work()
    {
        if (State.Phase == MarketPhase.Training && Training.State.Step == TrainingStep.Compare)
        {
            Market.Accept(new ComparePointsOfEpoch(Now, Compare()));
        }
        else if (State.Phase == MarketPhase.Training && Training.State.Step == TrainingStep.Sum)
        {
            Market.Accept(Open());
        }
    }

    /// <summary>What the points of the epoch come to.</summary>
    internal ComparedEpoch Compare()
    {
        var comparison = new TrainingComparison(Training);
        foreach (int place in Training.List!.Members.Select(static member => member.Place))
        {
            comparison.Compare(place, _committed[place], MaskedOf(place));
        }

        foreach (int dealer in comparison.Blamed(State))
        {
            comparison.JudgeComplaints(State, dealer, SharesOf(dealer));
        }

        return comparison.Finish();
    }

    /// <summary>What the opened seeds come to: names, or the model.</summary>
    internal MarketCommand Open()
    {
        using var sum = new TrainingSum(Training);
        foreach (int holder in Training.Shares.Keys)
        {
            sum.AddShares(holder, _opened[holder]);
        }

        if (sum.OpenSeeds() is { Count: > 0 } guilty)
        {
            return new NameBySeeds(Now, Training.State.Epoch, guilty);
        }

        foreach (int place in Training.List!.Members.Select(static member => member.Place))
        {
            sum.Add(place, MaskedOf(place));
        }

        TrainedModel model = sum.Train(State);
        return new DeliverModel(
            Now, Training.State.Epoch, TrainingSum.Describe(model, SHA256.HashData("salt"u8), TrainingSum.WriteFile(State, model)));
    }

    /// <summary>The seed of a member's own masks, from the shares that were handed out.</summary>
    internal byte[] SeedOf(int place)
    {
        int position = Training.PositionOf(place);
        using var reconstruction = new SecretReconstruction(Training.SeedCommitmentsOf(place));
        foreach (int holder in Training.Shares.Keys)
        {
            Assert.True(SecretShare.TryParse(
                holder, _opened[holder].AsSpan(position * SecretShare.Size, SecretShare.Size), out SecretShare share));
            Assert.Equal(ProofFailure.None, reconstruction.Add(share));
        }

        Assert.True(reconstruction.TryFinish(out SharedSecret? seed));
        using (seed)
        {
            return seed.Export();
        }
    }

    /// <summary>The encrypted shares of all others, as the platform hands them out; null before all masks are in.</summary>
    internal Dictionary<int, ReadOnlyMemory<byte>>? SharesFor(int place) => Training.State.Step < TrainingStep.Check
        ? null
        : Training.List!.Members.Where(member => member.Place != place).ToDictionary(
            static member => member.Place,
            member => new ReadOnlyMemory<byte>(_uploads[(member.Place, ContributionPart.EncryptedShares)]));

    /// <summary>Statistics of as many records as were reported.</summary>
    internal SufficientStatistics Sum(int place)
    {
        var sum = new SufficientStatistics(State.Definition.Training!.Task);
        uint reported = Training.First?.Members.FirstOrDefault(member => member.Place == place)?.Records ?? 0;
        for (int i = 0; i < reported; i++)
        {
            int age = 20 + (((i * 7) + (place * 11)) % 60);
            sum.Add(
                [
                    FeatureValue.Number(age),
                    FeatureValue.Number(50 + ((i * 13) % 70)),
                    i % 3 == 0 ? FeatureValue.Absent : FeatureValue.Number(i),
                    FeatureValue.Category(i % 2),
                ],
                FeatureValue.Category(age > 45 ? 1 : 0));
        }

        return sum;
    }

    private StatisticsCommitments? CommitmentsIn(SendContribution turn)
    {
        var builder = new StatisticsCommitmentsBuilder(State.Definition.Training!.Shape);
        return turn.Claim is StatisticsClaim claim
            && builder.Add(turn.Uploads.Single().Bytes.Span) == ProofFailure.None
            && builder.Finish(claim.StatisticsDigest.Span, out StatisticsCommitments? commitments) == ProofFailure.None
                ? commitments
                : null;
    }

    private MaskedStatistics MaskedOf(int place)
    {
        Assert.True(MaskedStatistics.TryParse(
            State.Definition.Training!.Shape,
            _uploads[(place, ContributionPart.Values)],
            _uploads[(place, ContributionPart.Blindings)],
            out MaskedStatistics? masked,
            out _));
        return masked;
    }

    private EncryptedShares SharesOf(int dealer)
    {
        Assert.True(EncryptedShares.TryParse(
            Training.Epoch!.List, _uploads[(dealer, ContributionPart.EncryptedShares)], out EncryptedShares? shares, out _));
        return shares;
    }

    private static void Train(JsonObject text, Action<JsonObject>? change)
    {
        text["version"] = 3;
        text["training"] = new JsonObject
        {
            ["target"] = "outcome",
            ["features"] = new JsonArray("age", "weight", "visits", "ward"),
            ["map"] = new JsonObject { ["ramps"] = 0, ["seed"] = Convert.ToBase64String(new byte[32]) },
        };
        JsonNode owner = text["validation"] ?? text["training"]!;
        owner["records"] = JsonNode.Parse(TrainingMarkets.Records);
        owner["maxRecords"] = 10_000;
        text.Remove("optOut");
        change?.Invoke(text);
    }
}
