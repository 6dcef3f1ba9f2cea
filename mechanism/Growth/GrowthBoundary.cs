namespace Candor.Mechanism.Growth;

/// <summary>
/// The largest data disparity D/ε at which the growth market of section 6.2 has a desirable mechanism.
/// </summary>
/// <param name="Rate">α.</param>
/// <param name="Disparity">
/// The largest K such that every profile of {0, …, K}^n balances; null when none up to the limit failed to.
/// </param>
/// <param name="FirstFailure">
/// The steps of the first profile that does not balance, K + 1 first; null when there is none.
/// </param>
/// <param name="LinesSolved">How many lines of Algorithm 1 had to be solved; the others follow from them.</param>
public sealed record Boundary(double Rate, int? Disparity, (int Large, int Small)? FirstFailure, int LinesSolved);

/// <summary>
/// Finds the boundary of Figure 3 with every profile verified: Q(t) = t, v_i = (Σ q)^α q_i, best to all, n
/// participants.
/// </summary>
/// <remarks>
/// <para>With m the sum of the others' sizes and ε = 1 (v is homogeneous, so the unit does not matter), U_m(a) is the
/// utility of a participant of size a on the line m. Three facts reduce (K+1)^n profiles to few lines, for -1 ≤ α &lt;
/// 0.</para>
/// <para>First, for a ≤ m hiding never pays more than leaving: U_m(a) = ((n-1)m + a)^α a, since V(s, a) does not depend
/// on a there and leaving gets better with size. So in any profile at most one participant, with a ≥ m, needs a solved
/// line.</para>
/// <para>Second, the others' utilities t (((n-1)(S-t)) + t)^α are convex in t, so their sum is largest when one of them
/// holds all of m: the profile (a, m, 0, …, 0) is the worst with these a and m. With nobody above S/2 the sum is at
/// most (n/2)^α S^(1+α), below the welfare (nS)^(1+α) as 2^-α ≤ 2 ≤ n, and balances.</para>
/// <para>Third, U_m(a) does not rise with m: leaving, and hiding s as well, is worth less beside larger others. So one
/// solved line bounds the lines after it, and the next is solved only where that bound does not suffice. Near the
/// boundary the room grows in proportion to m, so the lines solved grow with the logarithm of K.</para>
/// </remarks>
public static class GrowthBoundary
{
    private const int FirstAttempt = 64;

    // Relative to the sum of the terms' magnitudes, as every sign test is (docs/paper.md, D22).
    private const double Tolerance = 1e-12;

    /// <summary>Finds the boundary. Memory is O(n · limit) numbers, time about O(K²).</summary>
    /// <param name="count">n, at least 2.</param>
    /// <param name="rate">
    /// α, finite and at least -1; from 0 on the market is non-competitive and none is searched.
    /// </param>
    /// <param name="limit">The largest disparity looked at, at least 1.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A parameter is out of its range. Below -1 "best to all" is not efficient; sharing nothing is, and it is
    /// desirable at every disparity (docs/paper.md, D19).
    /// </exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public static Boundary Find(int count, double rate, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, TypeGrid.MostSteps / count);
        if (!(rate >= -1 && double.IsFinite(rate)))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "Best to all is efficient from α = -1 on.");
        }

        if (rate >= 0)
        {
            // Theorem 4: nobody competes, and charging nobody is desirable.
            return new Boundary(rate, null, null, 0);
        }

        // The tables of powers grow with what is looked at, so small boundaries are found with small tables.
        for (int attempt = Math.Min(FirstAttempt, limit); ; attempt = (int)Math.Min(4L * attempt, limit))
        {
            Boundary found = new Attempt(count, rate, attempt, cancellationToken).Run();
            if (found.Disparity is not null || attempt == limit)
            {
                return found;
            }
        }
    }

    /// <summary>One search up to a fixed size.</summary>
    private sealed class Attempt(int count, double rate, int limit, CancellationToken cancellationToken)
    {
        private readonly GrowthPowers _powers = new(count, rate, limit, limit);
        private readonly double[] _utilities = new double[limit + 1];
        private readonly double[] _hidden = new double[limit + 1];
        private int _last = limit;
        private (int Large, int Small)? _failure;

        public Boundary Run()
        {
            int solved = 0;
            for (int m = 0; m <= _last; m++)
            {
                if (m > 0 && BoundSuffices(m))
                {
                    continue;
                }

                Solve(m);
                solved++;
            }

            return new Boundary(rate, _failure is null ? null : _last, _failure, solved);
        }

        /// <summary>
        /// Whether the last solved line, which lies above this one, stays below what this one may reach.
        /// </summary>
        private bool BoundSuffices(int m)
        {
            for (int a = m; a <= _last; a++)
            {
                if (_utilities[a] > _powers.Ceiling(a, m))
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>Solves line m up to its first failure, which then bounds all other lines.</summary>
        private void Solve(int m)
        {
            for (int a = 0; a <= _last; a++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                double utility = _powers.Leaving(a, m);
                if (a > m)
                {
                    utility = m > 0 ? Math.Max(utility, _utilities[a - 1]) : utility;
                    utility = _powers.BestHiding(a, m, _hidden.AsSpan(0, a - m), utility);
                }

                _utilities[a] = utility;
                _hidden[a] = utility - _powers.Truthful(a + m);
                double scale = utility + (count * _powers.Truthful(a + m));
                if (a >= m && utility - _powers.Ceiling(a, m) > Tolerance * scale)
                {
                    _failure = (a, m);
                    _last = a - 1;
                }
            }
        }
    }
}
