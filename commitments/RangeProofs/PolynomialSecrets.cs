using Candor.Commitments.Group;

namespace Candor.Commitments.RangeProofs;

/// <summary>
/// What the second step keeps from the verifier: the coefficients of l(X) = L0 + L1·X and r(X) = R0 + R1·X, those of
/// t(X), and the blindings of all commitments.
/// </summary>
internal sealed class PolynomialSecrets(int length) : IDisposable
{
    private const int Others = 8;

    private readonly SecretScalars _scalars = new(Others + (4 * length));

    /// <summary>α, the blinding of A.</summary>
    internal ref Scalar Alpha => ref _scalars[0];

    /// <summary>ρ, the blinding of S.</summary>
    internal ref Scalar Rho => ref _scalars[1];

    /// <summary>Σ z^(2+j)·γ_j, what the blindings of the commitments bring into t(x).</summary>
    internal ref Scalar ConstantBlinding => ref _scalars[2];

    /// <summary>τ_1, the blinding of T_1.</summary>
    internal ref Scalar Tau1 => ref _scalars[3];

    /// <summary>τ_2, the blinding of T_2.</summary>
    internal ref Scalar Tau2 => ref _scalars[4];

    /// <summary>t_0.</summary>
    internal ref Scalar T0 => ref _scalars[5];

    /// <summary>t_1.</summary>
    internal ref Scalar T1 => ref _scalars[6];

    /// <summary>t_2.</summary>
    internal ref Scalar T2 => ref _scalars[7];

    /// <summary>The constants of l.</summary>
    internal Span<Scalar> L0 => Vector(0);

    /// <summary>The linear coefficients of l.</summary>
    internal Span<Scalar> L1 => Vector(1);

    /// <summary>The constants of r.</summary>
    internal Span<Scalar> R0 => Vector(2);

    /// <summary>The linear coefficients of r.</summary>
    internal Span<Scalar> R1 => Vector(3);

    /// <summary>Overwrites all of them.</summary>
    public void Dispose() => _scalars.Dispose();

    private Span<Scalar> Vector(int i) => _scalars.Span.Slice(Others + (i * length), length);
}
