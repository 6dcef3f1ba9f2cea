using Candor.Cli.Simulation.Cheaters;
using Candor.Client;
using Candor.Market.Definitions;
using Candor.Market.Signing;
using AuditPhase = Candor.Market.Audits.AuditPhase;
using ParticipantPhase = Candor.Market.ParticipantPhase;

namespace Candor.Cli.Simulation;

/// <summary>One market from its definition to its settlement, with honest companies and cheaters in one roster. It
/// brings everyone's messages to the platform and to the validator in the order of the protocol.</summary>
internal sealed class SimulatedMarket
{
    private readonly ulong _seed;
    private readonly SigningKey _validator;
    private readonly Company[] _companies;
    private readonly Dictionary<Company, Audit> _audits = [];

    /// <summary>Opens a market.</summary>
    /// <param name="rules">Its rules.</param>
    /// <param name="kinds">What sits in each seat of the roster, honest companies first.</param>
    /// <param name="records">How many records each company has.</param>
    /// <param name="seed">The simulation's seed.</param>
    /// <param name="cancellationToken">Stops whatever runs in the market.</param>
    internal SimulatedMarket(
        SimulatedRules rules,
        IReadOnlyList<CompanyKind> kinds,
        int records,
        ulong seed,
        CancellationToken cancellationToken)
    {
        _seed = seed;
        Cancellation = cancellationToken;
        Rules = rules;
        Records = records;

        // Validator and companies have the same keys in all markets, as real ones would.
        _validator = new SimulationRandom(seed, "validator key").NextSigningKey();
        (string Id, SigningKey Key)[] roster =
        [
            .. kinds.Select((_, i) =>
                ($"company-{i}", new SimulationRandom(seed, $"company key {i}").NextSigningKey())),
        ];
        Platform = new Platform(
            rules, new SimulationRandom(seed, "operator key").NextSigningKey(), _validator, roster, Random("platform"));
        _companies =
        [
            .. kinds.Select((kind, i) => kind.Create(
                new Seat(this, roster[i].Id, i, roster[i].Key, Random($"company {i}")))),
        ];
    }

    /// <summary>Its rules.</summary>
    internal SimulatedRules Rules { get; }

    /// <summary>How many records each company has.</summary>
    internal int Records { get; }

    /// <summary>Stops whatever runs in the market.</summary>
    internal CancellationToken Cancellation { get; }

    /// <summary>Its server.</summary>
    internal Platform Platform { get; }

    /// <summary>The companies, in roster order.</summary>
    internal IReadOnlyList<Company> Companies => _companies;

    /// <summary>The honest company from which cheaters take what they can get.</summary>
    internal Company Victim => _companies[0];

    /// <summary>What the validator attests to an honest company at the same place of another market's roster, with the
    /// same keys.</summary>
    /// <param name="seat">The place.</param>
    internal SignedEnvelope AttestationElsewhere(Seat seat)
    {
        var elsewhere = new SimulatedMarket(
            Rules with { Name = $"{Rules.Name}-elsewhere" },
            [.. _companies.Select(static _ => CompanyKind.Honest)],
            Records,
            _seed,
            Cancellation);
        Company company = elsewhere._companies[seat.Index];
        company.Prepare();
        company.Join();
        company.Commit();
        Audit audit = elsewhere.NewAudit(company.Id);
        company.BeAudited(audit);
        return Conclude(company, audit)
            ?? throw new InvalidOperationException($"An honest company is refused: {company.Finding}.");
    }

    /// <summary>The validator's side of a new audit.</summary>
    /// <param name="label">Which one; its randomness follows from it.</param>
    internal Audit NewAudit(string label) => new(Platform, _validator, Random($"audit {label}"));

    /// <summary>A sequence for an actor of this market.</summary>
    /// <param name="label">The actor.</param>
    internal SimulationRandom Random(string label) => new(_seed, $"{Rules.Name} {label}");

    /// <summary>Runs the market to its settlement.</summary>
    /// <param name="advance">Told after each piece of work.</param>
    internal void Run(Action advance)
    {
        Enter(advance);

        // What an honest company sends may serve a cheater later, never sooner.
        Validate([Victim], advance);
        Validate([.. _companies.Skip(1)], advance);
        if (Platform.State.Definition.Validation!.Overlap != OverlapPolicy.None)
        {
            CompareAll();
        }

        Report();
        Platform.Settle();
        foreach (Company company in _companies.Where(c => !IsIn(c)))
        {
            company.End(Step.Settlement, "Out");
        }
    }

    /// <summary>Has everyone prepare, join and commit.</summary>
    /// <param name="advance">Told after each company.</param>
    internal void Enter(Action advance)
    {
        ForEach(
            _companies,
            company =>
            {
                company.Prepare();
                advance();
            });
        foreach (Company company in _companies)
        {
            company.Join();
            if (company.Finding is null)
            {
                company.Commit();
            }
        }
    }

    /// <summary>Whether a company is in the outcome with its report.</summary>
    /// <param name="company">The company.</param>
    internal bool IsIn(Company company) =>
        Platform.State.Outcome!.Assignments.Single(a => a.Participant == company.Id).Records is not null;

    private void ForEach(IEnumerable<Company> companies, Action<Company> action) => Parallel.ForEach(
        companies,
        new ParallelOptions
        {
            CancellationToken = Cancellation,
            MaxDegreeOfParallelism = Environment.ProcessorCount,
        },
        action);

    private void Validate(Company[] companies, Action advance)
    {
        companies = [.. companies.Where(static company => company.Finding is null)];
        foreach (Company company in companies)
        {
            _audits[company] = NewAudit(company.Id);
        }

        ForEach(
            companies,
            company =>
            {
                company.BeAudited(_audits[company]);
                advance();
            });
        foreach (Company company in companies)
        {
            SignedEnvelope? attestation = Conclude(company, _audits[company]);
            if (company.Finding is null)
            {
                company.AfterVerdict(attestation);
            }
        }
    }

    // Null where there is no audit, or it ended with a refusal.
    private static SignedEnvelope? Conclude(Company company, Audit audit)
    {
        if (audit.State is null)
        {
            return null;
        }

        Step awaited = audit.Awaited;
        audit.PassDeadline();
        audit.Deliver();
        if (audit.State.Phase == AuditPhase.Passed)
        {
            return audit.State.Verdict;
        }

        company.End(awaited, audit.State.Refusal!.Value.ToString());
        return null;
    }

    // Pairs in the order in which the market took the attestations, the later of each pair in turn.
    private void CompareAll()
    {
        Company[] attested = [.. _companies.Where(Stands).OrderBy(c => _audits[c].State!.DeliveredEvent)];
        for (int later = 1; later < attested.Length; later++)
        {
            var debited = new HashSet<ulong>();
            for (int earlier = 0; earlier < later; earlier++)
            {
                Cancellation.ThrowIfCancellationRequested();
                if (Stands(attested[earlier]) && Stands(attested[later]))
                {
                    Compare(attested[earlier], attested[later], debited);
                }
            }
        }
    }

    private void Compare(Company earlier, Company later, HashSet<ulong> debited)
    {
        var comparison = new Comparison(Platform, _validator, _audits[earlier], _audits[later]);
        earlier.Compare(comparison);
        later.Compare(comparison);
        comparison.Conclude(debited);
        foreach (Company company in new[] { earlier, later }.Where(c => !Stands(c)))
        {
            // Who was refused for silence is told so by the validator; who fell by the market's policy hears it from
            // the market with its next message.
            if (comparison.RefusalOf(company.Id) is { } refusal)
            {
                company.End(Step.Comparison, refusal.ToString());
            }
            else if (company.MakeReport() is { } report)
            {
                company.SendReport(report, Step.Comparison);
            }
        }
    }

    private bool Stands(Company company) =>
        Platform.State.Participants[Array.IndexOf(_companies, company)].Phase == ParticipantPhase.Validated;

    private void Report()
    {
        Company[] reporting = [.. _companies.Where(static company => company.Finding is null)];
        var reports = new SignedEnvelope?[reporting.Length];
        Parallel.For(
            0,
            reporting.Length,
            new ParallelOptions { CancellationToken = Cancellation },
            i => reports[i] = reporting[i].MakeReport());
        for (int i = 0; i < reporting.Length; i++)
        {
            if (reports[i] is { } report)
            {
                reporting[i].SendReport(report, Step.Report);
            }
        }
    }
}
