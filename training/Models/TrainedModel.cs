namespace Candor.Training.Models;

/// <summary>A model and what its sums say of it.</summary>
/// <param name="Model">The model.</param>
/// <param name="Records">T, the number of records that it was trained from.</param>
/// <param name="MeasuredQuality">The explained variance that generalised cross-validation expects on rows not seen, in
/// [0, 1]; 0 for the constant model.</param>
/// <param name="Lambda">The chosen λ, in records; null for the constant model.</param>
public sealed record TrainedModel(Model Model, long Records, double MeasuredQuality, double? Lambda)
{
    /// <summary>Whether it predicts the same for every row.</summary>
    public bool IsConstant => Lambda is null;
}
