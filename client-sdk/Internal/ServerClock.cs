using System.Globalization;
using Candor.V1;
using Candor.Wire.Signing;
using Grpc.Core;

namespace Candor.Client.Internal;

/// <summary>Compares the clock here with a server's before anything is signed for it. What is signed expires, and the server
/// judges that by its own clock, which it shows in the <c>Date</c> of each answer. Thread-safe.</summary>
/// <remarks>Nobody signs a <c>Date</c>. It can stop a call, and it changes nothing else: no signed message and no secret
/// depends on it.</remarks>
/// <param name="address">The server's or validator's address.</param>
/// <param name="service">The service whose unsigned call every server and every validator answers.</param>
/// <param name="clock">The clock here.</param>
/// <param name="timeout">How long the call may take.</param>
internal sealed class ServerClock(
    Uri address, ValidatorService.ValidatorServiceClient service, TimeProvider clock, TimeSpan timeout)
{
    // A Date has whole seconds, and is rounded down.
    private static readonly TimeSpan s_dateStep = TimeSpan.FromSeconds(1);

    private volatile bool _agrees;

    /// <summary>Compares the clocks, until they were found to agree once.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ClockException">They differ by more than what is signed lives.</exception>
    /// <exception cref="CandorException">Nothing answers at all, within the time given to a call.</exception>
    internal async Task CompareAsync(CancellationToken cancellationToken)
    {
        if (_agrees)
        {
            return;
        }

        DateTimeOffset before = clock.GetUtcNow();
        if (await ReadDateAsync(cancellationToken).ConfigureAwait(false) is { } date)
        {
            Require(address, before, date, clock.GetUtcNow());
            _agrees = true;
        }
    }

    /// <summary>Requires that a clock could have shown a server's time between two readings.</summary>
    /// <param name="address">The server's address.</param>
    /// <param name="before">The clock here when the call was sent.</param>
    /// <param name="date">What the answer says, in whole seconds.</param>
    /// <param name="after">The clock here when the answer was there.</param>
    /// <exception cref="ClockException">It could not, within what is allowed.</exception>
    internal static void Require(Uri address, DateTimeOffset before, DateTimeOffset date, DateTimeOffset after)
    {
        // The answer was written between both readings, so that neither a slow network nor a machine that slept counts
        // as a difference.
        if (date - after >= AccessRules.MostBehind)
        {
            throw new ClockException(address, after, date);
        }

        if (before - date - s_dateStep > AccessRules.MostAhead)
        {
            throw new ClockException(address, before, date);
        }
    }

    private async Task<DateTimeOffset?> ReadDateAsync(CancellationToken cancellationToken)
    {
        // gRPC's deadline is a point of the system's clock, whatever clock is compared.
        using AsyncUnaryCall<GetValidatorResponse> call = service.GetValidatorAsync(
            new GetValidatorRequest(),
            new CallOptions(
                deadline: TimeProvider.System.GetUtcNow().UtcDateTime + timeout, cancellationToken: cancellationToken));
        try
        {
            Metadata headers = await call.ResponseHeadersAsync.ConfigureAwait(false);
            return DateTimeOffset.TryParseExact(
                headers.GetValue("date"),
                "R",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out DateTimeOffset date)
                ? date
                : null;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.DeadlineExceeded or StatusCode.Cancelled)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw RichError.From(e, "GetValidator", requestId: null, address, timeout);
        }
        catch (RpcException)
        {
            // Whoever does not answer shows no clock either. The call that is about to be made tells it, and tries again
            // where that may help.
            return null;
        }
    }
}
