namespace Candor.Client.Transcripts;

/// <summary>The checkpoints that were seen cannot be read or kept. Without them a client cannot tell whether a server
/// has taken something back, so it does not go on.</summary>
public sealed class CheckpointStoreException : CandorException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="message">One line with the path and what was expected.</param>
    /// <param name="innerException">The cause, if any.</param>
    public CheckpointStoreException(CheckpointStoreFault fault, string message, Exception? innerException = null)
        : base(ReasonOf(fault), message, innerException) => Fault = fault;

    /// <summary>What is wrong.</summary>
    public CheckpointStoreFault Fault { get; }

    private static string ReasonOf(CheckpointStoreFault fault) => fault switch
    {
        CheckpointStoreFault.Unreadable => "CHECKPOINT_STORE_UNREADABLE",
        CheckpointStoreFault.Damaged => "CHECKPOINT_STORE_DAMAGED",
        CheckpointStoreFault.Unwritable => "CHECKPOINT_STORE_UNWRITABLE",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Unknown fault."),
    };
}

/// <summary>Why checkpoints cannot be read or kept.</summary>
public enum CheckpointStoreFault
{
    /// <summary>The file is there and cannot be read.</summary>
    Unreadable,

    /// <summary>The file holds something else than checkpoints, or one that its key did not sign.</summary>
    Damaged,

    /// <summary>The file cannot be written.</summary>
    Unwritable,
}
