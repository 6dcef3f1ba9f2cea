namespace Candor.Validator;

/// <summary>What the validator calls itself.</summary>
/// <param name="Id">Its id, as market definitions name it.</param>
internal sealed record ValidatorIdentitySettings(string Id);
