using Candor.Market.Transcripts;

namespace Candor.Market.Tests.Transcripts;

public sealed class TranscriptSignerTests
{
    [Fact]
    public void ExportSecret_Read_IsTheSameKey()
    {
        var signer = new TranscriptSigner("candor", [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

        Assert.True(TranscriptSigner.TryParse(signer.ExportSecret(), out TranscriptSigner? read));

        Assert.Equal(("candor", signer.LogKey), (read.Name, read.LogKey));
        Assert.StartsWith("candor+", signer.LogKey, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_EveryCharacterChanged_IsRefused()
    {
        string text = new TranscriptSigner("candor", new byte[32]).ExportSecret();
        for (int i = 0; i < text.Length; i++)
        {
            char[] damaged = text.ToCharArray();
            damaged[i] = damaged[i] == 'B' ? 'C' : 'B';
            Assert.False(TranscriptSigner.TryParse(new string(damaged), out _), $"character {i}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a+b")]
    [InlineData("line\n")]
    public void IsName_NoC2spName_IsRefused(string name)
    {
        Assert.False(TranscriptSigner.IsName(name));
        Assert.Throws<ArgumentException>(() => new TranscriptSigner(name, new byte[32]));
    }

    [Fact]
    public void IsName_UpToAHundredCharacters_IsOne()
    {
        Assert.True(TranscriptSigner.IsName(new string('a', 100)));
        Assert.False(TranscriptSigner.IsName(new string('a', 101)));
    }
}
