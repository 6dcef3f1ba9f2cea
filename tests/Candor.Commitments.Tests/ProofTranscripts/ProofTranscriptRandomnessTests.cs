using System.Text;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.Tests.ProofTranscripts;

public sealed class ProofTranscriptRandomnessTests
{
    [Fact]
    public void NextScalar_SameEverything_Repeats()
    {
        Assert.Equal(Draw("message", "witness", 1), Draw("message", "witness", 1));
    }

    [Fact]
    public void NextScalar_AnySourceChanged_Differs()
    {
        (Scalar, Scalar) drawn = Draw("message", "witness", 1);
        Assert.NotEqual(drawn.Item1, drawn.Item2);
        Assert.NotEqual(drawn, Draw("another", "witness", 1));
        Assert.NotEqual(drawn, Draw("message", "another", 1));
        Assert.NotEqual(drawn, Draw("message", "witness", 2));
    }

    [Fact]
    public void ForkRandomness_LeavesTheProofTranscriptAsItWas()
    {
        var forked = new MerlinTranscript("test"u8);
        var untouched = new MerlinTranscript("test"u8);
        using var rng = new SeededRandom(1);
        using ProofTranscriptRandomness randomness = forked.ForkRandomness("witness"u8, "secret"u8, rng);
        _ = randomness.NextScalar();
        Assert.Equal(untouched.ChallengeScalar("c"u8), forked.ChallengeScalar("c"u8));
    }

    private static (Scalar First, Scalar Second) Draw(string message, string witness, ulong seed)
    {
        var transcript = new MerlinTranscript("test"u8);
        transcript.Append("message"u8, Encoding.ASCII.GetBytes(message));
        using var rng = new SeededRandom(seed);
        using ProofTranscriptRandomness randomness =
            transcript.ForkRandomness("witness"u8, Encoding.ASCII.GetBytes(witness), rng);
        return (randomness.NextScalar(), randomness.NextScalar());
    }
}
