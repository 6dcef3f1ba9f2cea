using System.Runtime.CompilerServices;
using Candor.Cli.Errors;
using Candor.Client;
using Candor.Market.Definitions;
using Candor.Market.Records;
using Candor.Market.Training;

namespace Candor.Cli.Participation;

/// <summary>A participant's place in a market, and what the market's rules ask of its records.</summary>
/// <param name="Market">The market's name.</param>
/// <param name="Participant">The participant's id.</param>
/// <param name="Rules">Who audits, and how; null where the market takes sizes on trust.</param>
/// <param name="Records">What a record is; null where the market's rules do not say it.</param>
/// <param name="Answers">How long answers are awaited; null where the market takes sizes on trust.</param>
/// <param name="Training">What the market trains; null for nothing.</param>
internal sealed record PlaceInMarket(
    string Market,
    string Participant,
    ValidationRules? Rules,
    RecordFormat? Records,
    AnswerRule? Answers,
    TrainingPlan? Training)
{
    /// <summary>Whether records of different participants are compared.</summary>
    internal bool ComparesRecords => Rules is { Overlap: not OverlapPolicy.None };

    /// <summary>Reads a market's rules, verified against its operator's signature.</summary>
    /// <param name="client">The server.</param>
    /// <param name="market">The market's name.</param>
    /// <param name="participant">The participant's id.</param>
    /// <param name="key">The participant's key.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    internal static async Task<PlaceInMarket> FindAsync(
        CandorClient client, string market, string participant, SigningKey key, CancellationToken cancellationToken)
    {
        MarketInfo shown = await client.GetMarketAsync(market, key, cancellationToken).ConfigureAwait(false);
        MarketDefinition rules = shown.Definition;
        return new PlaceInMarket(
            market, participant, rules.Validation, rules.Records, shown.AnswerRule, rules.Training);
    }

    /// <summary>How many of some records an audit opens; 0 in a market without audits.</summary>
    /// <param name="records">The committed records.</param>
    internal uint SampleSize(uint records) => Rules is { } rules ? (uint)rules.Audit.SampleSize(records) : 0;

    /// <summary>The address to which records go in the clear, where the chosen validator is reached without
    /// encryption.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="validator">The chosen validator; null for the first.</param>
    /// <returns>The address; null where records are encrypted on their way, stay on this machine, or are not
    /// sent.</returns>
    internal Uri? RecordsInTheClear(Uri server, string? validator)
    {
        ValidatorIdentity? asked = Rules?.Validators.First(known => validator is null || known.Id == validator);
        Uri? address = asked is null ? null : asked.Address.Length == 0 ? server : new Uri(asked.Address);
        return address is not null && Client.Internal.ValidatorChannels.IsInTheClear(address) ? address : null;
    }

    /// <summary>Passes on the steps of a participant, and where the next is the validator's and nobody answers, says
    /// that it is the validator.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="validator">The chosen validator; null for the first.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CliException">The validator does not answer.</exception>
    internal async IAsyncEnumerable<ParticipationProgress> NamingTheValidator(
        IAsyncEnumerable<ParticipationProgress> steps,
        string? validator,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ValidatorIdentity? asked = validator is null
            ? Rules?.Validators[0]
            : Rules?.Validators.First(known => known.Id == validator);
        IAsyncEnumerator<ParticipationProgress> all = steps.GetAsyncEnumerator(cancellationToken);
        await using (all.ConfigureAwait(false))
        {
            bool isBeforeAudit = false;
            while (true)
            {
                try
                {
                    if (!await all.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (CandorException silence) when (silence.Reason == "UNAVAILABLE"
                    && isBeforeAudit && asked is { Address.Length: > 0 })
                {
                    throw new CliException(
                        $"{asked.Address}: the validator '{asked.Id}' does not answer there; expected it, for "
                        + $"{Market} takes reports only against audited commitments. The commitment stands; run the "
                        + "command again",
                        ExitCode.Failed);
                }

                isBeforeAudit = all.Current is ParticipationCommitted;
                yield return all.Current;
            }
        }
    }

    /// <summary>Refuses a <c>--schema</c> where the market says what a record is, asks for one where it does not, and
    /// refuses a validator that it does not name.</summary>
    /// <param name="schema">The file that the command line names.</param>
    /// <param name="validator">The validator that it names.</param>
    /// <exception cref="CliException">Something of that.</exception>
    internal void Require(string? schema, string? validator)
    {
        if (Records is null && schema is null)
        {
            throw new CliException(
                $"--schema: is missing; {Market} takes committed sizes on trust, so its rules do not say what a record "
                + "is; expected a file that does");
        }

        if (Records is not null && schema is not null)
        {
            throw new CliException(
                $"--schema '{schema}': has no use here; {Market} {(Rules is null ? "trains" : "has its records audited")}, and "
                + "its rules say what a record is; expected no --schema");
        }

        if (validator is null)
        {
            return;
        }

        if (Rules is null)
        {
            throw new CliException(
                $"--validator '{validator}': has no use here; {Market} takes committed sizes on trust; expected no "
                + "--validator");
        }

        if (Rules.Validators.All(known => known.Id != validator))
        {
            throw new CliException(
                $"--validator '{validator}': {Market} names no such validator; expected one of "
                + string.Join(", ", Rules.Validators.Select(static known => known.Id)));
        }
    }

    /// <summary>Refuses options that mean nothing in a market that trains nothing.</summary>
    /// <param name="options">The options that were given, with their values.</param>
    /// <exception cref="CliException">There is one, and the market trains nothing.</exception>
    internal void RequireTrainingFor(IReadOnlyList<string> options)
    {
        if (Training is null && options.Count > 0)
        {
            string name = options[0].Split(' ')[0];
            throw new CliException(
                $"{options[0]}: has no use here; {Market} trains no model, and only its quality is assigned; expected no {name}");
        }
    }
}
