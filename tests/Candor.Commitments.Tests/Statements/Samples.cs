using System.Security.Cryptography;
using System.Text;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Tests.Statements;

/// <summary>One participant's commitment and report, the same in every test.</summary>
internal static class Samples
{
    internal const ulong Size = 569;
    internal const uint Report = 400;

    internal static byte[] Root { get; } = SHA256.HashData("dataset root"u8);

    internal static StatementContext Context { get; } = new(
        "markets/hospitals",
        SHA256.HashData("market definition"u8),
        "st-mary",
        Encoding.ASCII.GetBytes("a public key in DER"));

    internal static CommitmentOpening Opening { get; } = NewOpening(Size, 1);

    internal static ReportTerms Terms { get; } = NewTerms(Opening, Report);

    internal static CommitmentOpening NewOpening(ulong size, ulong seed)
    {
        using var rng = new SeededRandom(seed);
        return CommitmentOpening.Create(size, rng);
    }

    internal static ReportTerms NewTerms(CommitmentOpening opening, uint report) =>
        new(Context, 42, Root, opening.Commit(), report, SHA256.HashData("nonce"u8));

    internal static byte[] Prove(ReportTerms terms, CommitmentOpening opening, ulong seed = 2)
    {
        using var rng = new SeededRandom(seed);
        return ReportStatement.Prove(terms, opening, rng);
    }

    internal static byte[] Forge(ReportTerms terms, CommitmentOpening opening, ulong seed = 2)
    {
        using var rng = new SeededRandom(seed);
        return ReportStatement.ProveRange(terms, opening, rng);
    }
}
