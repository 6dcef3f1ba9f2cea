namespace Candor.Client;

/// <summary>A signing key could not be loaded, saved or taken over.</summary>
public sealed class SigningKeyException : CandorException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="message">One line with the path, where there is one, and what was expected.</param>
    /// <param name="innerException">The cause, if any.</param>
    public SigningKeyException(SigningKeyFault fault, string message, Exception? innerException = null)
        : base(ReasonOf(fault), message, innerException) => Fault = fault;

    /// <summary>What is wrong.</summary>
    public SigningKeyFault Fault { get; }

    private static string ReasonOf(SigningKeyFault fault) => fault switch
    {
        SigningKeyFault.Missing => "KEY_FILE_MISSING",
        SigningKeyFault.Unreadable => "KEY_FILE_UNREADABLE",
        SigningKeyFault.NotPem => "KEY_FILE_NOT_PEM",
        SigningKeyFault.NotP256 => "KEY_NOT_P256",
        SigningKeyFault.Exists => "KEY_FILE_EXISTS",
        SigningKeyFault.Unwritable => "KEY_FILE_UNWRITABLE",
        SigningKeyFault.NotExportable => "KEY_NOT_EXPORTABLE",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Unknown fault."),
    };
}
