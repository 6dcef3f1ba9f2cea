using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Candor.Commitments;
using Candor.Commitments.Statements;
using Candor.Market.Signing;
using Candor.V1;
using Google.Protobuf;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Candor.Client.Tests.Keys;

/// <summary>The example of protos/SIGNING.md: another language is written against these bytes, so they stay.</summary>
public sealed class SigningExampleTests
{
    private static readonly JsonElement s_example = Load();

    [Fact]
    public void Key_OfTheExample_IsThatOfRfc6979()
    {
        // RFC 6979, A.2.5: private key x and public key (Ux, Uy).
        Assert.Equal(
            "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721", Text("key", "privateScalar"));
        Assert.Equal(
            "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
            + "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
            + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
            Text("key", "subjectPublicKeyInfo"));
        Assert.Equal(Text("key", "keyid"), Key().KeyId);
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(Bytes("key", "subjectPublicKeyInfo"))), Text("key", "keyid"));
    }

    [Fact]
    public void Rfc6979_OwnVector_GivesItsSignature()
    {
        // RFC 6979, A.2.5, SHA-256, message "sample": the oracle that checks our signatures is checked first.
        Assert.Equal(
            "3046"
            + "022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
            + "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
            Convert.ToHexStringLower(SignDeterministically("sample"u8.ToArray())));
    }

    [Fact]
    public void Envelopes_OfTheExample_AreEncodedSignedAndVerify()
    {
        foreach (JsonElement envelope in new[]
        {
            Member("join"), Member("commitment", "envelope"), Member("report", "envelope"),
        })
        {
            string type = envelope.GetProperty("payloadType").GetString()!;
            byte[] payload = Convert.FromHexString(envelope.GetProperty("payload").GetString()!);
            byte[] signature = Convert.FromHexString(envelope.GetProperty("signature").GetString()!);

            // Written out from the text of the page, beside the encoder that the server uses.
            byte[] encoded = [.. Encoding.UTF8.GetBytes($"DSSEv1 {type.Length} {type} {payload.Length} "), .. payload];
            Assert.Equal(
                envelope.GetProperty("preAuthenticationEncoding").GetString(), Convert.ToHexStringLower(encoded));
            Assert.Equal(encoded, PreAuthenticationEncoding.Encode(type, payload));
            Assert.Equal(SignDeterministically(encoded), signature);
            Assert.True(AuthenticatedEnvelope.TryVerify(
                new SignedEnvelope(type, payload, Text("key", "keyid"), signature), type, Key(), out _, out _));
        }
    }

    [Fact]
    public void Payloads_OfTheExample_HoldWhatThePageSays()
    {
        JoinMarketPayload join = JoinMarketPayload.Parser.ParseFrom(Bytes("join", "payload"));
        SubmitCommitmentPayload commitment =
            SubmitCommitmentPayload.Parser.ParseFrom(Bytes("commitment", "envelope", "payload"));
        SubmitReportPayload report = SubmitReportPayload.Parser.ParseFrom(Bytes("report", "envelope", "payload"));

        Assert.Equal("markets/hospitals/participants/north", join.Participant);
        Assert.Equal("4f0c1d6a-6f0e-4b3e-8a4e-0d9f3f6f7a10", join.RequestId);
        Assert.Equal(Bytes("context", "definitionDigest"), join.DefinitionDigest.ToByteArray());
        Assert.Equal(Bytes("join", "payload"), join.ToByteArray());
        Assert.Equal(
            (Text("commitment", "commitment"), Text("commitment", "datasetRoot"), Text("commitment", "openingProof")),
            (Hex(commitment.Commitment), Hex(commitment.DatasetRoot), Hex(commitment.OpeningProof)));
        Assert.Equal(
            (200ul, 7ul, Text("report", "rangeProof")),
            (report.Records, report.CommitmentEvent, Hex(report.RangeProof)));
    }

    [Fact]
    public void Proofs_OfTheExample_HoldForItsStatementsAndNoOther()
    {
        var context = new StatementContext(
            Text("context", "market"),
            Bytes("context", "definitionDigest"),
            Text("context", "participant"),
            Bytes("key", "subjectPublicKeyInfo"));
        byte[] root = Bytes("commitment", "datasetRoot");
        byte[] opening = Bytes("commitment", "openingProof");
        Assert.True(Commitment.TryParse(Bytes("commitment", "commitment"), out Commitment commitment, out _));
        Assert.True(CommitmentOpening.TryImport(250, Bytes("commitment", "blinding"), out CommitmentOpening? secret));
        var terms = new ReportTerms(context, 7, root, commitment, 200, Bytes("report", "nonce"));

        Assert.Equal(commitment, secret.Commit());
        Assert.Equal(ProofFailure.None, OpeningStatement.Verify(context, commitment, root, opening));
        Assert.Equal(ProofFailure.None, ReportStatement.Verify(terms, Bytes("report", "rangeProof")));
        Assert.Equal(
            ProofFailure.EquationFails,
            OpeningStatement.Verify(context with { Participant = "south" }, commitment, root, opening));
        Assert.Equal(
            ProofFailure.EquationFails,
            ReportStatement.Verify(terms with { Report = 201 }, Bytes("report", "rangeProof")));
    }

    [Fact]
    public void Page_HasTheExamplesBytes()
    {
        string page = string.Concat(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "SIGNING.md")).Where(c => !char.IsWhiteSpace(c)));
        string[] shown =
        [
            Text("key", "privateScalar"), Text("key", "keyid"), Text("key", "subjectPublicKeyInfo"),
            Text("context", "definitionDigest"), Text("join", "payload"), Text("join", "preAuthenticationEncoding"),
            Text("join", "signature"), Text("commitment", "blinding"), Text("commitment", "commitment"),
            Text("commitment", "openingProof"), Text("report", "nonce"), Text("report", "rangeProof"),
        ];

        Assert.All(shown, bytes => Assert.Contains(bytes, page, StringComparison.Ordinal));
    }

    private static JsonElement Load()
    {
        using JsonDocument document = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "signing", "example.json")));
        return document.RootElement.Clone();
    }

    private static JsonElement Member(params string[] path) =>
        path.Aggregate(s_example, (element, name) => element.GetProperty(name));

    private static string Text(params string[] path) => Member(path).GetString()!;

    private static byte[] Bytes(params string[] path) => Convert.FromHexString(Text(path));

    private static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    private static VerificationKey Key() =>
        VerificationKey.TryParse(Bytes("key", "subjectPublicKeyInfo"), out VerificationKey? key, out string? fault)
            ? key
            : throw new FormatException(fault);

    // The framework signs with fresh randomness; BouncyCastle is an independent signer that has RFC 6979.
    private static byte[] SignDeterministically(byte[] message)
    {
        X9ECParameters curve = NistNamedCurves.GetByName("P-256");
        var signer = new ECDsaSigner(new HMacDsaKCalculator(new Sha256Digest()));
        signer.Init(true, new ECPrivateKeyParameters(
            new Org.BouncyCastle.Math.BigInteger(Text("key", "privateScalar"), 16),
            new ECDomainParameters(curve.Curve, curve.G, curve.N, curve.H)));
        Org.BouncyCastle.Math.BigInteger[] pair = signer.GenerateSignature(SHA256.HashData(message));
        return new DerSequence(new DerInteger(pair[0]), new DerInteger(pair[1])).GetDerEncoded();
    }
}
