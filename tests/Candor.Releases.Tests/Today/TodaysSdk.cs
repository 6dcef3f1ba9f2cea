using Candor.Client;
using Candor.Client.Transcripts;
using Candor.Releases.Tests.Frozen;

namespace Candor.Releases.Tests.Today;

/// <summary>This version's SDK in the hands of somebody who keeps what an earlier version wrote: keys, receipts,
/// seen checkpoints, datasets, definitions. All that these tests know of its C#.</summary>
internal sealed class TodaysSdk : IDisposable
{
    private readonly DatabaseCopy _files;
    private readonly string _id;
    private readonly SigningKey _key;
    private readonly CandorClient _client;

    /// <summary>A participant, or the operator, with copies of the files that its earlier version left.</summary>
    internal TodaysSdk(string address, SetClock clock, DatabaseCopy files, string id)
    {
        (_files, _id) = (files, id);
        SeenPath = files.Take("kept", $"{id}.checkpoints.json");
        _key = SigningKey.Load(files.Take("keys", $"{id}.pem"));
        _client = new CandorClient(new CandorClientOptions
        {
            Address = new Uri(address),
            TimeProvider = clock,
            InitialBackoff = TimeSpan.FromMilliseconds(5),
            MaxBackoff = TimeSpan.FromMilliseconds(50),
            MaxAttempts = 100,
            CallTimeout = Patience.Limit,
            CheckpointStore = new FileCheckpointStore(SeenPath),
        });
    }

    /// <summary>The file of seen checkpoints, which calls go on with.</summary>
    internal string SeenPath { get; }

    /// <summary>Counts the valid, distinct records of a file under a schema, with what does not count.</summary>
    internal static (uint Records, long Broken, long Repeated) Count(string data, string schema)
    {
        Dataset counted = Dataset.FromFile(data, RecordFormatFile.Load(schema).Format, RecordFormatFile.Load(schema).Options);
        return (counted.Records, counted.BrokenRows, counted.RepeatedRows);
    }

    /// <summary>Reads a definition file and creates its market; gives the server's reason where it refuses.</summary>
    internal async Task<string> CreateAsync(string market, string definition)
    {
        try
        {
            await _client.GetOperatorHandle(market, _key).CreateMarketAsync(MarketDefinitionFile.Load(definition));
            return "created";
        }
        catch (CandorException e)
        {
            return e.Reason;
        }
    }

    /// <summary>Settles a market.</summary>
    internal Task SettleAsync(string market) => _client.GetOperatorHandle(market, _key).SettleMarketAsync();

    /// <summary>The transcript file of a market as a member gets it.</summary>
    internal async Task<byte[]> ExportAsync(string market)
    {
        using var file = new MemoryStream();
        await _client.ExportTranscriptAsync(market, _key, file);
        return file.ToArray();
    }

    /// <summary>Looks at a market's transcript, and gives the fault that the SDK finds against what was seen before;
    /// null where there is none.</summary>
    internal async Task<string?> FaultOfAsync(string market)
    {
        try
        {
            await _client.GetCheckpointAsync(market);
            return null;
        }
        catch (UnverifiedAnswerException e)
        {
            return e.Fault.ToString();
        }
    }

    /// <summary>Compares a checkpoint that somebody else was shown, and gives the size of the later one.</summary>
    internal async Task<ulong> CompareAsync(string market, byte[] note) =>
        (await _client.CompareCheckpointAsync(market, note)).Size;

    /// <summary>Reports under a kept commitment, and gives the report's event.</summary>
    internal async Task<ulong> ReportAsync(string market, uint records) =>
        (await Participant(market).ReportAsync(CommitmentReceipt.Load(TakeReceipt(market)), records)).Event;

    /// <summary>Takes part to the end, from wherever the participant stands, with a kept commitment.</summary>
    /// <param name="market">The market.</param>
    /// <param name="data">The file that was committed to.</param>
    /// <param name="reported">Told once this participant has reported.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether the kept commitment was gone on with, and what was reported.</returns>
    internal async Task<(bool KeptCommitment, uint? Reported)> GoOnAsync(
        string market, string data, Action reported, CancellationToken cancellationToken)
    {
        string receipt = TakeReceipt(market);
        Dataset dataset = await Participant(market).TagDatasetAsync(
            CommitmentReceipt.Load(receipt), data, cancellationToken: cancellationToken);
        bool isKept = true;
        await foreach (ParticipationProgress step in Participant(market).ParticipateAsync(
            dataset, new ParticipationOptions { ReceiptPath = receipt }, cancellationToken))
        {
            switch (step)
            {
                case ParticipationCommitted committed:
                    isKept &= !committed.IsNew;
                    break;
                case ParticipationReported:
                    reported();
                    break;
                case ParticipationAssigned assigned:
                    return (isKept, assigned.Assignment.ReportedRecords);
            }
        }

        throw new InvalidOperationException($"{_id} was assigned nothing in '{market}'.");
    }

    public void Dispose()
    {
        _client.Dispose();
        _key.Dispose();
    }

    private ParticipantHandle Participant(string market) => _client.GetParticipantHandle(market, _id, _key);

    private string TakeReceipt(string market) => _files.Take("kept", $"{_id}.{market}.receipt.json");
}
