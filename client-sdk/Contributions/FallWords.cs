using Candor.Market.Training;

namespace Candor.Client.Contributions;

/// <summary>Why a report fell in words: what happened, who says so, and what its owner can do about it.</summary>
internal static class FallWords
{
    /// <summary>Describes a fall.</summary>
    /// <param name="participant">The participant's name.</param>
    /// <param name="market">The market's name.</param>
    /// <param name="cause">Why.</param>
    /// <param name="evidence">The events that it follows from; empty where they were not looked for.</param>
    /// <param name="found">What was found where what names it was held to what its owner keeps; null where there
    /// is nothing to hold.</param>
    /// <param name="isFalse">Whether what names it is false.</param>
    internal static string Describe(
        string participant,
        string market,
        FallCause cause,
        IReadOnlyList<ulong> evidence,
        string? found = null,
        bool isFalse = false)
    {
        string events = evidence.Count == 0 ? string.Empty : $" (events {string.Join(", ", evidence)})";
        return $"The report of {participant} fell in the training of {market}: {found ?? Why(cause)}{events}. {WhatToDo(cause, isFalse)}.";
    }

    private static string Why(FallCause cause) => cause switch
    {
        FallCause.Silent => "it did not answer a step in time, on the platform's word alone",
        FallCause.NoVerdict => "no verdict on its statistics came in time: it did not answer the validator, or that did not judge, on "
            + "the platform's word alone",
        FallCause.NotNear => "its statistics are not near its audited records, as the validator has signed",
        FallCause.MasksFail => "its masked vector is not the committed one under the points that it has signed itself",
        FallCause.PairNamed => "an opened pair secret says that it signed another point than the one that follows from it",
        FallCause.ShareNamed => "an opened pair secret says that a share of its does not fit its commitments, or that it complained of "
            + "one that does",
        FallCause.SelfPoint => "its self seed, once open, gives another point than it signed",
        _ => $"of a cause that this version does not know ({cause})",
    };

    private static string WhatToDo(FallCause cause, bool isFalse) => cause switch
    {
        FallCause.Silent => "Nobody is called a cheater for silence. Where it was sent in time, its receipts show that; stay online "
            + "after the report next time",
        FallCause.NoVerdict => "The transcript does not say which; ask the validator, or choose another next time "
            + "(ParticipationOptions.ValidatorId)",
        FallCause.NotNear when isFalse => "Show the evidence to the operator: the validator lied, unless it shows another answer that "
            + "this participant signed",
        FallCause.NotNear => "Compare the file with the one that was committed to",
        FallCause.MasksFail or FallCause.ShareNamed when isFalse => "Tell the operator and the other members: anybody can check that "
            + "from the transcript and what was uploaded ('candor verify --contributions')",
        FallCause.MasksFail or FallCause.PairNamed or FallCause.ShareNamed or FallCause.SelfPoint => "Anybody can check that from "
            + "the transcript and what was uploaded ('candor verify --contributions'). An honest client does not come to it: "
            + "look for another program or device with its key or its state",
        _ => "A newer version may know it",
    };
}
