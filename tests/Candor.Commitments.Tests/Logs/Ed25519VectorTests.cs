using System.Text.Json;
using Candor.Commitments.Logs;

namespace Candor.Commitments.Tests.Logs;

public sealed class Ed25519VectorTests
{
    [Fact]
    public void Verify_WycheproofsCases_TakesExactlyTheValidOnes()
    {
        int cases = 0;
        foreach (JsonElement group in
            TestFiles.Vectors("wycheproof-ed25519_test.json").GetProperty("testGroups").EnumerateArray())
        {
            byte[] publicKey = group.GetProperty("publicKey").GetProperty("pk").Hex();
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                cases++;
                string expected = test.GetProperty("result").GetString()!;
                bool taken = Ed25519Key.TryParse(publicKey, out Ed25519Key? key)
                    && key.Verify(test.GetProperty("msg").Hex(), test.GetProperty("sig").Hex());
                Assert.True(
                    expected == (taken ? "valid" : "invalid"),
                    $"case {test.GetProperty("tcId")}, {test.GetProperty("comment")}: expected {expected}");
            }
        }

        Assert.Equal(151, cases);
    }
}
