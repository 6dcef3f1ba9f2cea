using Candor.Simulation.Setup;

namespace Candor.Simulation.Tests.Setup;

public sealed class SimulationRandomTests
{
    [Fact]
    public void Random_OfSeedAndLabel_IsItsOwnSequence()
    {
        byte[] whole = new byte[100];
        new SimulationRandom(1, "a").GetBytes(whole);
        byte[] parts = new byte[100];
        var random = new SimulationRandom(1, "a");
        random.GetBytes(parts.AsSpan(0, 7));
        random.GetBytes(parts.AsSpan(7, 40));
        random.GetBytes(parts.AsSpan(47));
        Assert.Equal(whole, parts);
        Assert.NotEqual(whole[..32], new SimulationRandom(1, "b").NextNonce());
        Assert.NotEqual(whole[..32], new SimulationRandom(2, "a").NextNonce());
        Assert.Equal(
            new SimulationRandom(1, "a").NextSigningKey().PublicKey,
            new SimulationRandom(1, "a").NextSigningKey().PublicKey);
    }
}
