using System.Text;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.Tests.ProofTranscripts;

/// <summary>A proof transcript that draws zero under one label: no message is known that gives one.</summary>
internal sealed class ZeroDrawingTranscript(string label) : MerlinTranscript("zero"u8)
{
    internal override Scalar ChallengeScalar(ReadOnlySpan<byte> name)
    {
        Scalar drawn = base.ChallengeScalar(name);
        return Encoding.ASCII.GetString(name) == label ? Scalar.Zero : drawn;
    }
}
