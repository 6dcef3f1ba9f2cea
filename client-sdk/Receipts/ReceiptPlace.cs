using Candor.Client.Keys;
using Candor.Commitments.Statements;
using Candor.Wire.Names;

namespace Candor.Client.Receipts;

/// <summary>The file in which a participation is to be kept, looked at before anything is sent: a commitment whose secret
/// cannot be kept would be lost with its process, and a file that is something else would be lost to the receipt.</summary>
internal static class ReceiptPlace
{
    private const string LeftAsItIs = "It is left as it is";

    /// <summary>Reads what is kept, and makes sure that the file can be written. Nothing is changed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="market">The market that it is for, by its name.</param>
    /// <param name="participant">The participant that it is for, by its id.</param>
    /// <returns>What is kept of this participant in this market, of whatever key and rules; null where there is no
    /// file.</returns>
    /// <exception cref="ReceiptException">The file cannot be read or written, is no whole receipt, or one of another
    /// participation.</exception>
    internal static ParticipationRecord? Open(string path, string market, string participant)
    {
        ParticipationRecord? kept = Load(path, ParticipantName.Of(market, participant));
        if (kept is not null && (kept.Context.Market != market || kept.Context.Participant != participant))
        {
            throw OfAnother(path, kept.Context, market, participant);
        }

        RequireWritable(path);
        return kept;
    }

    /// <summary>The receipt is of another participation.</summary>
    /// <param name="path">The file.</param>
    /// <param name="found">Whose it is.</param>
    /// <param name="market">The market that it should be of.</param>
    /// <param name="participant">The participant that it should be of.</param>
    internal static ReceiptException OfAnother(
        string path, StatementContext found, string market, string participant) => new(
        ReceiptFault.OtherParticipant,
        $"The receipt '{path}' is of {ParticipantName.Of(found.Market, found.Participant)}"
        + (found.Market == market && found.Participant == participant
            ? ", made with another key or under other rules; "
            : $", not of {ParticipantName.Of(market, participant)}; ")
        + $"expected a file of its own. {LeftAsItIs}.");

    private static ParticipationRecord? Load(string path, string expected)
    {
        try
        {
            return ReceiptJson.Load(path);
        }
        catch (ReceiptException e) when (e.Fault == ReceiptFault.Missing)
        {
            return null;
        }
        catch (ReceiptException e)
        {
            throw new ReceiptException(
                e.Fault,
                $"{e.Message} Expected the receipt of {expected}, or no file. {LeftAsItIs}; name another file to commit "
                + "anew.",
                e);
        }
    }

    private static void RequireWritable(string path)
    {
        try
        {
            PrivateFile.RequireWritable(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReceiptException(
                ReceiptFault.Unwritable,
                $"The commitment receipt '{path}' cannot be written: {e.Message}",
                e);
        }
    }
}
