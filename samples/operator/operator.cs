#:project ../../client-sdk/Candor.Client.csproj
#:property PublishAot=false
// gRPC reads its messages' descriptors by reflection, so the client is not compiled ahead of time.

// An operator's script: defines a market, creates it, waits for reports, settles it, and checks the transcript.
using System.Globalization;
using Candor.Client;
using Candor.Client.Transcripts;
using Candor.Market.Settlement;

if (args is not [string server, string market, string keyFile, string reports, .. { Length: > 0 } companies]
    || !int.TryParse(reports, NumberStyles.None, CultureInfo.InvariantCulture, out int enough)
    || companies.Select(company => company.Split('=', 2)).ToArray() is not { } roster
    || !Array.TrueForAll(roster, company => company.Length == 2))
{
    Console.Error.WriteLine("usage: dotnet run operator.cs -- SERVER MARKET KEY.pem REPORTS ID=PUBLICKEY...");
    return 2;
}

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
    OperatorHandle marketOperator = client.GetOperatorHandle(market, key);

    MarketDefinitionFile definition = await DefineAsync(client, key);
    MarketInfo created = await marketOperator.CreateMarketAsync(definition, stop.Token);
    Console.WriteLine($"Created {created.Name}, whose rules are {Convert.ToHexStringLower(created.DefinitionDigest.Span)}.");
    await WaitAsync(client, marketOperator, key);
    return await VerifyAsync(client, key) ? 0 : 1;
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
    Console.Error.WriteLine("Stopped. The market goes on, and settles at its deadline.");
    return 130;
}

// The rules, in the dialect of scenario files: try them out with `candor settle` first. What a quality of 1 is worth to a
// company itself, and what it costs its rivals, is for the operator to know; here it is the same for all of them.
async Task<MarketDefinitionFile> DefineAsync(CandorClient client, SigningKey key)
{
    ValidatorInfo validator = await client.GetValidatorAsync(cancellationToken: stop.Token);
    IEnumerable<string> entries = roster.Select(
        company => $$"""{ "id": "{{company[0]}}", "displayName": "{{company[0]}}", "publicKey": "{{company[1]}}" }""");
    IEnumerable<string> alpha = roster.Select((_, row) =>
        $"[{string.Join(", ", roster.Select((_, column) => row == column ? 60_000 : -6_000))}]");
    return MarketDefinitionFile.Parse($$"""
        {
          "version": 2,
          "displayName": "{{market}}",
          "operator": { "id": "operator", "publicKey": "{{key.PublicKey}}" },
          "roster": [{{string.Join(", ", entries)}}],
          "recordsPerUnit": 100,
          "quality": { "kind": "saturating", "ceiling": 0.75, "half": 0.11, "shape": 0.95 },
          "valuation": { "kind": "linear", "alpha": [{{string.Join(", ", alpha)}}] },
          "allocation": "efficient",
          "payment": "mep",
          "currency": "EUR",
          "reportDeadline": "{{DateTime.UtcNow.AddDays(7):yyyy-MM-ddTHH:mm:ssZ}}",
          "validation": {
            "records": {
              "columns": [
                { "name": "patient", "text": { "pattern": "[A-Z]{2}[0-9]{4}" } },
                { "name": "age", "integer": { "minimum": 0, "maximum": 120 } },
                { "name": "radius", "number": { "minimum": 0 } },
                { "name": "malignant", "category": { "values": ["0", "1"] } },
              ],
            },
            "audit": { "badSharePerMillion": 50000, "securityBits": 40 },
            "validators": [{ "id": "{{validator.Id}}", "publicKey": "{{validator.PublicKey}}" }],
          },
          "logKey": "{{await client.GetLogKeyAsync(stop.Token)}}",
        }
        """);
}

// Only members may read this market, so the operator watches it with its key. Settles as soon as there are enough reports. A market whose whole roster has reported settles by itself.
async Task WaitAsync(CandorClient client, OperatorHandle marketOperator, SigningKey key)
{
    int reported = 0;
    await foreach (MarketUpdate update in client.WatchMarketAsync(market, null, key, stop.Token))
    {
        Console.WriteLine(update switch
        {
            MarketCreatedUpdate => "Open. Waiting for reports.",
            ParticipantJoinedUpdate joined => $"{joined.ParticipantId} joined.",
            CommitmentAcceptedUpdate committed => $"{committed.ParticipantId} committed.",
            CommitmentValidatedUpdate validated => $"{validated.ParticipantId} was attested.",
            CommitmentRefusedUpdate refused => $"{refused.ParticipantId} was refused: {refused.Refusal}.",
            ReportAcceptedUpdate accepted => $"{accepted.ParticipantId} reported.",
            MarketSettledUpdate settled => $"Settled ({settled.Cause}).",
            MarketCancelledUpdate cancelled => $"Cancelled: {cancelled.Reason}",
            _ => update.ToString(),
        });
        if (update is ReportAcceptedUpdate && ++reported == enough && enough < roster.Length)
        {
            try
            {
                await marketOperator.SettleMarketAsync(stop.Token);
            }
            catch (CandorException e) when (e.ErrorReason == ErrorReason.MarketSettled)
            {
                // The last report of the roster came in between, and settled it.
            }
        }
    }
}

// Exports what the server signed, and checks it without the server, down to the last micro-unit of each payment.
async Task<bool> VerifyAsync(CandorClient client, SigningKey key)
{
    string path = $"{Path.GetFileName(market)}.transcript";
    await using FileStream file = File.Create(path);
    await client.ExportTranscriptAsync(market, key, file, stop.Token);
    file.Position = 0;
    TranscriptVerification verification = TranscriptVerifier.Verify(file, cancellationToken: stop.Token);
    if (verification.Fault is { } fault)
    {
        Console.Error.WriteLine($"{path} does not hold: {fault.Message}");
        return false;
    }

    foreach (ParticipantAssignment assignment in verification.State?.Outcome?.Assignments ?? [])
    {
        Console.WriteLine(assignment.Records is null
            ? $"{assignment.Participant}: out."
            : $"{assignment.Participant}: {assignment.Records} records, quality {assignment.AllocatedQuality}, "
                + $"payment {assignment.PaymentMicros / 1e6m} EUR.");
    }

    Console.WriteLine($"Verified {path}: {verification.Counts.Entries} entries.");
    return true;
}
