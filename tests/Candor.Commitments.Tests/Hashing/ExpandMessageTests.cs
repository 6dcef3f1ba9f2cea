using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Candor.Commitments.Hashing;

namespace Candor.Commitments.Tests.Hashing;

public sealed class ExpandMessageTests
{
    [Fact]
    public void Expand_Rfc9380_GivesTheVectors()
    {
        JsonElement vectors = TestFiles.Vectors("expand-message-xmd-sha512.json");
        byte[] tag = Encoding.ASCII.GetBytes(vectors.GetProperty("DST").GetString()!);
        int checks = 0;
        foreach (JsonElement vector in vectors.GetProperty("tests").EnumerateArray())
        {
            string length = vector.GetProperty("len_in_bytes").GetString()![2..];
            byte[] uniform = new byte[int.Parse(length, NumberStyles.HexNumber, CultureInfo.InvariantCulture)];
            ExpandMessage.Expand(Encoding.ASCII.GetBytes(vector.GetProperty("msg").GetString()!), tag, uniform);
            Assert.Equal(vector.GetProperty("uniform_bytes").Hex(), uniform);
            checks++;
        }

        Assert.Equal(vectors.GetProperty("tests").GetArrayLength(), checks);
        Assert.True(checks >= 6);
    }

    [Fact]
    public void Expand_LongMessages_AreHashedAlike()
    {
        // Longer messages leave the stack for the heap. The first two digests are spelt out once more.
        byte[] tag = Encoding.ASCII.GetBytes("a tag");
        byte[] tagWithLength = [.. tag, (byte)tag.Length];
        for (int length = 860; length < 1_100; length += 3)
        {
            byte[] message = [.. Enumerable.Range(0, length).Select(i => (byte)(i * length))];
            byte[] first = SHA512.HashData([.. new byte[128], .. message, 0, 128, 0, .. tagWithLength]);
            byte[] second = SHA512.HashData([.. first, 1, .. tagWithLength]);
            byte[] mixed = [.. first.Zip(second, (a, b) => (byte)(a ^ b))];
            byte[] third = SHA512.HashData([.. mixed, 2, .. tagWithLength]);

            byte[] uniform = new byte[128];
            ExpandMessage.Expand(message, tag, uniform);
            Assert.Equal([.. second, .. third], uniform);
        }
    }
}
