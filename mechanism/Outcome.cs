using System.Collections.Immutable;

namespace Candor.Mechanism;

/// <summary>What a market decides: (x, p) at one profile of reports. It follows from the reports alone.</summary>
public sealed class Outcome
{
    internal Outcome(
        Profile reports,
        double bestQuality,
        ImmutableArray<double> allocatedQualities,
        ImmutableArray<double> payments,
        AllocationCertainty certainty,
        Trainability? training)
    {
        Reports = reports;
        BestQuality = bestQuality;
        AllocatedQualities = allocatedQualities;
        Payments = payments;
        Certainty = certainty;
        Training = training;
    }

    /// <summary>The reports t'.</summary>
    public Profile Reports { get; }

    /// <summary>B = Q(Σ reports).</summary>
    public double BestQuality { get; }

    /// <summary>x, one a participant: a quality in [0, B]; 0 is no model.</summary>
    public ImmutableArray<double> AllocatedQualities { get; }

    /// <summary>p, one a participant: charged by the market, negative is paid out; 0 for who is out.</summary>
    public ImmutableArray<double> Payments { get; }

    /// <summary>Whether x is exactly what the allocation rule promises.</summary>
    public AllocationCertainty Certainty { get; }

    /// <summary>
    /// What the reports have of what training asks for; null where the market trains no model. Where it is not trainable,
    /// the outcome is NOT_TRAINABLE: nobody is given a model, and nothing is owed.
    /// </summary>
    public Trainability? Training { get; }
}
