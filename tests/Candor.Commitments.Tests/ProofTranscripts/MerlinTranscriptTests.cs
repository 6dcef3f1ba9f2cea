using System.Text;
using System.Text.Json;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.Tests.ProofTranscripts;

/// <summary>Merlin 1.0's own vector.</summary>
public sealed class MerlinTranscriptTests
{
    [Fact]
    public void Challenge_OfMerlinsTestProtocol_IsThePublishedOne()
    {
        JsonElement vector = TestFiles.Vectors("merlin.json");
        JsonElement append = vector.GetProperty("append");
        JsonElement challenge = vector.GetProperty("challenge");
        var transcript = new MerlinTranscript(Bytes(vector, "protocol_label"));
        transcript.Append(Bytes(append, "label"), Bytes(append, "message"));
        byte[] output = new byte[challenge.GetProperty("length").GetInt32()];
        transcript.Challenge(Bytes(challenge, "label"), output);
        Assert.Equal(challenge.GetProperty("value").GetString(), Convert.ToHexStringLower(output));
    }

    private static byte[] Bytes(JsonElement element, string name) =>
        Encoding.ASCII.GetBytes(element.GetProperty(name).GetString()!);
}
