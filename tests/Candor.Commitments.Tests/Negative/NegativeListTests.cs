using System.Text.RegularExpressions;

namespace Candor.Commitments.Tests.Negative;

/// <summary>
/// What the protocol must refuse, line by line, with the tests that show it, each asserting its reason. The list is
/// checked against the sources of all test projects, so that a test that is renamed or removed is missed here.
/// </summary>
public sealed class NegativeListTests
{
    private static readonly (string Line, string[] Tests)[] s_list =
    [
        // Encodings.
        ("every invalid encoding of RFC 9496",
        [
            "RistrettoVectorTests.TryParse_EveryInvalidEncodingOfTheRfc_IsRefused",
            "BatchDecodingTests.TryParse_EveryInvalidEncodingOfTheRfcInEveryPlace_IsRefused",
            "RangeProofEncodingTests.Verify_InvalidEncodingInAnyPlace_IsNonCanonicalPoint",
            "ProofEncodingTests.OpeningProof_WrongEncodingInAnyPlace_IsNamed",
            "ProofEncodingTests.DatasetProof_WrongEncodingInAnyPlace_IsNamed",
            "ProofEncodingTests.Commitment_EveryInvalidEncoding_IsNamed",
            "ProofEncodingTests.AuditTag_EveryInvalidEncodingOrTheIdentity_IsMalformed",
            "ProofEncodingTests.DoubleTag_EveryInvalidEncodingOrTheIdentityInAnyPlace_IsMalformed",
            "ProofRefusalTests.Commitment_EveryInvalidEncoding_IsNotCanonical",
            "DatasetRefusalTests.Commit_RecordKeyThatIsNoElement_IsMalformed",
        ]),
        ("scalar ℓ and a + ℓ",
        [
            "ScalarTests.TryParse_OrderAndAbove_IsRefused",
            "RangeProofEncodingTests.Verify_OrderOrMoreInAnyPlace_IsNonCanonicalScalar",
            "EqualityProofTests.Verify_ScalarOfTheOrder_IsNonCanonical",
            "ProofEncodingTests.OpeningProof_WrongEncodingInAnyPlace_IsNamed",
            "ProofEncodingTests.DatasetProof_WrongEncodingInAnyPlace_IsNamed",
            "ProofRefusalTests.RangeProof_WrongEncodingInAnyPlace_IsMalformed",
            "ProofRefusalTests.OpeningProof_WrongEncodingsAndOthersProofs_AreInvalid",
        ]),
        ("identity in any proof point",
        [
            "RangeProofEncodingTests.Verify_IdentityInAnyPlace_IsIdentityPoint",
            "OpeningStatementTests.Verify_IdentityNonceCommitment_IsRefused",
            "DatasetStatementTests.Verify_IdentityOrMalformedParts_AreNamed",
            "ProofEncodingTests.AuditTag_EveryInvalidEncodingOrTheIdentity_IsMalformed",
            "TagVerifierTests.Add_IdentityFirst_IsRefused",
            "ProofRefusalTests.RangeProof_WrongEncodingInAnyPlace_IsMalformed",
            "MarketRuleRefusalTests.SubmitCommitment_Identity_IsRefused",
        ]),
        ("proof short by 32 bytes, by one, with a trailing byte, empty, with the wrong number of rounds",
        [
            "RangeProofEncodingTests.Verify_AnotherLengthOrNumberOfRounds_IsWrongLength",
            "RangeProofEncodingTests.Verify_OneRoundTakenOutOrPutIn_IsWrongLength",
            "ProofEncodingTests.RangeProof_AnyLengthButItsOwn_IsWrongLength",
            "OpeningStatementTests.Verify_AnotherLength_IsWrongLength",
            "DatasetStatementTests.Verify_AnotherLength_IsWrongLength",
            "EqualityProofTests.Verify_AnotherLength_IsWrongLength",
            "MarketDeciderTests.Report_ProofTruncated_IsRefused",
            "MarketRuleRefusalTests.SubmitReport_ProofOfAnotherLength_IsRefused",
            "DatasetRefusalTests.Open_ProofOfAnotherSizeOrMalformed_IsInvalid",
        ]),
        ("an Ed25519 key or point of small order, and second encodings of keys and signatures",
        [
            "Ed25519OracleTests.NoteKey_OfSmallOrderInAnyEncoding_IsRefused",
            "Ed25519OracleTests.NoteKey_YFromThePrimeOn_IsRefused",
            "Ed25519OracleTests.Verify_CraftedSignatures_AgreesWithLibsodium",
            "Ed25519VectorTests.Verify_WycheproofsCases_TakesExactlyTheValidOnes",
            "SignedNoteTests.Verify_SWithTheOrderOnTop_IsInvalid",
        ]),
        ("an ECDSA signature that is not strict DER",
        [
            "EcdsaSignatureTests.TryParse_NotStrictDer_IsRefused",
            "EcdsaSignatureTests.Verify_WycheproofsCases_TakesExactlyTheValidOnes",
        ]),

        // Proof transcript.
        ("other label", ["RangeProofTamperingTests.Verify_AnotherProofTranscriptLabel_Fails"]),
        ("other n or m",
        [
            "RangeProofTamperingTests.Verify_AnotherShapeOfTheSameSize_Fails",
            "RangeProofTamperingTests.Verify_AnotherNumberOfBits_IsWrongLength",
        ]),
        ("other C, market, participant, commitment, dataset root, nonce; t' ± 1",
        [
            "ReportTamperingTests.Verify_AnyAbsorbedItemChanged_Fails",
            "RangeProofTamperingTests.Verify_AnotherCommitment_Fails",
            "OpeningStatementTests.Verify_AnotherContextRootOrCommitment_Fails",
            "DatasetStatementTests.Verify_AnyAbsorbedItemChanged_Fails",
            "AuditStatementTests.Verify_AnyAbsorbedItemChanged_Fails",
            "MarketDeciderTests.Report_ProofOfAnotherMarket_IsRefused",
            "MarketRuleRefusalTests.SubmitReport_ProofForAnotherMarket_IsRefused",
            "MarketRuleRefusalTests.SubmitReport_ProofForAReplacedCommitment_IsRefused",
            "ProofRefusalTests.Report_OneMoreOrOneLessThanProved_IsInvalid",
        ]),
        ("swapped L/R; swapped A/S",
        [
            "RangeProofTamperingTests.Verify_TwoElementsSwapped_Fails",
            "ProofRefusalTests.RangeProof_ElementsSwappedOrOfAnother_IsInvalid",
        ]),
        ("a challenge or a weight of zero",
        [
            "ZeroChallengeTests.Opening_ChallengeOfZero_IsRefused",
            "ZeroChallengeTests.Dataset_ChallengeOfZero_IsRefused",
            "ZeroChallengeTests.Range_ChallengeOfZero_IsRefused",
            "ZeroChallengeTests.RangeBatch_WeightOfZero_DoesNotHideABadProof",
            "ZeroChallengeTests.Equality_WeightOfZero_IsRefused",
        ]),
        ("other generators", ["RangeProofTamperingTests.Sum_OverOtherGenerators_IsNotTheIdentity"]),
        ("every byte of a proof flipped in turn",
        [
            "ReportTamperingTests.Verify_EveryByteFlippedInTurn_IsRefused",
            "OpeningStatementTests.Verify_EveryByteFlippedInTurn_IsRefused",
            "DatasetStatementTests.Verify_EveryByteFlipped_IsRefused",
            "EqualityProofTests.Verify_EveryByteFlipped_IsRefused",
        ]),
        ("each absorbed item left out must break a frozen vector",
        [
            "GoldenStatementTests.OpeningProofTranscript_EveryItemLeftOutMovedOrChanged_BreaksTheProof",
            "GoldenStatementTests.ReportProofTranscript_EveryItemLeftOutMovedOrChanged_BreaksTheProof",
            "GoldenProtocolTests.DatasetProofTranscript_EveryItem_Counts",
            "GoldenProtocolTests.AuditProofTranscript_EveryItem_Counts",
            "GoldenProtocolTests.OverlapProofTranscript_EveryItem_Counts",
            "RangeProofTranscriptTests.LastChallenge_EveryItemLeftOutMovedOrChanged_IsAnother",
        ]),

        // Statement.
        ("t' = t + 1",
        [
            "ReportStatementTests.Forge_ReportOutsideTheRange_IsRefusedByTheEquation",
            "MarketDeciderTests.Report_AboveTheCommitment_IsRefused",
            "MarketRuleRefusalTests.SubmitReport_AboveTheCommitment_IsRefused",
        ]),
        ("t' = 2^32",
        [
            "MarketDeciderTests.Report_AboveThirtyTwoBits_IsRefused",
            "MarketRuleRefusalTests.SubmitReport_AboveTheLargest_IsRefused",
        ]),
        ("t' = 0 and t' = t pass",
        [
            "ReportStatementTests.Verify_ReportUpToTheSize_Passes",
            "ProofRefusalTests.Report_OfNothingAndOfEverything_IsTaken",
        ]),
        ("a size near ℓ",
        [
            "ReportStatementTests.Verify_SizeNearTheOrder_IsRefused",
            "ReportStatementTests.Verify_CommitmentLessMoreThanItsSize_AnyReportIsRefused",
        ]),
        ("the commitment replaced after the fact",
        [
            "ReportTamperingTests.Verify_ReplacedCommitmentOfTheSameSize_Fails",
            "MarketDeciderTests.Report_ForReplacedCommitment_IsRefused",
            "MarketDeciderTests.Report_CommitmentReplacedBetweenVerifyingAndDeciding_IsRefused",
            "MarketRuleRefusalTests.SubmitReport_ProofForAReplacedCommitment_IsRefused",
        ]),
        ("another's commitment copied",
        [
            "ReportTamperingTests.Verify_AnothersCommitmentAndProofCopied_Fails",
            "MarketDeciderTests.Commit_AnothersCommitmentCopied_IsRefused",
            "MarketRuleRefusalTests.SubmitCommitment_CopiedFromAnother_IsRefused",
        ]),
        ("C not tied to N",
        [
            "DatasetStatementTests.Verify_CommitmentToAnotherSize_Fails",
            "AuditLifeTests.Audit_CommitmentToMoreThanTheTags_HasNoProof",
            "DatasetRefusalTests.Open_ProofOfAnotherSizeOrMalformed_IsInvalid",
        ]),

        // Batch.
        ("one bad proof first, last and in between", ["ReportBatchTests.VerifyBatch_OneFalseProof_IsNamed"]),
        ("two bad ones made to cancel under equal weights",
        [
            "ReportBatchTests.VerifyBatch_TwoErrorsThatCancelUnderEqualWeights_AreBothNamed",
            "RangeBatchTests.AllHold_TwoErrorsThatCancelUnderEqualWeights_DoesNotHold",
            "EqualityProofTests.Verify_ErrorsThatCancelUnderEqualWeights_Fail",
        ]),
        ("empty", ["ReportBatchTests.VerifyBatch_Nothing_IsEmpty", "RangeBatchTests.AllHold_Nothing_Holds"]),
        ("mismatched lengths",
        [
            "ReportBatchTests.VerifyBatch_FaultsOfEveryKind_AreEachNamed",
            "RangeBatchTests.AllHold_ProofsOfTwoShapes_Throws",
            "RangeProofTamperingTests.Verify_AnotherNumberOfCommitments_Throws",
            "AuditStatementTests.Verify_RefusalToOpen_IsWrongCount",
        ]),

        // Dataset.
        ("repeated tag",
        [
            "TagVerifierTests.Add_TagTwice_IsRepeatedAndNamed",
            "AuditDeciderTests.Tags_RepeatedRecord_IsRefusedAtItsPosition",
            "AuditLifeTests.Audit_RepeatedRecord_IsRefusedBeforeAnySampleIsDrawn",
        ]),
        ("unsorted",
        [
            "TagVerifierTests.Add_TagsSwapped_IsUnsortedAndStaysSo",
            "AuditRefusalTests.Tags_NotTheCommittedOnes_AreRefusedAndMayBeSentAgain",
        ]),
        ("one record under two keys",
        [
            "AuditStatementTests.Verify_OneRecordUnderTwoKeys_Fails",
            "AuditLifeTests.Audit_AnothersTagsUnderOnesOwnKey_AreNotOnesRecords",
        ]),
        ("DLEQ under another key",
        [
            "EqualityProofTests.Verify_AnotherKey_Fails",
            "AuditStatementTests.Verify_TagsOfAnotherKey_Fails",
            "OverlapStatementTests.Add_AnotherKey_IsRefused",
            "AuditDeciderTests.Openings_OfAnothersRecordsOrUnderAnotherKey_AreRefused",
            "DatasetRefusalTests.Open_RecordKeyOfAnother_IsInvalid",
        ]),
        ("leaf taken for a node", ["MerkleTreeTests.VerifyInclusion_NodeGivenAsLeaf_IsRefused"]),
        ("inclusion for a wrong index or size",
        [
            "MerkleTreeTests.VerifyInclusion_TruncatedExtendedOrAltered_IsRefused",
            "MerkleTreeTests.VerifyInclusion_EveryLeafOfEverySize_HoldsAndNowhereElse",
            "AuditStatementTests.Verify_TagNotUnderTheRoot_IsNamed",
        ]),
        ("sample drawn before the commitment",
        [
            "AuditStatementTests.Verify_SampleDrawnBeforeTheCommitment_IsRefused",
            "AuditDeciderTests.Tags_NotTheCommittedOnes_AreRefusedAndNoSampleIsDrawn",
            "AuditRefusalTests.Openings_BeforeTheTags_AreOutOfOrder",
        ]),
        ("refusal to open",
        [
            "AuditStatementTests.Verify_RefusalToOpen_IsWrongCount",
            "AuditRefusalTests.Openings_NoneOfThoseAskedFor_RefuseTheCommitmentForGood",
            "AuditLifeTests.Audit_SilenceAfterTheSample_IsRefusedAtTheDeadline",
        ]),
        ("tags in the overlap check that are not the committed ones",
        [
            "OverlapStatementTests.CommittedTags_TagsThatAreNotTheCommittedOnes_AreRefused",
            "StreamedTagsTests.MultiplySegment_TagsThatDifferFromTheFirstTime_AreRefusedBeforeAnyIsMultiplied",
            "OverlapStatementTests.Add_OneWrongDoubleTag_IsRefused",
            "OverlapTests.DoubleTags_UnderAnotherKeyOrOfOtherTags_AreRefused",
            "OverlapTests.Tags_ThatAreNoElements_AreRefusedWhereOthersHaveToMultiplyThem",
        ]),

        // Transcript log.
        ("an entry altered, removed, reordered, inserted",
        [
            "TranscriptLogTests.CheckEntries_AlteredRemovedReorderedOrInserted_IsRefused",
            "TranscriptVerifierTests.Verify_EachSignedMessageAltered_NamesItsEntry",
            "TranscriptVerifierTests.Verify_EntriesRemovedReorderedOrRepeated_AreFoundEvenUnderASignedRoot",
            "SeenTranscriptTests.GetCheckpoint_EntryAltered_IsAFork",
            "SeenTranscriptTests.GetCheckpoint_EntryInserted_IsInconsistent",
            "SeenTranscriptTests.GetCheckpoint_EntryRemovedAndOthersAdded_IsInconsistent",
            "SeenTranscriptTests.GetCheckpoint_EntriesInAnotherOrder_IsAFork",
        ]),
        ("a checkpoint rolled back or forked",
        [
            "TranscriptLogTests.Advance_RolledBackForkedOrAnotherLog_IsRefusedAndForgotten",
            "SeenTranscriptTests.GetCheckpoint_EntriesGone_IsARollbackWithBothNotesAsEvidence",
            "SeenTranscriptTests.Compare_SplitViewOfOneSize_IsFoundByBothWithTheirNotesAsEvidence",
        ]),
        ("a signature by another key",
        [
            "SignedNoteTests.Verify_AnotherKey_IsUnknown",
            "SignedNoteTests.Verify_SignatureByAnotherKeyUnderThisOnesId_IsInvalid",
            "SeenTranscriptTests.GetCheckpoint_AnotherKey_IsRefused",
            "TranscriptVerifierTests.Verify_CheckpointThatDoesNotHold_IsRefused",
            "TranscriptVerifierTests.Verify_EachSignatureAltered_NamesItsEntry",
            "SigningTests.TryVerify_SignatureOfAnotherKey_IsRefused",
            "SignedMessageRefusalTests.JoinMarket_AnothersKeyUnderTheRightKeyId_IsRefused",
        ]),
        ("an outcome that does not follow from its inputs",
        [
            "TranscriptVerifierTests.Verify_OutcomeThatDoesNotFollow_NamesTheSettlement",
            "VerdictTests.Settle_LogWithAReportThatIsNotProved_NamesItsEvent",
        ]),
        // Statistics, masks and shares of training.
        ("a vector of commitments, masked coordinates, points or shares that is short, long or not canonical",
        [
            "StatisticsCommitmentsTests.Builder_BytesThatAreNoWholeEncodingsOrTooMany_AreWrongLength",
            "StatisticsCommitmentsTests.Builder_APointThatIsNotCanonicalOrTheIdentity_IsNamedAndStays",
            "MaskedVectorStatementTests.Masked_AnotherLengthOrAScalarOfTheOrder_IsNamed",
            "MaskedVectorStatementTests.Points_AnotherNumberTheIdentityOrAMalformedOne_AreNamed",
            "DisputeTests.Shares_AnotherNumberOrAScalarOfTheOrder_AreNamed",
            "SecretSharingTests.Commitments_AnotherNumberThanTheThreshold_AreWrongLength",
            "SecretSharingTests.Commitments_TheIdentityOrAMalformedPointInAnyPlace_AreNamed",
        ]),
        ("other statistics than the committed ones, also where points are fitted or halves of ℓ are added",
        [
            "MaskedVectorStatementTests.Verify_OneCoordinateAltered_NamesItsSender",
            "MaskedVectorStatementTests.Verify_HalfOfTheOrderInTwoCoordinates_NamesItsSender",
            "MaskedVectorStatementTests.VerifyOwn_OwnPointFittedToAlteredVectors_NamesItsSenderOnceTheSeedIsKnown",
            "ProjectionStatementTests.Verify_HalfOfTheOrderInTwoCoordinates_Fails",
            "ProjectionStatementTests.Prove_FalseStatistics_IsRefusedAndWhatACheaterProvesFails",
            "AlteredMessageTests.Judge_OneOfManyAlterations_NamesItsSenderAlone",
        ]),
        ("a copied mask key, a lie about a pair, a false complaint, a share of another epoch",
        [
            "MaskKeyTests.Verify_ACopiedKeyOrAnyOtherContext_Fails",
            "MaskKeyTests.List_WithWhatIsWrong_IsNamed",
            "DisputeTests.Judge_OneLieAboutAPair_NamesTheLiarWhoeverOpens",
            "DisputeTests.Complaint_AboutAShareThatFits_NamesTheComplainer",
            "DisputeTests.Complaint_AboutAnAlteredOrMisplacedShareOrOneOfAnotherEpoch_NamesTheDealer",
            "SecretSharingTests.Add_SharesOfAnotherValueHolderOrEpoch_FailAndDoNotCount",
        ]),
        ("an interval that is too narrow to be honest, and one that a range proof cannot reach",
        [
            "ProjectionBoundsTests.AreWide_OneNarrowInterval_IsSeen",
            "ProjectionBoundsTests.TryCompute_ATolerancePast63Bits_IsTooManyRecords",
        ]),
    ];

    [Fact]
    public void List_EveryLine_HasItsTests()
    {
        HashSet<string> tests = [.. Sources.OfTests().SelectMany(file => Regex
            .Matches(file.Text, @"^    public (?:async )?(?:void|Task) (\w+)\(", RegexOptions.Multiline)
            .Select(match => $"{file.Class}.{match.Groups[1].Value}"))];

        string[] missing = [.. s_list.SelectMany(line => line.Tests)
            .Where(test => !tests.Contains(test)).Distinct(StringComparer.Ordinal)];

        Assert.Equal([], missing);
        Assert.All(s_list, line => Assert.NotEmpty(line.Tests));
    }
}
