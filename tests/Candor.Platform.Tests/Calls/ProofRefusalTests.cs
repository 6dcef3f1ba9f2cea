using System.Numerics;
using System.Text.Json;
using Candor.Server.Testing;
using Candor.V1;
using Google.Protobuf;

namespace Candor.Platform.Tests.Calls;

/// <summary>Wrong encodings, wrong terms and other people's proofs as a participant sends them, each with the reason
/// that the network answers.</summary>
[Trait("Category", "Slow")]
public sealed class ProofRefusalTests : IAsyncLifetime
{
    private const int Size = 32;

    private static readonly BigInteger s_order =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);

    private static readonly byte[][] s_invalidPoints = ReadInvalidEncodings();

    private RunningServer _server = null!;
    private MarketOwner _owner = null!;
    private Company _company = null!;
    private Company _other = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _owner = await _server.CreateMarketAsync();
        _company = _owner.Company(0, _server.Channel);
        _other = _owner.Company(1, _server.Channel);
        foreach (Company company in (Company[])[_company, _other])
        {
            await company.JoinAsync();
            await company.CommitAsync(100);
        }
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Commitment_EveryInvalidEncoding_IsNotCanonical()
    {
        SubmitCommitmentPayload payload = _company.CommitmentPayload(100);
        foreach (byte[] encoding in s_invalidPoints)
        {
            payload.Commitment = ByteString.CopyFrom(encoding);
            await RefusedAsync(ErrorReason.CommitmentNotCanonical, payload);
        }
    }

    [Fact]
    public async Task OpeningProof_WrongEncodingsAndOthersProofs_AreInvalid()
    {
        SubmitCommitmentPayload payload = _company.CommitmentPayload(100);
        byte[] honest = payload.OpeningProof.ToByteArray();
        byte[][] wrong =
        [
            .. s_invalidPoints.Select(encoding => Replaced(honest, 0, encoding)),
            Replaced(honest, 0, new byte[Size]),
            .. Lifted(honest, 1),
            .. Lifted(honest, 2),
            _other.CommitmentPayload(100).OpeningProof.ToByteArray(),
        ];
        foreach (byte[] proof in wrong)
        {
            payload.OpeningProof = ByteString.CopyFrom(proof);
            await RefusedAsync(ErrorReason.OpeningProofInvalid, payload);
        }

        payload.OpeningProof = ByteString.CopyFrom(honest);
        payload.DatasetRoot = ByteString.CopyFrom([.. Enumerable.Repeat((byte)1, Size)]);
        await RefusedAsync(ErrorReason.OpeningProofInvalid, payload);
    }

    [Fact]
    public async Task RangeProof_WrongEncodingInAnyPlace_IsMalformed()
    {
        SubmitReportPayload report = _company.ReportPayload(60);
        byte[] honest = report.RangeProof.ToByteArray();
        for (int i = 0; i < honest.Length / Size; i++)
        {
            bool isScalar = i is >= 4 and <= 6 or >= 17;
            byte[][] wrong = isScalar
                ? [.. Lifted(honest, i)]
                : [Replaced(honest, i, new byte[Size]), Replaced(honest, i, s_invalidPoints[i])];
            foreach (byte[] proof in wrong)
            {
                report.RangeProof = ByteString.CopyFrom(proof);
                await RefusedAsync(ErrorReason.RangeProofMalformed, report);
            }
        }
    }

    [Fact]
    public async Task RangeProof_ElementsSwappedOrOfAnother_IsInvalid()
    {
        SubmitReportPayload report = _company.ReportPayload(60);
        byte[] honest = report.RangeProof.ToByteArray();

        // A with S, T_1 with T_2, the first round's L with its R, and the proof of a company with the same size.
        byte[][] wrong =
        [
            Swapped(honest, 0, 1), Swapped(honest, 2, 3), Swapped(honest, 7, 8),
            _other.ReportPayload(60).RangeProof.ToByteArray(),
        ];
        foreach (byte[] proof in wrong)
        {
            report.RangeProof = ByteString.CopyFrom(proof);
            await RefusedAsync(ErrorReason.RangeProofInvalid, report);
        }
    }

    [Fact]
    public async Task Report_OneMoreOrOneLessThanProved_IsInvalid()
    {
        SubmitReportPayload report = _company.ReportPayload(60);
        foreach (ulong records in (ulong[])[59, 61])
        {
            report.Records = records;
            await RefusedAsync(ErrorReason.RangeProofInvalid, report);
        }

        report.Records = 60;
        await _company.Client.SubmitReportAsync(_company.Request(report));
    }

    [Fact]
    public async Task Report_OfNothingAndOfEverything_IsTaken()
    {
        await _company.ReportAsync(0);
        await _other.ReportAsync(100);
    }

    private Task<RichError> RefusedAsync(ErrorReason reason, SubmitCommitmentPayload payload) => _server.RefusesAsync(
        reason, async () => await _company.Client.SubmitCommitmentAsync(_company.Request(payload)));

    private Task<RichError> RefusedAsync(ErrorReason reason, SubmitReportPayload payload) => _server.RefusesAsync(
        reason, async () => await _company.Client.SubmitReportAsync(_company.Request(payload)));

    // The order, and the honest scalar plus the order.
    private static IEnumerable<byte[]> Lifted(byte[] proof, int i)
    {
        var value = new BigInteger(proof.AsSpan(Size * i, Size), isUnsigned: true);
        yield return Replaced(proof, i, Bytes(s_order));
        yield return Replaced(proof, i, Bytes(value + s_order));
    }

    private static byte[] Bytes(BigInteger value)
    {
        byte[] bytes = new byte[Size];
        Assert.True(value.TryWriteBytes(bytes, out _, isUnsigned: true));
        return bytes;
    }

    private static byte[] Swapped(byte[] proof, int i, int j) => Replaced(
        Replaced(proof, i, proof[(Size * j)..(Size * (j + 1))]), j, proof[(Size * i)..(Size * (i + 1))]);

    private static byte[] Replaced(byte[] proof, int i, byte[] element) =>
        [.. proof[..(Size * i)], .. element, .. proof[(Size * (i + 1))..]];

    private static byte[][] ReadInvalidEncodings()
    {
        using JsonDocument vectors = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "ristretto255.json")));
        return
        [
            .. vectors.RootElement.GetProperty("invalid_encodings").EnumerateArray()
                .Select(encoding => Convert.FromHexString(encoding.GetString()!)),
        ];
    }
}
