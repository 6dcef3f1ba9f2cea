using Candor.Commitments.Tests.Mutations.Shared;

namespace Candor.Client.Tests.Mutations;

/// <summary>Transcripts of markets of version 1, mutated.</summary>
[Trait("Category", "Slow")]
public sealed class TranscriptMutationTests() : TranscriptMutationTestBase(
    MutationPlan.TranscriptFile, MutationPlan.SignedTranscript, MutationPlan.TranscriptPayload, version: 1);
