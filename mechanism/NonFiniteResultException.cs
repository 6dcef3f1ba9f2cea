using System.Globalization;

namespace Candor.Mechanism;

/// <summary>
/// A computation overflowed, gave no number, or gave one too small for a double to hold; names the quantity, the
/// participant and the profile.
/// </summary>
public sealed class NonFiniteResultException : MechanismException
{
    /// <summary>Creates the error.</summary>
    /// <param name="quantity">
    /// What was computed, in the product's words: "payment", "valuation", "best quality".
    /// </param>
    /// <param name="participant">
    /// The participant's index from 0; null where the quantity belongs to the whole market.
    /// </param>
    /// <param name="value">
    /// What came out: NaN, an infinity, or what is left of a number too small for a double, 0 or below the smallest normal.
    /// </param>
    /// <param name="profile">The profile at which it came out, written as <see cref="Profile.ToString"/> does.</param>
    public NonFiniteResultException(string quantity, int? participant, double value, string profile)
        : base(Describe(quantity, participant, value, profile))
    {
        Quantity = quantity;
        Participant = participant;
        Value = value;
        Profile = profile;
    }

    /// <summary>What was computed.</summary>
    public string Quantity { get; }

    /// <summary>The participant's index from 0, or null for a quantity of the whole market.</summary>
    public int? Participant { get; }

    /// <summary>NaN, an infinity, or 0 or a subnormal where a number was too small for a double.</summary>
    public double Value { get; }

    /// <summary>The profile at which it came out.</summary>
    public string Profile { get; }

    private static string Describe(string quantity, int? participant, double value, string profile)
    {
        string whose = participant is int index
            ? string.Create(CultureInfo.InvariantCulture, $" of participant {index}")
            : string.Empty;
        string number = value.ToString("R", CultureInfo.InvariantCulture);
        return double.IsFinite(value)
            ? $"The {quantity}{whose} at profile {profile} is too small for a double, which holds {number}; "
                + "a number of full precision was expected, as another unit of size may give."
            : $"The {quantity}{whose} at profile {profile} is {number}; a finite number was expected.";
    }
}
