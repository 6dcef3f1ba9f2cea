using Candor.Mechanism.Existence;

namespace Candor.Market.Scenarios;

/// <summary>Writes whether a desirable mechanism exists as the JSON object of the command-line contract.</summary>
public static class ExistenceJson
{
    /// <summary>
    /// exists (Definition 7), paymentsExist and efficient, each true, false, or null where a search leaves it open;
    /// evidence; efficiency, with its margin, witness and evidence; worstProfile, worstSum, and chain: for each participant
    /// the binding constraints in words.
    /// </summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="indented">Whether to spread the object over lines.</param>
    /// <param name="training">Where given, what training asks for follows in a member of that name.</param>
    public static string Write(ExistenceVerdict verdict, bool indented = true, TrainingOnGrid? training = null)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return JsonText.WriteObject(indented, writer =>
        {
            JsonText.WriteTruth(writer, "exists", verdict.Exists);
            JsonText.WriteTruth(writer, "paymentsExist", verdict.PaymentsExist);
            JsonText.WriteTruth(writer, "efficient", verdict.Efficient);
            writer.WriteString("evidence", JsonText.NameOf(verdict.Evidence));
            writer.WriteStartObject("efficiency");
            JsonText.WriteNumber(writer, "margin", verdict.Efficiency.Margin);
            writer.WriteString("witness", verdict.Efficiency.Witness);
            writer.WriteString("evidence", JsonText.NameOf(verdict.Efficiency.Evidence));
            writer.WriteEndObject();
            writer.WriteStartArray("worstProfile");
            foreach (double size in verdict.WorstProfile.Sizes)
            {
                writer.WriteNumberValue(size);
            }

            writer.WriteEndArray();
            JsonText.WriteNumber(writer, "worstSum", verdict.WorstSum);
            writer.WriteStartArray("chain");
            foreach (string line in verdict.Explain())
            {
                writer.WriteStringValue(line);
            }

            writer.WriteEndArray();
            TrainingOnGrid.Write(writer, training);
        });
    }
}
