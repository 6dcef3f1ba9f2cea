namespace Candor.Cli.Output;

/// <summary>A fetched model, as <c>model get --json</c> writes it.</summary>
/// <param name="Market">The market's name.</param>
/// <param name="Participant">The participant's id.</param>
/// <param name="Model">The file.</param>
/// <param name="Records">How many records it was trained from.</param>
/// <param name="MeasuredQuality">Its explained variance, as it was measured from the sum.</param>
internal sealed record ModelGetResult(
    string Market, string Participant, string Model, long Records, double MeasuredQuality);
