using System.Globalization;
using System.Security.Cryptography;
using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;
using Candor.Commitments.Projections;
using Candor.Commitments.SecretSharing;
using Candor.Commitments.Statements;

namespace Candor.Benchmarks.Commitments;

/// <summary>
/// Statements 7 to 9 for five contributors with the statistics of the raw digits: 65 features and ten classes, 2,730
/// coordinates. Processor time, the least of five runs, since other work may keep the processors busy.
/// </summary>
internal static class ContributionReport
{
    private const int Contributors = 5;
    private const int Opened = 60;
    private const uint Report = 300;
    private const ulong Records = 360;

    private const int BytesOfSeed = 32;

    // Of the commitments, the masked values, the blindings and the shares.
    private const int BytesOfDigests = 4 * 32;

    private static readonly StatisticsShape s_shape = new(65 * 66 / 2, 65 * 9);

    internal static void Run(TextWriter output)
    {
        using var rng = RandomNumberGenerator.Create();
        MaskKey[] keys = [.. Enumerable.Range(0, Contributors).Select(_ => MaskKey.Create(rng))];
        StatementContext[] contexts = [.. Enumerable.Range(0, Contributors).Select(
            i => new StatementContext("markets/benchmark", new byte[32], $"p{i}", new byte[] { (byte)i }))];
        ContributorList.TryCreate(
            [.. keys.Select((key, i) => new Contributor(contexts[i], i, key.PublicKey))], out ContributorList? list, out _);
        var epoch = new MaskEpoch(list!, 1, s_shape);
        StatisticsOpening[] openings = [.. contexts.Select(
            context => StatisticsOpening.Create(context, s_shape, Statistics(), rng))];
        StatisticsCommitments[] commitments = [.. openings.Select(opening => opening.Commit())];
        SharingPolynomial[] polynomials = [.. keys.Select(
            _ => SharingPolynomial.Create(SharingThreshold.Of(Contributors), rng))];
        SharedSecret[] seeds = [.. polynomials.Select(polynomial => polynomial.GetSecret())];

        Write(output, $"commit, {s_shape.Coordinates} coordinates", () => openings[0].Commit());
        Write(output, "take the commitments of one from a stream", () => Build(commitments[0]));
        ContributorMasks[] masks = [.. keys.Select((key, i) => new ContributorMasks(epoch, i, key, seeds[i]))];
        MaskedStatistics[] masked = [.. masks.Select((ofOne, i) => ofOne.Mask(openings[i]))];
        Write(output, "mask the statistics of one", () => masks[0].Mask(openings[0]));
        var weights = MaskWeights.Draw(
            epoch, [.. commitments.Select((ofOne, i) => new MaskSubmission(ofOne.Digest, masked[i].ValuesDigest))]);
        MaskPoints[] points = [.. masks.Select(ofOne => ofOne.ComputePoints(weights))];
        Write(output, "points of one", () => masks[0].ComputePoints(weights));
        Write(output, "check the masked vector of one (statement 9)", () => Require(
            MaskedVectorStatement.Verify(weights, 0, commitments[0], masked[0], points[0])));
        Write(output, "check the own point of one", () => Require(
            MaskedVectorStatement.VerifyOwn(weights, 0, points[0], seeds[0])));
        Write(output, "share a seed, encrypted", () => EncryptedShares.Encrypt(epoch, 0, keys[0], polynomials[0]));
        Write(output, "check four shares and give the seed", () => Reconstruct(polynomials[0]));
        (int proof, int bounds) = WriteNearness(output, contexts[0], openings[0], commitments[0]);
        output.WriteLine();
        WriteBytes(output, "sends: commitments", commitments[0].Bytes.Length);
        WriteBytes(output, "sends: opening of the count (statement 7)", CountStatement.OpeningSize);
        WriteBytes(output, "sends: proof of 64 projections (statement 8)", proof);
        WriteBytes(output, "sends: masked values and blindings", masked[0].Values.Length + masked[0].Blindings.Length);
        EncryptedShares shares = EncryptedShares.Encrypt(epoch, 0, keys[0], polynomials[0]);
        WriteBytes(
            output, "sends: commitments to its seed, shares of it", polynomials[0].Commit().Bytes.Length + shares.Bytes.Length);
        WriteBytes(output, "sends: points", points[0].Bytes.Length);
        WriteBytes(output, "sends: shares that it holds", Contributors * SecretShare.Size);
        WriteBytes(output, "receives: seed and bounds of the projections", BytesOfSeed + bounds);
        WriteBytes(
            output,
            "receives: others' keys, commitments to seeds, shares",
            (Contributors - 1) * (MaskKey.Size + MaskKeyStatement.ProofSize + polynomials[0].Commit().Bytes.Length + SecretShare.Size));
        WriteBytes(
            output, "receives: others' digests and points", (Contributors - 1) * (BytesOfDigests + points[0].Bytes.Length));
    }

    private static void WriteBytes(TextWriter output, string name, int bytes) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-54} {bytes,9:N0} bytes"));

    // Gives the lengths of the proof and of the bounds.
    private static (int Proof, int Bounds) WriteNearness(
        TextWriter output, StatementContext context, StatisticsOpening opening, StatisticsCommitments commitments)
    {
        var matrix = new ProjectionMatrix(new byte[32], s_shape, new ProjectionPolicy());
        var moments = new ProjectionMoments(matrix);
        for (int i = 0; i < Opened; i++)
        {
            moments.Add(Record());
        }

        Write(output, "project one opened record", () => moments.Add(Record()));
        ProjectionBounds.TryCompute(moments, Records, Report, out ProjectionBounds? bounds);
        var terms = new ProjectionTerms(context, new byte[32], Report, commitments.Digest, matrix, bounds!);
        using var rng = RandomNumberGenerator.Create();
        byte[] proof = ProjectionStatement.Prove(terms, opening, rng);
        Write(output, "prove 64 projections (statement 8)", () => ProjectionStatement.Prove(terms, opening, rng));
        Write(output, "verify them", () => Require(ProjectionStatement.Verify(terms, commitments, proof)));
        return (proof.Length, bounds!.ToArray().Length);
    }

    private static void Write(TextWriter output, string name, Action action)
    {
        double least = double.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            action();
            least = Math.Min(least, (Environment.CpuUsage.TotalTime - start).TotalMilliseconds);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-50} {least,9:F1} ms"));
    }

    private static void Build(StatisticsCommitments commitments)
    {
        var builder = new StatisticsCommitmentsBuilder(s_shape);
        Require(builder.Add(commitments.Bytes.Span));
        Require(builder.Finish(commitments.Digest.Span, out _));
    }

    private static void Reconstruct(SharingPolynomial polynomial)
    {
        using var reconstruction = new SecretReconstruction(polynomial.Commit());
        for (int i = 0; i < polynomial.Threshold; i++)
        {
            Require(reconstruction.Add(polynomial.ShareOf(i)));
        }

        reconstruction.TryFinish(out _);
    }

    // Every record is the same, so that the statistics of any of them lie at their mean.
    private static long[] Record() => [.. Enumerable.Range(0, s_shape.Coordinates).Select(
        j => j == 0 ? 1L << 30 : (j * 7919L % (1 << 20)) - (1 << 19))];

    private static long[] Statistics() => [.. Record().Select(x => x * Report)];

    private static void Require(ProofFailure failure)
    {
        if (failure != ProofFailure.None)
        {
            throw new InvalidOperationException($"An honest message is rejected: {failure}.");
        }
    }
}
