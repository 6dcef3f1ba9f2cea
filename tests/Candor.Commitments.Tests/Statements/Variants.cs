using System.Security.Cryptography;
using System.Text;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Tests.Statements;

/// <summary>Terms that differ from given ones in a single absorbed item.</summary>
internal static class Variants
{
    internal static IEnumerable<StatementContext> Of(StatementContext context) =>
    [
        context with { Market = "markets/hospital" },
        context with { DefinitionDigest = SHA256.HashData("another"u8) },
        context with { Participant = "st-marx" },
        context with { ParticipantKey = Encoding.ASCII.GetBytes("another public key") },

        // The same bytes split elsewhere: labels and lengths must keep neighbours apart.
        context with { Market = "markets/hospitalss", Participant = "t-mary" },
    ];

    internal static IEnumerable<ReportTerms> Of(ReportTerms terms) =>
    [
        .. Of(terms.Context).Select(context => terms with { Context = context }),
        terms with { CommitmentEvent = terms.CommitmentEvent + 1 },
        terms with { DatasetRoot = SHA256.HashData("another"u8) },
        terms with { Commitment = Samples.NewOpening(Samples.Size, 77).Commit() },
        terms with { Report = terms.Report + 1 },
        terms with { Report = terms.Report - 1 },
        terms with { Nonce = SHA256.HashData("another"u8) },
    ];
}
