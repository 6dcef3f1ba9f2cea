namespace Candor.Wire.Errors;

/// <summary>A field that is wrong, as a failed call names it.</summary>
/// <param name="Field">Its path in JSON names; empty where there is none.</param>
/// <param name="Description">What was found and what was expected.</param>
public sealed record FieldViolation(string Field, string Description);
