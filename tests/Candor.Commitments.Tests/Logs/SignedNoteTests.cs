using System.Text;
using Candor.Commitments.Logs;

namespace Candor.Commitments.Tests.Logs;

public sealed class SignedNoteTests
{
    // The example of Go's golang.org/x/mod/sumdb/note, whose format C2SP's signed-note took over.
    private const string Key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string Secret = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private const string Text =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private const string SignatureLine =
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    private static readonly NoteKey s_peterNeumann = ParseKey(Key);
    private static readonly NoteSigner s_signer = new("PeterNeumann", Convert.FromBase64String(Secret).AsSpan(1));

    [Fact]
    public void Sign_GosExample_GivesItsNote()
    {
        Assert.Equal(Key, s_signer.Key.ToString());
        Assert.Equal(0xc74f20a3, s_signer.Key.Id);
        Assert.Equal($"{Text}\n{SignatureLine}", Encoding.UTF8.GetString(s_signer.Sign(Text)));
    }

    [Fact]
    public void TryParse_GosSecretKey_IsReadAndWritten()
    {
        string text = $"PRIVATE+KEY+PeterNeumann+c74f20a3+{Secret}";

        Assert.True(NoteSigner.TryParse(text, out NoteSigner? signer));

        Assert.Equal(Key, signer.Key.ToString());
        Assert.Equal(text, signer.ExportSecret());
        Assert.Equal($"{Text}\n{SignatureLine}", Encoding.UTF8.GetString(signer.Sign(Text)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PRIVATE+KEY+PeterNeumann+c74f20a3")]
    [InlineData("PRIVATE+KEY+PeterNeumann+c74f20a4+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")]
    [InlineData("PRIVATE+KEY+PeterNewmann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")]
    [InlineData("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDF0")]
    [InlineData("PRIVATE+KEY+PeterNeumann+c74f20a3+AoEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")]
    [InlineData("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n")]
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    public void TryParse_DamagedSecretKey_IsRefused(string text) =>
        Assert.False(NoteSigner.TryParse(text, out _));

    [Fact]
    public void Verify_GosExample_Passes() =>
        Assert.Equal(NoteFailure.None, Parse($"{Text}\n{SignatureLine}").Verify(s_peterNeumann));

    [Fact]
    public void Verify_AnotherText_IsInvalid() =>
        Assert.Equal(NoteFailure.InvalidSignature, Parse($"{Text}.\n\n{SignatureLine}").Verify(s_peterNeumann));

    [Fact]
    public void Verify_AnotherKey_IsUnknown()
    {
        var other = new NoteSigner("PeterNeumann", new byte[32]);
        Assert.Equal(NoteFailure.UnknownKey, Parse($"{Text}\n{SignatureLine}").Verify(other.Key));
        var renamed = new NoteKey("Other", s_peterNeumann.PublicKey.Span);
        Assert.Equal(NoteFailure.UnknownKey, Parse($"{Text}\n{SignatureLine}").Verify(renamed));
    }

    [Fact]
    public void Verify_SignatureByAnotherKeyUnderThisOnesId_IsInvalid()
    {
        byte[] signature = Convert.FromBase64String(SignatureLine.Trim().Split(' ')[2]);
        for (int i = 4; i < signature.Length; i++)
        {
            byte[] flipped = [.. signature];
            flipped[i] ^= 1;
            SignedNote note = Parse($"{Text}\n— PeterNeumann {Convert.ToBase64String(flipped)}\n");
            Assert.Equal(NoteFailure.InvalidSignature, note.Verify(s_peterNeumann));
        }

        SignedNote truncated = Parse($"{Text}\n— PeterNeumann {Convert.ToBase64String(signature[..^1])}\n");
        Assert.Equal(NoteFailure.InvalidSignature, truncated.Verify(s_peterNeumann));
    }

    [Fact]
    public void Verify_SWithTheOrderOnTop_IsInvalid()
    {
        byte[] signature = Convert.FromBase64String(SignatureLine.Trim().Split(' ')[2]);
        Span<byte> s = signature.AsSpan(4 + 32);
        Generators.Bytes(Generators.ToInteger(s) + Generators.Order, 32).CopyTo(s);

        SignedNote note = Parse($"{Text}\n— PeterNeumann {Convert.ToBase64String(signature)}\n");

        Assert.Equal(NoteFailure.InvalidSignature, note.Verify(s_peterNeumann));
    }

    [Fact]
    public void Verify_MoreSignatures_PassesOverUnknownOnes()
    {
        var other = new NoteSigner("witness", new byte[32]);
        string witness = Encoding.UTF8.GetString(other.Sign(Text))[(Text.Length + 1)..];
        Assert.Equal(NoteFailure.None, Parse($"{Text}\n{witness}{SignatureLine}").Verify(s_peterNeumann));
        string twice = SignatureLine.Replace("x08go/Z", "x08go/A", StringComparison.Ordinal);
        Assert.Equal(NoteFailure.InvalidSignature, Parse($"{Text}\n{SignatureLine}{twice}").Verify(s_peterNeumann));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\nnot a signature\n")]
    [InlineData("text\n\n— name\n")]
    [InlineData("text\n\n— name AAAA\n")]
    [InlineData("text\n\n— name not-base64\n")]
    [InlineData("text\n\n— na+me AAAAAAAA\n")]
    [InlineData("text\n\n— name AAAAAAAA")]
    [InlineData("te\txt\n\n— name AAAAAAAA\n")]
    public void TryParse_Malformed_IsRefused(string note) =>
        Assert.False(SignedNote.TryParse(Encoding.UTF8.GetBytes(note), out _));

    [Fact]
    public void TryParse_NotUtf8OrTooLong_IsRefused()
    {
        Assert.False(SignedNote.TryParse([0xFF, .. Encoding.UTF8.GetBytes($"{Text}\n{SignatureLine}")], out _));
        string many = string.Concat(Enumerable.Repeat("— n AAAAAAAA\n", 101));
        Assert.False(SignedNote.TryParse(Encoding.UTF8.GetBytes($"{Text}\n{many}"), out _));
        Assert.False(SignedNote.TryParse(new byte[1 << 17], out _));
    }

    [Theory]
    [InlineData("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+AhpcQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3")]
    [InlineData("")]
    public void NoteKey_Malformed_IsRefused(string text) => Assert.False(NoteKey.TryParse(text, out _));

    [Fact]
    public void Sign_TextWithoutNewlineOrWithControls_Throws()
    {
        Assert.Throws<ArgumentException>(() => s_signer.Sign("no newline"));
        Assert.Throws<ArgumentException>(() => s_signer.Sign("a\tb\n"));
        Assert.Throws<ArgumentException>(() => new NoteSigner("two words", new byte[32]));
        Assert.Throws<ArgumentException>(() => new NoteSigner("name", new byte[31]));
    }

    private static SignedNote Parse(string note)
    {
        Assert.True(SignedNote.TryParse(Encoding.UTF8.GetBytes(note), out SignedNote? parsed));
        return parsed;
    }

    private static NoteKey ParseKey(string text)
    {
        Assert.True(NoteKey.TryParse(text, out NoteKey? key));
        return key;
    }
}
