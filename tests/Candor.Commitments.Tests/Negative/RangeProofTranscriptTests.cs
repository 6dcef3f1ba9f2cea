using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.Tests.Negative;

/// <summary>The range proof's own part of the frozen report: each item that is left out, moved or changed gives another
/// last challenge. The statements' items have the same in <see cref="Statements.GoldenStatementTests"/>.</summary>
public sealed class RangeProofTranscriptTests
{
    private static readonly JsonElement s_golden = TestFiles.Golden("statements-v1.json");
    private static readonly JsonElement s_report = s_golden.GetProperty("report");

    // A null message stands for a challenge that is drawn.
    private static readonly (string Label, byte[]? Message)[] s_items = [.. Items()];

    [Fact]
    public void LastChallenge_EveryItemLeftOutMovedOrChanged_IsAnother()
    {
        string frozen = s_report.GetProperty("challenges").GetProperty("c").GetString()!;
        Assert.Equal(frozen, LastChallenge(s_items));
        for (int i = 0; i < s_items.Length - 1; i++)
        {
            (string label, byte[]? message) = s_items[i];
            (string, byte[]?)[] before = s_items[..i];
            (string, byte[]?)[] after = s_items[(i + 1)..];
            Assert.NotEqual(frozen, LastChallenge([.. before, .. after]));
            Assert.NotEqual(frozen, LastChallenge([.. before, (label + "x", message), .. after]));
            Assert.NotEqual(frozen, LastChallenge([.. before, after[0], s_items[i], .. after[1..]]));
            if (message is not null)
            {
                byte[] changed = [.. message];
                changed[^1] ^= 1;
                Assert.NotEqual(frozen, LastChallenge([.. before, (label, changed), .. after]));
            }
        }
    }

    private static string LastChallenge((string Label, byte[]? Message)[] items)
    {
        var transcript = new MerlinTranscript("candor/report"u8);
        string challenge = "";
        foreach ((string label, byte[]? message) in items)
        {
            byte[] ascii = Encoding.ASCII.GetBytes(label);
            if (message is null)
            {
                challenge = Convert.ToHexStringLower(transcript.ChallengeScalar(ascii).ToArray());
            }
            else
            {
                transcript.Append(ascii, message);
            }
        }

        return challenge;
    }

    private static IEnumerable<(string Label, byte[]? Message)> Items()
    {
        JsonElement context = s_golden.GetProperty("context");
        byte[] proof = s_report.GetProperty("proof").Hex();
        byte[] Element(int i) => proof[(32 * i)..(32 * (i + 1))];
        byte[] Text(string name) => Encoding.UTF8.GetBytes(context.GetProperty(name).GetString()!);
        return
        [
            ("version", Le64(1)),
            ("generators", "ristretto255/dalek-bulletproofs-v1"u8.ToArray()),
            ("market", Text("market")),
            ("definition", context.GetProperty("definitionDigest").Hex()),
            ("participant", Text("participant")),
            ("participant-key", context.GetProperty("participantKey").Hex()),
            ("commitment-event", Le64(s_report.GetProperty("commitmentEvent").GetUInt64())),
            ("dataset-root", s_golden.GetProperty("datasetRoot").Hex()),
            ("commitment", s_golden.GetProperty("commitment").Hex()),
            ("report", Le64(s_report.GetProperty("report").GetUInt64())),
            ("nonce", s_report.GetProperty("nonce").Hex()),
            ("dom-sep", "rangeproof v1"u8.ToArray()),
            ("n", Le64(32)),
            ("m", Le64(1)),
            ("V", s_report.GetProperty("remainder").Hex()),
            ("A", Element(0)),
            ("S", Element(1)),
            ("y", null),
            ("z", null),
            ("T_1", Element(2)),
            ("T_2", Element(3)),
            ("x", null),
            ("t_x", Element(4)),
            ("t_x_blinding", Element(5)),
            ("e_blinding", Element(6)),
            ("w", null),
            ("dom-sep", "ipp v1"u8.ToArray()),
            ("n", Le64(32)),
            .. Enumerable.Range(0, 5).SelectMany(round => ((string, byte[]?)[])
            [
                ("L", Element(7 + (2 * round))), ("R", Element(8 + (2 * round))), ("u", null),
            ]),
            ("a", Element(17)),
            ("b", Element(18)),
            ("c", null),
        ];
    }

    private static byte[] Le64(ulong value)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }
}
