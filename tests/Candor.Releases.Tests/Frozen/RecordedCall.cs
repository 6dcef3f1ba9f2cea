using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Candor.Releases.Tests.Frozen;

/// <summary>One call that the release's SDK made, as its server saw it.</summary>
/// <param name="Index">Its number in the whole recording, from 0.</param>
/// <param name="Clock">The server's clock at the call.</param>
/// <param name="Caller">Who made it: an id of the roster, <c>operator</c> or <c>stranger</c>.</param>
/// <param name="Method">Its path, <c>/candor.v1.Service/Method</c>.</param>
/// <param name="Requests">The messages sent.</param>
/// <param name="Answer">What was answered. Of a stream that its reader left, what had come by then.</param>
/// <param name="Final">What the release's server answered to the same bytes at the same clock on the database at its
/// end.</param>
internal sealed partial record RecordedCall(
    int Index,
    DateTimeOffset Clock,
    string Caller,
    string Method,
    IReadOnlyList<byte[]> Requests,
    RecordedAnswer Answer,
    RecordedAnswer Final)
{
    /// <summary>The field of a stream's message with the token that opens the stream after it.</summary>
    internal const int ResumeToken = 1;

    private const int NextPageToken = 2;

    /// <summary>The method's name alone.</summary>
    internal string Name => Method[(Method.LastIndexOf('/') + 1)..];

    /// <summary>Whether the call stays open and tells what happens.</summary>
    internal bool IsWatch => Name.StartsWith("Watch", StringComparison.Ordinal);

    /// <summary>The id of the market that the call is about; empty where it is about none.</summary>
    internal string Market => Requests.Count == 0
        ? string.Empty
        : MarketName().Match(Encoding.Latin1.GetString(Requests[0])).Groups[1].Value;

    /// <summary>An answer to this call as far as every version gives the same one: all of it, but for tokens, which are
    /// opaque. A version may write others, as long as it reads these.</summary>
    internal string Told(RecordedAnswer answer) => Name switch
    {
        "WatchMarket" or "WatchAssignment" => $"{this}: {answer.Without(ResumeToken)}",
        "ListMarkets" => $"{this}: {answer.Without(NextPageToken)}",
        _ => $"{this}: {answer}",
    };

    /// <summary>The call in words.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"call {Index}, {Name} by {Caller} at {Clock:u}, market '{Market}'");

    // Every request names its market as `markets/{market}`, alone or within a longer name.
    [GeneratedRegex("markets/([a-z]+)")]
    private static partial Regex MarketName();
}
