namespace Candor.Client;

/// <summary>A field that is wrong.</summary>
/// <param name="Field">Its path in JSON names, such as <c>roster[2].publicKey</c>; empty for the whole.</param>
/// <param name="Description">What was found and what was expected.</param>
public sealed record FieldViolation(string Field, string Description);
