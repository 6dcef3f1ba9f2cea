namespace Candor.Client;

/// <summary>A market definition file cannot be used; <see cref="CandorException.Violations"/> has all its faults, each
/// with its path.</summary>
public sealed class MarketDefinitionException : CandorException
{
    /// <summary>The reason of a definition that breaks a rule; the server's own for the same.</summary>
    internal const string Invalid = "DEFINITION_INVALID";

    /// <summary>The reason of a file that cannot be read.</summary>
    internal const string Unreadable = "DEFINITION_FILE_UNREADABLE";

    /// <summary>The reason of a file that is not there.</summary>
    internal const string Missing = "DEFINITION_FILE_MISSING";

    /// <summary>Makes an exception.</summary>
    /// <param name="reason"><c>DEFINITION_INVALID</c>, <c>DEFINITION_FILE_MISSING</c> or
    /// <c>DEFINITION_FILE_UNREADABLE</c>.</param>
    /// <param name="message">One line with the path and the faults, the first twenty of them.</param>
    /// <param name="innerException">The cause, if any.</param>
    public MarketDefinitionException(string reason, string message, Exception? innerException = null)
        : base(reason, message, innerException)
    {
    }
}
