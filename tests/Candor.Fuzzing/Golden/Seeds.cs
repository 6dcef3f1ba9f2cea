using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Candor.Client.Transcripts;
using Candor.Fuzzing.Targets;
using Candor.Market.Events;
using Candor.Market.Signing;
using Candor.Platform.Calls;
using Candor.Wire.Answers;
using Candor.Wire.Errors;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Fuzzing.Golden;

/// <summary>The inputs to begin with: honest ones, out of the golden files. They are written into <c>corpus/</c> once;
/// what is found later stands beside them.</summary>
internal static class Seeds
{
    /// <summary>Writes each seed to its place.</summary>
    /// <param name="corpus">The corpus folder.</param>
    internal static void Write(string corpus)
    {
        foreach ((string target, string name, byte[] bytes) in All())
        {
            string folder = Path.Combine(corpus, target);
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
        }
    }

    private static IEnumerable<(string Target, string Name, byte[] Bytes)> All() =>
        [.. Statements(), .. Logs(), .. Messages(), .. Records(), .. Names()];

    private static IEnumerable<(string, string, byte[])> Statements()
    {
        JsonElement outputs = GoldenFiles.Outputs;
        byte[][] tags = [.. outputs.GetProperty("tags").EnumerateArray().Select(GoldenFiles.Hex)];
        yield return ("commitment", "golden", GoldenFiles.Statements.Hex("commitment"));
        yield return ("proof-opening", "golden", GoldenFiles.Statements.GetProperty("opening").Hex("proof"));
        yield return ("proof-report", "golden", GoldenFiles.Statements.GetProperty("report").Hex("proof"));
        yield return ("proof-dataset", "golden", outputs.Hex("datasetProof"));
        yield return ("proof-audit", "golden", GoldenAudit.Bytes);
        yield return ("proof-overlap", "golden", [.. outputs.Hex("doubleTags"), .. outputs.Hex("doubleTagProof")]);
        yield return ("tags", "golden", [128, .. tags.SelectMany(tag => tag)]);
        yield return ("attestation", "golden", outputs.Hex("attestation"));
    }

    private static IEnumerable<(string, string, byte[])> Logs()
    {
        string checkpoint = GoldenFiles.Outputs.Text("checkpoint");
        yield return ("note", "golden", Encoding.UTF8.GetBytes(checkpoint));
        int text = checkpoint.IndexOf("\n\n", StringComparison.Ordinal) + 1;
        yield return ("checkpoint", "golden", Encoding.UTF8.GetBytes(checkpoint[..text]));
        yield return ("note-key", "golden", Encoding.UTF8.GetBytes(GoldenFiles.Outputs.Text("noteKey")));
        foreach (string line in File.ReadLines(GoldenFiles.PathOf("transcripts/market-proofs-v1.jsonl")))
        {
            JsonElement proof = JsonElement.Parse(line);
            if (proof.TryGetProperty("inclusion", out JsonElement hashes)
                && proof.GetProperty("index").GetUInt64() is var index and < 3)
            {
                byte[][] siblings = [.. hashes.EnumerateArray().Select(GoldenFiles.Hex)];
                yield return (
                    "merkle-proof",
                    $"inclusion-{index}",
                    [
                        .. BitConverter.GetBytes(index), .. BitConverter.GetBytes(proof.GetProperty("size").GetUInt64()),
                        .. new byte[64], 0, (byte)siblings.Length, .. siblings.SelectMany(hash => hash),
                    ]);
            }
        }
    }

    private static IEnumerable<(string, string, byte[])> Messages()
    {
        RpcException failed = ErrorDetails.ToException(
            V1.ErrorReason.DefinitionInvalid, "wrong", "markets/hospitals", [new FieldViolation("roster", "is empty")]);
        yield return ("failed-call", "golden", failed.Trailers.GetValueBytes(ErrorDetails.Trailer)!);
        yield return ("public-key", "golden", GoldenMarket.End.Definition.Operator.Key.SubjectPublicKeyInfo.ToArray());
        var seen = new HashSet<Type>();
        foreach (MarketEvent marketEvent in GoldenMarket.Events)
        {
            if (!seen.Add(marketEvent.GetType()))
            {
                continue;
            }

            string name = marketEvent.GetType().Name;
            yield return ("entry", name, EventCodec.Encode(marketEvent));
            if (TranscriptCommands.EnvelopeOf(marketEvent) is not { } envelope)
            {
                continue;
            }

            yield return ("envelope", name, Envelopes.ToMessage(envelope).ToByteArray());
            if (MessageTargets.KindOf(envelope.PayloadType) is >= 0 and int kind)
            {
                yield return ("payload", name, [(byte)kind, .. envelope.Payload.Span]);
            }

            V1.WatchMarketResponse update = PublicEvents.ToMessage(GoldenMarket.End, marketEvent, 7, "token");
            yield return ("market-update", name, update.ToByteArray());
            if (marketEvent is MarketCreated)
            {
                V1.CreateMarketPayload payload = V1.CreateMarketPayload.Parser.ParseFrom(envelope.Payload.Span);
                yield return ("definition-message", "golden", payload.Definition.ToByteArray());
                yield return ("market-shown", "golden", Show(payload, envelope).ToByteArray());
            }
        }
    }

    private static V1.Market Show(V1.CreateMarketPayload payload, SignedEnvelope creation) => new()
    {
        Name = payload.Market,
        Definition = payload.Definition,
        DefinitionDigest = ByteString.CopyFrom(SHA256.HashData(creation.Payload.Span)),
        Creation = Envelopes.ToMessage(creation),
        Participants =
        {
            payload.Definition.Roster.Select(
                entry => new V1.ParticipantStatus { Name = ParticipantName.Of(payload.Market, entry.Id) }),
        },
    };

    private static IEnumerable<(string, string, byte[])> Records()
    {
        yield return (
            "existence-part",
            "golden",
            """{"shard":1,"shards":2,"profiles":9,"holds":true,"worstSum":-0.5,"worstSteps":[0,3],"scenario":"{}"}"""u8
                .ToArray());
        yield return ("record", "full", Convert.FromHexString(
            "0201000000000000000100000000000000400302000000" + "6a61" + "03010000007a"));
        yield return ("record", "absent", Convert.FromHexString("020100000000000000000000"));
        yield return ("csv", "rows", "id,size,kind,name\n1,2.5,ja,anna\n2,,nein,\"ä b\"\n3,x,ja\n"u8.ToArray());
        yield return (
            "json-lines",
            "rows",
            """
            {"id":1,"size":2.5,"kind":"ja","name":"anna"}
            {"id":"2","name":"\u00e4 b","more":[1,{"a":null}]}
            {"id":null}

            """u8.ToArray());
    }

    private static IEnumerable<(string, string, byte[])> Names()
    {
        yield return ("name", "participant", "markets/hospitals/participants/north"u8.ToArray());
        yield return ("name", "audit", "audits/hospitals/north/3"u8.ToArray());
        yield return ("token", "resume", Encoding.UTF8.GetBytes(OpaqueToken.ForResume("markets/hospitals", 12)));
        yield return ("token", "page", Encoding.UTF8.GetBytes(OpaqueToken.ForPage("markets/hospitals")));
        yield return ("pattern", "words", "[a-zäöü]+( [^0-9]{2,3}|\\.)*\nanna ab."u8.ToArray());
    }
}
