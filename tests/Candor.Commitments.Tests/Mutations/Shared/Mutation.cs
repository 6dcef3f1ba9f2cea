namespace Candor.Commitments.Tests.Mutations.Shared;

/// <summary>A value that is no longer the honest one.</summary>
/// <typeparam name="T">Its type.</typeparam>
/// <param name="Value">The mutated value.</param>
/// <param name="What">What was done to it, for a person.</param>
internal sealed record Mutation<T>(T Value, string What);
