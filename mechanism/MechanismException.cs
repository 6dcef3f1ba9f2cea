namespace Candor.Mechanism;

/// <summary>
/// The base of every error this library raises for a caller's mistake or for numbers it cannot settle with.
/// </summary>
public class MechanismException : Exception
{
    /// <summary>Creates the error with a message that says what, where and what was expected.</summary>
    /// <param name="message">The message.</param>
    public MechanismException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with a message and the error behind it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The error behind it.</param>
    public MechanismException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the error without a message.</summary>
    public MechanismException()
    {
    }
}
