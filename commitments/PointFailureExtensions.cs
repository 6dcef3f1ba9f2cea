using System.Diagnostics;
using Candor.Commitments.Group;

namespace Candor.Commitments;

/// <summary>What a malformed element means for the commitment or proof that it is part of.</summary>
internal static class PointFailureExtensions
{
    /// <summary>The failure in the words of commitments and proofs.</summary>
    internal static ProofFailure ToProofFailure(this PointFailure failure) => failure switch
    {
        PointFailure.None => ProofFailure.None,
        PointFailure.WrongLength => ProofFailure.WrongLength,
        PointFailure.NonCanonical => ProofFailure.NonCanonicalPoint,
        PointFailure.Identity => ProofFailure.IdentityPoint,
        _ => throw new UnreachableException($"There is no failure {failure}."),
    };
}
