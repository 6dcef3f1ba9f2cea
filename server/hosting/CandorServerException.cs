namespace Candor.Hosting;

/// <summary>The server cannot start: its options are wrong, its database cannot be used or its address is taken. The
/// message says what to do, for the person who started it, without a stack trace.</summary>
public sealed class CandorServerException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong and what was expected.</param>
    /// <param name="innerException">What the system said, where it said something.</param>
    public CandorServerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
