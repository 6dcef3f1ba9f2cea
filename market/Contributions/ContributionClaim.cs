using System.Collections.Immutable;
using Candor.Market.Events;

namespace Candor.Market.Contributions;

/// <summary>What a participant says in a step of the training; nothing is verified yet.</summary>
/// <param name="Participant">The participant's id.</param>
/// <param name="DefinitionDigest">The rules it was made under, 32 bytes.</param>
/// <param name="RequestId">The id of the logical call, as it was signed.</param>
/// <param name="Predecessor">The digest of the message before it that the sender names, 32 bytes.</param>
public abstract record ContributionClaim(
    string Participant, ReadOnlyMemory<byte> DefinitionDigest, string RequestId, ReadOnlyMemory<byte> Predecessor);

/// <summary>Step 0: its mask key.</summary>
/// <param name="Participant">The participant's id.</param>
/// <param name="DefinitionDigest">The rules it was made under, 32 bytes.</param>
/// <param name="RequestId">The id of the logical call.</param>
/// <param name="Predecessor">The digest of the message before it, 32 bytes.</param>
/// <param name="MaskKey">K, 32 bytes.</param>
/// <param name="Proof">That its secret is known, 64 bytes.</param>
public sealed record MaskKeyClaim(
    string Participant,
    ReadOnlyMemory<byte> DefinitionDigest,
    string RequestId,
    ReadOnlyMemory<byte> Predecessor,
    ReadOnlyMemory<byte> MaskKey,
    ReadOnlyMemory<byte> Proof) : ContributionClaim(Participant, DefinitionDigest, RequestId, Predecessor);

/// <summary>Step 1: commitments to its statistics.</summary>
/// <param name="Participant">The participant's id.</param>
/// <param name="DefinitionDigest">The rules it was made under, 32 bytes.</param>
/// <param name="RequestId">The id of the logical call.</param>
/// <param name="Predecessor">The digest of the message before it, 32 bytes.</param>
/// <param name="ListDigest">The first list, 32 bytes.</param>
/// <param name="StatisticsDigest">The digest of the commitments, 32 bytes.</param>
/// <param name="CountOpening">The blinding of the first, 32 bytes.</param>
public sealed record StatisticsClaim(
    string Participant,
    ReadOnlyMemory<byte> DefinitionDigest,
    string RequestId,
    ReadOnlyMemory<byte> Predecessor,
    ReadOnlyMemory<byte> ListDigest,
    ReadOnlyMemory<byte> StatisticsDigest,
    ReadOnlyMemory<byte> CountOpening) : ContributionClaim(Participant, DefinitionDigest, RequestId, Predecessor);

/// <summary>Step 4: masked statistics.</summary>
/// <param name="Participant">The participant's id.</param>
/// <param name="DefinitionDigest">The rules it was made under, 32 bytes.</param>
/// <param name="RequestId">The id of the logical call.</param>
/// <param name="Predecessor">The digest of the message before it, 32 bytes.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="ListDigest">Its list, 32 bytes.</param>
/// <param name="ValuesDigest">The digest of the masked values, 32 bytes.</param>
/// <param name="BlindingsDigest">The digest of the masked blindings, 32 bytes.</param>
/// <param name="SharesDigest">The digest of the encrypted shares, 32 bytes.</param>
/// <param name="SeedCommitments">Feldman commitments to the self seed's polynomial, 32 bytes each.</param>
public sealed record MaskClaim(
    string Participant,
    ReadOnlyMemory<byte> DefinitionDigest,
    string RequestId,
    ReadOnlyMemory<byte> Predecessor,
    ulong Epoch,
    ReadOnlyMemory<byte> ListDigest,
    ReadOnlyMemory<byte> ValuesDigest,
    ReadOnlyMemory<byte> BlindingsDigest,
    ReadOnlyMemory<byte> SharesDigest,
    ReadOnlyMemory<byte> SeedCommitments) : ContributionClaim(Participant, DefinitionDigest, RequestId, Predecessor);

/// <summary>Step 5: the points of its masks.</summary>
/// <param name="Participant">The participant's id.</param>
/// <param name="DefinitionDigest">The rules it was made under, 32 bytes.</param>
/// <param name="RequestId">The id of the logical call.</param>
/// <param name="Predecessor">The digest of the message before it, 32 bytes.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="ListDigest">Its list, 32 bytes.</param>
/// <param name="Context">What all mask payloads of the epoch come to, 32 bytes.</param>
/// <param name="Points">One for each member, 32 bytes each.</param>
/// <param name="Complaints">About shares.</param>
public sealed record PointsClaim(
    string Participant,
    ReadOnlyMemory<byte> DefinitionDigest,
    string RequestId,
    ReadOnlyMemory<byte> Predecessor,
    ulong Epoch,
    ReadOnlyMemory<byte> ListDigest,
    ReadOnlyMemory<byte> Context,
    ReadOnlyMemory<byte> Points,
    ImmutableArray<DealtShareComplaint> Complaints)
    : ContributionClaim(Participant, DefinitionDigest, RequestId, Predecessor);

/// <summary>A dispute: the secret of a pair whose points differ.</summary>
/// <param name="Participant">The participant's id.</param>
/// <param name="DefinitionDigest">The rules it was made under, 32 bytes.</param>
/// <param name="RequestId">The id of the logical call.</param>
/// <param name="Predecessor">The digest of the message before it, 32 bytes.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="ListDigest">Its list, 32 bytes.</param>
/// <param name="Other">The other end's id.</param>
/// <param name="Opening">The secret with its proof, 96 bytes.</param>
public sealed record PairClaim(
    string Participant,
    ReadOnlyMemory<byte> DefinitionDigest,
    string RequestId,
    ReadOnlyMemory<byte> Predecessor,
    ulong Epoch,
    ReadOnlyMemory<byte> ListDigest,
    string Other,
    ReadOnlyMemory<byte> Opening) : ContributionClaim(Participant, DefinitionDigest, RequestId, Predecessor);

/// <summary>Step 6: the shares that it holds, by their digest.</summary>
/// <param name="Participant">The participant's id.</param>
/// <param name="DefinitionDigest">The rules it was made under, 32 bytes.</param>
/// <param name="RequestId">The id of the logical call.</param>
/// <param name="Predecessor">The digest of the message before it, 32 bytes.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="ListDigest">Its list, 32 bytes.</param>
/// <param name="SharesDigest">SHA-256 of the shares, 32 bytes.</param>
public sealed record SharesClaim(
    string Participant,
    ReadOnlyMemory<byte> DefinitionDigest,
    string RequestId,
    ReadOnlyMemory<byte> Predecessor,
    ulong Epoch,
    ReadOnlyMemory<byte> ListDigest,
    ReadOnlyMemory<byte> SharesDigest) : ContributionClaim(Participant, DefinitionDigest, RequestId, Predecessor);
