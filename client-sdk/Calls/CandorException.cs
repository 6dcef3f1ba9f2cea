using Candor.Client.Transcripts;
using Candor.Market.Texts;
using Grpc.Core;

namespace Candor.Client;

/// <summary>The one base of everything the SDK throws on purpose: a call the server rejected, an answer that does not
/// hold, a file that cannot be used. A cancelled call throws <see cref="OperationCanceledException"/> and a wrong
/// argument <see cref="ArgumentException"/>.</summary>
public class CandorException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="reason">See <see cref="Reason"/>.</param>
    /// <param name="message">One line: what is wrong, where, and what was expected. What a terminal would obey in it, for
    /// it quotes files and other parties, is shown as <c>␣</c>.</param>
    /// <param name="innerException">The cause, if any.</param>
    public CandorException(string reason, string message, Exception? innerException = null)
        : base(PrintableText.Of(message), innerException)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        Reason = reason;
    }

    /// <summary>Why, for programs: the server's <c>candor.v1.ErrorReason</c> without its prefix, such as
    /// <c>RANGE_PROOF_INVALID</c>; the SDK's own reason, such as <c>KEY_FILE_MISSING</c>; or the gRPC status, such as
    /// <c>UNAVAILABLE</c>, where the server gave none.</summary>
    public string Reason { get; }

    /// <summary>The server's reason as the enum; <see cref="ErrorReason.Unspecified"/> where the reason is not the
    /// server's or is from a newer server.</summary>
    public ErrorReason ErrorReason { get; init; }

    /// <summary>The gRPC status; null where no call failed.</summary>
    public StatusCode? StatusCode { get; init; }

    /// <summary>The wrong fields, all of them, with their paths; empty where the fault is not in fields.</summary>
    public IReadOnlyList<FieldViolation> Violations { get; init; } = [];

    /// <summary>Values that belong to the server's reason, such as <c>market</c>, <c>expected</c> or, for a fault of
    /// the server, <c>trace</c>; empty where there is none.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();

    /// <summary>Where the sender's last message is in the transcript, for <c>PREDECESSOR_MISMATCH</c>: another device of the
    /// same participant may have sent it. The server's word; the SDK's next message asks for it again and verifies it. Null
    /// where there is none.</summary>
    public TranscriptReceipt? LastMessage { get; init; }

    /// <summary>The id of the logical call, under which the server knows it; null for a call without one.</summary>
    public string? RequestId { get; init; }
}
