using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;

namespace Candor.Market.Contributions;

/// <summary>Reads what members upload, wherever the bytes lie: a part is taken only where it decodes and has the digest that its
/// signed message names. Platform, simulation and whoever checks a market afterwards read here. Pure.</summary>
public static class UploadedParts
{
    /// <summary>Bytes of a scalar or a point.</summary>
    public const int ElementBytes = 32;

    /// <summary>What a part is called, as in files and messages.</summary>
    /// <param name="part">The part; one of the named ones.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is none.</exception>
    public static string NameOf(ContributionPart part) => part switch
    {
        ContributionPart.Commitments => "commitments",
        ContributionPart.Values => "masked-values",
        ContributionPart.Blindings => "masked-blindings",
        ContributionPart.EncryptedShares => "encrypted-shares",
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "Not a part of a contribution."),
    };

    /// <summary>How many bytes a part has.</summary>
    /// <param name="part">The part.</param>
    /// <param name="shape">The market's statistics.</param>
    /// <param name="members">How many the epoch's list names; of use for encrypted shares alone.</param>
    /// <returns>32 for each coordinate, and for each other member of the list.</returns>
    public static long LengthOf(ContributionPart part, StatisticsShape shape, int members)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return ElementBytes * (long)(part == ContributionPart.EncryptedShares ? members - 1 : shape.Coordinates);
    }

    /// <summary>Reads a member's commitments.</summary>
    /// <param name="shape">The market's statistics.</param>
    /// <param name="bytes">What was uploaded, untrusted.</param>
    /// <param name="digest">The digest that the member signed, 32 bytes.</param>
    /// <param name="commitments">The commitments, or null.</param>
    /// <returns><see cref="ProofFailure.None"/>; <see cref="ProofFailure.WrongLength"/>;
    /// <see cref="ProofFailure.NonCanonicalPoint"/> or <see cref="ProofFailure.IdentityPoint"/> of the first bad one;
    /// <see cref="ProofFailure.EquationFails"/> for another digest.</returns>
    public static ProofFailure Read(
        StatisticsShape shape,
        ReadOnlySpan<byte> bytes,
        ReadOnlySpan<byte> digest,
        out StatisticsCommitments? commitments)
    {
        var builder = new StatisticsCommitmentsBuilder(shape);
        builder.Add(bytes);
        return builder.Finish(digest, out commitments);
    }

    /// <summary>Reads a member's masked vectors.</summary>
    /// <param name="shape">The market's statistics.</param>
    /// <param name="values">y, untrusted.</param>
    /// <param name="valuesDigest">The digest of y that the member signed, 32 bytes.</param>
    /// <param name="blindings">z, untrusted.</param>
    /// <param name="blindingsDigest">The digest of z that it signed, 32 bytes.</param>
    /// <param name="masked">The vectors, or null.</param>
    /// <returns><see cref="ProofFailure.None"/>; <see cref="ProofFailure.WrongLength"/>;
    /// <see cref="ProofFailure.NonCanonicalScalar"/>; <see cref="ProofFailure.EquationFails"/> for another digest.</returns>
    public static ProofFailure Read(
        StatisticsShape shape,
        ReadOnlySpan<byte> values,
        ReadOnlySpan<byte> valuesDigest,
        ReadOnlySpan<byte> blindings,
        ReadOnlySpan<byte> blindingsDigest,
        out MaskedStatistics? masked)
    {
        if (MaskedStatistics.TryParse(shape, values, blindings, out masked, out ProofFailure failure)
            && !(masked.ValuesDigest.Span.SequenceEqual(valuesDigest)
                && masked.BlindingsDigest.Span.SequenceEqual(blindingsDigest)))
        {
            masked = null;
            return ProofFailure.EquationFails;
        }

        return failure;
    }

    /// <summary>Reads the shares that a member encrypted for the others of a list.</summary>
    /// <param name="list">The list.</param>
    /// <param name="bytes">What was uploaded, untrusted.</param>
    /// <param name="digest">The digest that the member signed, 32 bytes.</param>
    /// <param name="shares">The shares, or null.</param>
    /// <returns><see cref="ProofFailure.None"/>; <see cref="ProofFailure.WrongLength"/>;
    /// <see cref="ProofFailure.NonCanonicalScalar"/>; <see cref="ProofFailure.EquationFails"/> for another digest.</returns>
    public static ProofFailure Read(
        ContributorList list, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> digest, out EncryptedShares? shares)
    {
        if (EncryptedShares.TryParse(list, bytes, out shares, out ProofFailure failure)
            && !shares.Digest.Span.SequenceEqual(digest))
        {
            shares = null;
            return ProofFailure.EquationFails;
        }

        return failure;
    }

    /// <summary>Checks one part by itself, as it is uploaded.</summary>
    /// <param name="part">The part; one of the named ones.</param>
    /// <param name="shape">The market's statistics.</param>
    /// <param name="list">The epoch's list; needed for encrypted shares alone.</param>
    /// <param name="bytes">What was uploaded, untrusted.</param>
    /// <param name="digest">The digest that the member names, 32 bytes.</param>
    /// <returns><see cref="ProofFailure.None"/>, or why it is not taken.</returns>
    public static ProofFailure Check(
        ContributionPart part,
        StatisticsShape shape,
        ContributorList? list,
        ReadOnlySpan<byte> bytes,
        ReadOnlySpan<byte> digest)
    {
        switch (part)
        {
            case ContributionPart.Commitments:
                return Read(shape, bytes, digest, out _);
            case ContributionPart.EncryptedShares:
                return Read(list!, bytes, digest, out _);
            default:
                // Either vector is read beside itself: each has a digest of its own.
                return !MaskedStatistics.TryParse(shape, bytes, bytes, out MaskedStatistics? masked, out ProofFailure failure)
                    ? failure
                    : (part == ContributionPart.Values ? masked.ValuesDigest : masked.BlindingsDigest).Span.SequenceEqual(digest)
                    ? ProofFailure.None
                    : ProofFailure.EquationFails;
        }
    }
}
