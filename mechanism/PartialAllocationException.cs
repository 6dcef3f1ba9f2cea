using System.Globalization;

namespace Candor.Mechanism;

/// <summary>
/// An allocation between the best model and none, in a market that trains: one model is trained, which a participant is
/// given or not.
/// </summary>
public sealed class PartialAllocationException : MechanismException
{
    /// <summary>Creates the error.</summary>
    /// <param name="participant">Who was allocated it, from 0.</param>
    /// <param name="allocated">The quality.</param>
    /// <param name="best">B, the quality of the model that is trained.</param>
    /// <param name="profile">The reports, in words.</param>
    public PartialAllocationException(int participant, double allocated, double best, string profile)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"The allocation gives participant {participant} the quality {allocated:R} at {profile}, between nothing and ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"the best, {best:R}; expected one of both, since one model is trained."))
    {
        Participant = participant;
        Allocated = allocated;
        Best = best;
    }

    /// <summary>Who was allocated it, from 0.</summary>
    public int Participant { get; }

    /// <summary>The quality that was allocated.</summary>
    public double Allocated { get; }

    /// <summary>B, the quality of the model that is trained.</summary>
    public double Best { get; }
}
