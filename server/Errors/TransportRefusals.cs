using Candor.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Candor.Server.Errors;

/// <summary>Gives the refusals of gRPC's own transport a reason. It turns a message away for its size before any
/// interceptor is asked, with a bare status; a caller must find the same details there as in any other
/// refusal.</summary>
internal static class TransportRefusals
{
    private const string StatusTrailer = "grpc-status";

    /// <summary>Adds the reason to what the transport refused.</summary>
    /// <param name="app">The application, before its services.</param>
    /// <param name="maxMessageBytes">The largest message it takes.</param>
    internal static void UseTransportRefusals(this IApplicationBuilder app, int maxMessageBytes)
    {
        string tooLarge = DetailsOf(new Refusal(
            ErrorReason.MessageTooLarge, $"The message is larger than {maxMessageBytes} bytes, the most taken here."));
        string exhausted = ((int)StatusCode.ResourceExhausted).ToString(
            System.Globalization.CultureInfo.InvariantCulture);
        app.Use(async (HttpContext context, RequestDelegate next) =>
        {
            await next(context).ConfigureAwait(false);

            // A call that failed before its first answer carries its status in the header block.
            IHeaderDictionary headers = context.Response.Headers;
            if (!context.Response.HasStarted
                && headers.TryGetValue(StatusTrailer, out StringValues status)
                && status == exhausted
                && !headers.ContainsKey(ErrorStatus.DetailsTrailer))
            {
                headers[ErrorStatus.DetailsTrailer] = tooLarge;
            }
        });
    }

    // Binary trailers travel as base64 without padding.
    private static string DetailsOf(Refusal refusal) => Convert.ToBase64String(
        ErrorStatus.ToException(refusal).Trailers.GetValueBytes(ErrorStatus.DetailsTrailer)!).TrimEnd('=');
}
