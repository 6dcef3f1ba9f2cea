using Candor.Commitments.Group;
using Candor.Commitments.RangeProofs;

namespace Candor.Commitments.Tests.RangeProofs;

public sealed class RangeBatchTests
{
    [Fact]
    public void AllHold_HonestProofs_Holds()
    {
        RangeEquation[] equations =
            [.. Enumerable.Range(0, 5).Select(i => RangeSample.Create(16, 2, (ulong)i).Prepare())];
        Assert.True(RangeVerifier.AllHold(equations));
    }

    [Fact]
    public void AllHold_Nothing_Holds() => Assert.True(RangeVerifier.AllHold([]));

    [Fact]
    public void AllHold_TwoErrorsThatCancelUnderEqualWeights_DoesNotHold()
    {
        // The prover of the first shifts e_blinding by δ before going on, that of the second by -δ: the errors of the
        // two equations are -δ·B̃ and δ·B̃.
        Scalar delta = 12_345UL;
        RangeEquation first = RangeSample.Create(32, 1, 1, delta).Prepare();
        RangeEquation second = RangeSample.Create(32, 1, 2, -delta).Prepare();
        Assert.True((first.Sum() + second.Sum()).IsIdentity, "The errors must cancel for the test to mean anything.");
        Assert.Equal(ProofFailure.EquationFails, RangeVerifier.Verify(first));
        Assert.Equal(ProofFailure.EquationFails, RangeVerifier.Verify(second));

        Assert.False(RangeVerifier.AllHold([first, second]));
        Assert.False(RangeVerifier.AllHold([second, first]));
    }

    [Fact]
    public void AllHold_ProofsOfTwoShapes_Throws()
    {
        RangeEquation[] equations = [RangeSample.Create(8, 1, 1).Prepare(), RangeSample.Create(16, 1, 1).Prepare()];
        Assert.Throws<ArgumentException>(() => RangeVerifier.AllHold(equations));
    }
}
