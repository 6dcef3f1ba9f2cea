using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Candor.Client;
using Candor.Client.Transcripts;

namespace Candor.Benchmarks.Training;

/// <summary>Members of a market through the SDK, as a process of their own runs them: <c>-- --member ADDRESS FOLDER ID...</c>. The
/// last line that it prints is what it took, as JSON.</summary>
internal static class MemberProcess
{
    /// <summary>Takes members to the end of their market.</summary>
    /// <param name="address">The server.</param>
    /// <param name="folder">Where their keys and files are.</param>
    /// <param name="members">Their ids.</param>
    /// <param name="output">Where to print.</param>
    internal static async Task RunAsync(string address, string folder, string[] members, TextWriter output)
    {
        MemberCost[] costs = await Task.WhenAll(members.Select(member => Task.Run(() => TakePartAsync(address, folder, member))));
        await output.WriteLineAsync(JsonSerializer.Serialize(costs[0]));
    }

    private static async Task<MemberCost> TakePartAsync(string address, string folder, string member)
    {
        var traffic = new CountedTraffic();
        await using var client = new CandorClient(new CandorClientOptions
        {
            Address = new Uri(address),
            HttpHandler = traffic.MakeHandler(),
            CallTimeout = TimeSpan.FromMinutes(10),
            CheckpointStore = new FileCheckpointStore(Path.Combine(folder, member + ".seen")),
        });
        using SigningKey key = SigningKey.Load(TrainedMarket.KeyPathOf(folder, member));
        var options = new ParticipationOptions
        {
            ReceiptPath = Path.Combine(folder, member + ".receipt"),
            ModelPath = Path.Combine(folder, member + ".onnx"),
        };
        MemberCost? before = null;
        MemberCost? trained = null;
        bool isVerified = false;
        await foreach (ParticipationProgress step in client.GetParticipantHandle(TrainedMarket.Id, member, key)
            .ParticipateAsync(TrainedMarket.FileOf(folder, member), options))
        {
            before = step is ParticipationReported ? MemberCost.Now(traffic) : before;
            trained = step is ParticipationDelivered { Model: not null } ? MemberCost.Now(traffic) - before! : trained;
            isVerified |= step is ParticipationTranscriptVerified;
        }

        return isVerified && trained is not null
            ? trained with { WholeSeconds = MemberCost.Now(traffic).ProcessorSeconds }
            : throw new InvalidOperationException($"'{member}' holds no model, or did not verify the market.");
    }
}

/// <summary>What taking part took, by the process's own counts.</summary>
/// <param name="ProcessorSeconds">Processor time of the training: from the accepted report to the model on disk.</param>
/// <param name="Sent">Bytes written to the connections in that time, framing included.</param>
/// <param name="Received">Bytes read.</param>
/// <param name="WholeSeconds">Processor time of all: start, audit and the replay at the end included.</param>
/// <param name="PeakBytes">The most memory that the process had.</param>
internal sealed record MemberCost(
    double ProcessorSeconds, long Sent, long Received, double WholeSeconds = 0, long PeakBytes = 0)
{
    /// <summary>The counts so far.</summary>
    /// <param name="traffic">The member's connections.</param>
    internal static MemberCost Now(CountedTraffic traffic)
    {
        using var process = Process.GetCurrentProcess();
        return new MemberCost(
            process.TotalProcessorTime.TotalSeconds, traffic.Sent, traffic.Received, PeakBytes: process.PeakWorkingSet64);
    }

    /// <summary>What came between.</summary>
    public static MemberCost operator -(MemberCost now, MemberCost before) => now with
    {
        ProcessorSeconds = now.ProcessorSeconds - before.ProcessorSeconds,
        Sent = now.Sent - before.Sent,
        Received = now.Received - before.Received,
    };
}

/// <summary>Connections whose bytes are counted. Thread-safe.</summary>
internal sealed class CountedTraffic
{
    private long _sent;
    private long _received;

    /// <summary>Bytes written.</summary>
    internal long Sent => Interlocked.Read(ref _sent);

    /// <summary>Bytes read.</summary>
    internal long Received => Interlocked.Read(ref _received);

    /// <summary>A handler that counts.</summary>
    internal SocketsHttpHandler MakeHandler() => new()
    {
        EnableMultipleHttp2Connections = true,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new CountedStream(this, socket);
        },
    };

    private sealed class CountedStream(CountedTraffic traffic, Socket socket) : NetworkStream(socket, ownsSocket: true)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(buffer, cancellationToken);
            Interlocked.Add(ref traffic._received, read);
            return read;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await base.WriteAsync(buffer, cancellationToken);
            Interlocked.Add(ref traffic._sent, buffer.Length);
        }
    }
}
