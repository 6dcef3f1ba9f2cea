using Candor.Cli.Errors;

namespace Candor.Cli.Output;

/// <summary>A participant's result, for people and as JSON.</summary>
internal static class JoinView
{
    /// <summary>Shows a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="screen">Where to.</param>
    /// <param name="isJson">Whether as JSON.</param>
    /// <returns>The exit code that the result stands for.</returns>
    internal static int Write(JoinResult result, Screen screen, bool isJson)
    {
        WriteLines(result, screen, isJson);
        screen.Flush();
        return result.Phase == JoinResult.Cancelled ? ExitCode.Failed : ExitCode.Done;
    }

    private static void WriteLines(JoinResult result, Screen screen, bool isJson)
    {
        if (isJson)
        {
            screen.WriteLine(CliJson.Write(result));
            return;
        }

        screen.WriteLine($"{result.Market}  {result.Participant}: {result.Phase}", Tone.Strong);
        if (result.Phase == JoinResult.Cancelled)
        {
            Fact(screen, "reason", ErrorFilter.OneLine(result.CancelReason!));
            return;
        }

        if (result.Refusal is { } refusal)
        {
            Fact(screen, "refused", ErrorFilter.OneLine(refusal));
        }

        Fact(
            screen,
            "reported",
            result.ReportedRecords is { } reported ? $"{reported} of {result.Records} records" : "nothing");
        Fact(
            screen,
            "allocated quality",
            result.AllocatedQuality > 0 ? Numbers.Plain(result.AllocatedQuality.Value) : "none");
        Fact(screen, "best quality", Numbers.Plain(result.BestQuality!.Value));
        Fact(screen, "own quality", Numbers.Plain(result.OwnQuality!.Value));
        Fact(screen, "better model", $"the {result.PreferredModel} one");
        Fact(
            screen,
            "payment",
            CurrencyDecimals.Show(result.Payment!.Value, result.Currency!)
            + (result.Payment < 0 ? ", paid out to you" : string.Empty));
        WriteTraining(result, screen);
    }

    private static void WriteTraining(JoinResult result, Screen screen)
    {
        if (result.Fall is { } fall)
        {
            Fact(screen, "fell in training", $"{fall}: {ErrorFilter.OneLine(result.FallMessage ?? string.Empty)}");
        }

        if (result.Training is not (null or "TRAINED"))
        {
            Fact(screen, "training", $"{result.Training}: nobody is given a model, and nothing is owed");
        }

        if (result.MeasuredQuality is { } measured)
        {
            Fact(
                screen,
                "received model",
                $"measured quality {Numbers.Quality(measured)}, of {result.ModelRecords} records{File(result.Model)}");
        }

        if (result.OwnMeasuredQuality is { } own)
        {
            Fact(screen, "own model", $"measured quality {Numbers.Quality(own)}, of {result.Records} records{File(result.OwnModel)}");
        }
    }

    private static string File(string? path) => path is null ? string.Empty : $", in {path}";

    private static void Fact(Screen screen, string name, string value) => screen.WriteLine($"  {name,-17}  {value}");
}
