using System.Globalization;

namespace Candor.Mechanism.Desirable;

/// <summary>A grid with more profiles than the caller allows; says how many, before anything is computed.</summary>
public sealed class GridTooLargeException : MechanismException
{
    /// <summary>Creates the error.</summary>
    /// <param name="profiles">How many profiles the grid has.</param>
    /// <param name="most">How many are allowed.</param>
    /// <param name="valuations">How many valuations would be computed.</param>
    public GridTooLargeException(double profiles, double most, double valuations)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"The grid has {profiles:G6} profiles and would take about {valuations:G3} valuations; ")
            + string.Create(CultureInfo.InvariantCulture, $"at most {most:G6} profiles were allowed."))
    {
        Profiles = profiles;
    }

    /// <summary>How many profiles the grid has.</summary>
    public double Profiles { get; }
}

/// <summary>How an exhaustive check runs.</summary>
public sealed record ExhaustiveOptions
{
    /// <summary>The most profiles the check starts on; 10^8 by default.</summary>
    public double MostProfiles { get; init; } = 1e8;

    /// <summary>How many threads compute lines; all processors by default. The result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Whether what a theorem decides is taken from the theorem; true by default. Otherwise every profile and deviation is
    /// looked at all the same.
    /// </summary>
    public bool UseTheorems { get; init; } = true;

    /// <summary>Told the fraction done, from 0 to 1, from whichever thread gets there.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Rejects a grid with more profiles than allowed.</summary>
    /// <param name="count">n.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="parts">How many parts the profiles are shared among.</param>
    /// <exception cref="GridTooLargeException">There are more.</exception>
    internal double RequireProfiles(int count, TypeGrid grid, int parts = 1)
    {
        double points = grid.Steps + 1.0;
        double profiles = Math.Ceiling(Math.Pow(points, count) / parts);
        if (profiles > MostProfiles)
        {
            throw new GridTooLargeException(profiles, MostProfiles, count * profiles * points / 2);
        }

        return profiles;
    }
}
