using System.Security.Cryptography;
using Candor.Commitments;
using Candor.Commitments.Statements;

namespace Candor.Benchmarks.Commitments;

/// <summary>Reports with their proofs, verified as a settlement does: transcript, C - t'·B and range proof.</summary>
internal sealed class ReportFixture
{
    internal const int BatchSize = 64;

    private readonly (ReportTerms Terms, ReadOnlyMemory<byte> Proof)[] _items;

    internal ReportFixture()
    {
        using var rng = RandomNumberGenerator.Create();
        byte[] digest = SHA256.HashData("benchmark"u8);
        _items = new (ReportTerms, ReadOnlyMemory<byte>)[BatchSize];
        for (int i = 0; i < BatchSize; i++)
        {
            var context = new StatementContext("markets/benchmark", digest, $"participant-{i}", digest);
            CommitmentOpening opening = CommitmentOpening.Create(10_000 + (ulong)i, rng);
            var terms = new ReportTerms(context, (ulong)i, digest, opening.Commit(), 9_000, digest);
            _items[i] = (terms, ReportStatement.Prove(terms, opening, rng));
        }
    }

    /// <summary>One report by itself.</summary>
    internal void Verify() => Require(ReportStatement.Verify(_items[0].Terms, _items[0].Proof.Span));

    /// <summary>All of them in a batch.</summary>
    internal void VerifyBatch()
    {
        foreach (ProofFailure failure in ReportStatement.VerifyBatch(_items))
        {
            Require(failure);
        }
    }

    private static void Require(ProofFailure failure)
    {
        if (failure != ProofFailure.None)
        {
            throw new InvalidOperationException($"A report is rejected: {failure}.");
        }
    }
}
