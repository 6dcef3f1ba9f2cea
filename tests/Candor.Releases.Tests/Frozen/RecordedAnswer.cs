namespace Candor.Releases.Tests.Frozen;

/// <summary>What a server answered.</summary>
/// <param name="Responses">The messages, each as it came.</param>
/// <param name="Status">gRPC's status code.</param>
/// <param name="Reason">The reason of the <c>ErrorInfo</c> with a failure; null where it succeeded.</param>
internal sealed record RecordedAnswer(IReadOnlyList<byte[]> Responses, int Status, string? Reason)
{
    /// <summary>The answer without one field of each message.</summary>
    internal RecordedAnswer Without(int field) =>
        this with { Responses = [.. Responses.Select(message => WireMessage.Without(message, field))] };

    /// <summary>The answer in one line for a failed assertion, which compares it too.</summary>
    public override string ToString() =>
        $"{Status} {Reason} [{string.Join(", ", Responses.Select(Convert.ToBase64String))}]";
}
