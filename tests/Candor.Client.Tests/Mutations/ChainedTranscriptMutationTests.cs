using Candor.Commitments.Tests.Mutations.Shared;

namespace Candor.Client.Tests.Mutations;

/// <summary>Transcripts of markets of version 2, whose messages are chains and have one encoding, mutated.</summary>
[Trait("Category", "Slow")]
public sealed class ChainedTranscriptMutationTests() : TranscriptMutationTestBase(
    MutationPlan.ChainedFile, MutationPlan.SignedChains, MutationPlan.ChainedPayload, version: 2);
