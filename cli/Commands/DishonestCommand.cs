using System.CommandLine;
using Candor.Cli.Connections;
using Candor.Cli.Help;
using Candor.Cli.Inputs;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Cli.Participation;
using Candor.Client;
using Candor.Simulation.Dishonesty;

namespace Candor.Cli.Commands;

/// <summary><c>candor dishonest MARKET</c>: a cheater of the demo, which no help shows. It tries what the simulation
/// offers, against a real server, and prints what <c>candor join</c> prints.</summary>
internal static class DishonestCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="screen">Where it writes.</param>
    internal static Command Create(Screen screen)
    {
        Argument<string> market = CommonOptions.Market();
        Option<string> participant = CommonOptions.Participant();
        Option<string> key = CommonOptions.Key("the participant");
        Option<string> data = CommonOptions.Data("What the participant really has.");
        var claims = new Option<string[]>(DishonestOptions.ClaimEveryRow);
        Option<uint?> overReport = new Option<uint?>(DishonestOptions.OverReport).StrictIfGiven();
        var forges = new Option<bool>(DishonestOptions.FalseStatistics);
        var model = new Option<string>("--model");
        var withholds = new Option<bool>(DishonestOptions.WithholdReport);
        Option<string> server = CommonOptions.Server();
        Option<bool> json = CommonOptions.Json("As of 'candor join'.");
        var command = new CandorCommand(
            DishonestOptions.Command, "Takes part in a market with validation dishonestly, for the demo.")
        {
            market, participant, key, data, claims, overReport, withholds, forges, model, server, json,
        };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string name = NameInput.Market(parsed.GetRequiredValue(market));
            string id = NameInput.Participant(parsed.GetRequiredValue(participant));
            using SigningKey signer = KeyInput.Load(parsed.GetRequiredValue(key), screen);
            var source = new DatasetInput(screen, parsed.GetRequiredValue(data), null);
            return await ServerConnection.StayAsync(
                parsed,
                server,
                async client =>
                {
                    PlaceInMarket place = await PlaceInMarket.FindAsync(
                        client, name, id, signer, cancellationToken).ConfigureAwait(false);
                    place.Require(schema: null, validator: null);
                    ParticipantHandle self = client.GetParticipantHandle(name, id, signer);
                    Dataset brought = await source.TagAsync(self, cancellationToken).ConfigureAwait(false);
                    var steps = new JoinSteps(screen, id, parsed.GetValue(json));
                    steps.Counted(brought);
                    var cheater = new DishonestParticipation(
                        client, self, place.Rules!.Validators[0].Id, attempt => Tell(steps, attempt))
                    {
                        ModelPath = parsed.GetValue(model),
                    };
                    foreach (string file in parsed.GetValue(claims) ?? [])
                    {
                        await cheater.ClaimEveryRowAsync(file, cancellationToken).ConfigureAwait(false);
                    }

                    IAsyncEnumerable<ParticipationProgress> participation = parsed.GetValue(withholds)
                        ? cheater.WithholdReportAsync(brought, cancellationToken)
                        : parsed.GetValue(forges) ? cheater.ContributeFalselyAsync(brought, cancellationToken)
                        : cheater.ParticipateAsync(brought, parsed.GetValue(overReport), cancellationToken);
                    var life = new ParticipantLife(client, place, self, brought, steps);
                    return await life
                        .RunAsync(
                            participation,
                            null,
                            result => JoinView.Write(result, screen, parsed.GetValue(json)),
                            cancellationToken)
                        .ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static void Tell(JoinSteps steps, Attempt attempt)
    {
        switch (attempt)
        {
            case AttemptProgressed { Step: ParticipationJoined joined }:
                steps.Joined(joined.Receipt is not null);
                break;
            case AttemptProgressed { Step: ParticipationCommitted committed }:
                steps.Committed(committed.Receipt, committed.IsNew);
                break;
            case TagsRejected tags:
                steps.TagsRejected(tags.ValidatorId, tags.Records, tags.Rejection);
                break;
            case ClaimRefused claim:
                steps.AuditRefused(claim.Verdict, claim.Records);
                break;
            case ReportRejected report:
                steps.ReportRejected(report.Records, report.Rejection);
                break;
            case ReportWithheld:
                steps.Waiting();
                break;
        }
    }
}
