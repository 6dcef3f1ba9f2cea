// A participant as a console program: takes part in one market, from joining it to the assignment.
using Candor.Client;

if (args is not [string server, string market, string id, string keyFile, string dataFile])
{
    Console.Error.WriteLine("usage: participant SERVER MARKET ID KEY.pem DATA.csv");
    return 2;
}

// The first Ctrl+C stops in good order; what the server has stored stays, and the next run goes on from there.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
};

try
{
    using SigningKey key = SigningKey.Load(keyFile);
    await using var client = new CandorClient(server);
    ParticipantHandle participant = client.GetParticipantHandle(market, id, key);

    // The market's rules say what a record is. After a restart the records are tagged under the key that is in the
    // receipt, so that they are the ones that were committed to.
    string receiptFile = Path.ChangeExtension(keyFile, $"{Path.GetFileName(participant.Market)}.receipt.json");
    Dataset dataset = File.Exists(receiptFile)
        ? await participant.TagDatasetAsync(
            CommitmentReceipt.Load(receiptFile), dataFile, cancellationToken: stop.Token)
        : await participant.TagDatasetAsync(dataFile, cancellationToken: stop.Token);
    Console.WriteLine(dataset);
    foreach (RowFault fault in dataset.Faults)
    {
        Console.WriteLine($"  {fault}");
    }

    var options = new ParticipationOptions { ReceiptPath = receiptFile };
    await foreach (ParticipationProgress step in participant.ParticipateAsync(dataset, options, stop.Token))
    {
        Console.WriteLine(Describe(step));
    }

    return 0;
}
catch (CandorException e)
{
    Console.Error.WriteLine($"{e.Reason}: {e.Message}");
    return 1;
}
catch (Exception e) when (e is ArgumentException or UriFormatException)
{
    Console.Error.WriteLine($"The arguments are wrong: {e.Message}");
    return 2;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("Stopped. Run it again to go on.");
    return 130;
}

static string Describe(ParticipationProgress step) => step switch
{
    ParticipationVerified { Market: var market } =>
        $"Verified {market.Name}, whose rules are {Convert.ToHexStringLower(market.DefinitionDigest.Span)}.",
    ParticipationJoined => "Joined.",
    ParticipationCommitted { IsNew: true, Receipt: var receipt } => $"Committed. Receipt: {receipt}.",
    ParticipationCommitted { Receipt: var receipt } => $"Goes on with the receipt: {receipt}.",
    ParticipationValidated { Result: { IsAttested: false } verdict } =>
        $"{verdict.ValidatorId} refused the commitment: {verdict.Refusal}.",
    ParticipationValidated => "Audited and attested.",
    ParticipationRefused refused => $"Refused: {refused.Message}",
    ParticipationReported { Receipt: { } receipt } =>
        $"Reported {receipt.Records} records, entry {receipt.Transcript.Index} of the transcript. Waiting.",
    ParticipationReported => "Has reported. Waiting.",
    ParticipationAssigned { Assignment: { IsOut: true } assignment } =>
        $"Out: the market settled without {assignment.ParticipantId}.",
    ParticipationAssigned { Assignment: var assignment } =>
        $"Assigned a model of quality {assignment.AllocatedQuality} (own {assignment.OwnQuality}) "
        + $"for {assignment.Payment} {assignment.Currency}.",
    ParticipationTranscriptVerified verified =>
        $"Verified: it follows from the {verified.Checkpoint.Size} entries of the transcript.",
    ParticipationCannotAnswer unanswered => $"Cannot answer overlap checks: {unanswered.Message}",
    ParticipationCancelled cancelled => $"Cancelled: {cancelled.Reason}",
    _ => step.ToString(),
};
