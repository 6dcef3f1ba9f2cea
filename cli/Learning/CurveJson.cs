using System.Globalization;
using System.Text;
using System.Text.Json;
using Candor.Cli.Errors;
using Candor.Cli.Output;
using Candor.Mechanism.Fitting;

namespace Candor.Cli.Learning;

/// <summary>A fitted curve as scenarios and definitions spell it, and its way into one.</summary>
internal static class CurveJson
{
    private const string Member = "quality";

    /// <summary>The kind as it is spelt.</summary>
    internal static string Kind(CurveFamily family) => family switch
    {
        CurveFamily.PowerLaw => "powerLaw",
        CurveFamily.Saturating => "saturating",
        CurveFamily.Exponential => "exponential",
        _ => "sigmoid",
    };

    /// <summary>The names of its parameters; for a sigmoid the name that a market has for its one.</summary>
    internal static IReadOnlyList<string> ParameterNames(CurveFamily family) => family switch
    {
        CurveFamily.PowerLaw => ["ceiling", "scale", "exponent"],
        CurveFamily.Saturating => ["ceiling", "half", "shape"],
        CurveFamily.Exponential => ["ceiling", "rate", "shape"],
        _ => ["recordsPerUnit"],
    };

    /// <summary>The curve in the dialect of scenarios, which definitions take too.</summary>
    /// <param name="curve">The curve, no sigmoid.</param>
    internal static string Write(FittedCurve curve)
    {
        var text = new StringBuilder($"{{ \"kind\": \"{Kind(curve.Family)}\"");
        foreach ((string name, double value) in ParameterNames(curve.Family).Zip(curve.Parameters))
        {
            text.Append(CultureInfo.InvariantCulture, $", \"{name}\": {value:R}");
        }

        return text.Append(" }").ToString();
    }

    /// <summary>Puts a curve in the place of a document's own. Everything else stays as it is written, comments too.</summary>
    /// <param name="path">The document's file, for errors.</param>
    /// <param name="document">A scenario or a definition.</param>
    /// <param name="curve">The curve, for sizes in records.</param>
    /// <exception cref="CliException">The document has no curve that could be replaced.</exception>
    internal static string Replace(string path, string document, FittedCurve curve)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(document);
        if (curve.Family == CurveFamily.Sigmoid)
        {
            throw new CliException(
                $"{path}: a sigmoid has no parameters to write; expected one of the other families to fit better, or "
                + $"\"recordsPerUnit\" to be set to {Math.Round(curve.Parameters[0])} by hand");
        }

        try
        {
            (Range place, double unit) = Find(bytes);
            return string.Concat(
                Encoding.UTF8.GetString(bytes[..place.Start.Value]),
                Write(curve.InUnitsOf(unit)),
                Encoding.UTF8.GetString(bytes[place.End.Value..]));
        }
        catch (JsonException fault)
        {
            throw new CliException(
                $"{path}: is no scenario and no definition with a \"{Member}\" to replace ({ErrorFilter.OneLine(fault.Message)})");
        }
    }

    /// <summary>The result of a study.</summary>
    internal static CurveResult ResultOf(TableTask task, CurveStudy study)
    {
        double twice = 2 * study.Sizes[^1].Size;
        return new CurveResult(
            task.Task.Target.Name,
            task.Rows.Count,
            task.Task.Map.Dimension,
            study.HeldOut,
            [.. study.Sizes.Select((at, i) => new CurveResult.Size(at.Size, at.Mean, at.Deviation, Falls(study.Sizes, i)))],
            [
                .. study.Families.Select(family =>
                {
                    (double low, double high) = family.BandAt(twice);
                    return new CurveResult.Family(
                        Kind(family.Fitted.Family),
                        ParameterNames(family.Fitted.Family).Zip(family.Fitted.Parameters)
                            .ToDictionary(pair => pair.First, pair => pair.Second),
                        family.Fitted.Error,
                        family.ExtrapolationError,
                        family.Fits,
                        family.Fitted.Evaluate(twice),
                        low,
                        high,
                        [.. family.AtBounds.Select(place => ParameterNames(family.Fitted.Family)[place])]);
                }),
            ],
            study.Redrawn,
            study.Best is { } best ? Kind(best.Fitted.Family) : null);
    }

    private static bool Falls(IReadOnlyList<MeasuredQuality> sizes, int at) => at > 0 && sizes[at].Mean < sizes[at - 1].Mean;

    private static (Range Place, double Unit) Find(byte[] document)
    {
        var reader = new Utf8JsonReader(
            document, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        Range? place = null;
        double unit = 1;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("it is no object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isCurve = reader.ValueTextEquals(Member);
            bool isUnit = reader.ValueTextEquals("recordsPerUnit");
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            if (isUnit && (!reader.TryGetDouble(out unit) || !(unit > 0)))
            {
                throw new JsonException("its \"recordsPerUnit\" is no number above 0");
            }

            reader.Skip();
            if (isCurve)
            {
                place = start..(int)reader.BytesConsumed;
            }
        }

        return place is { } found ? (found, unit) : throw new JsonException($"it has no member \"{Member}\"");
    }
}
