using System.Globalization;
using Candor.Hosting.Errors;
using Candor.V1;
using Candor.Wire.Errors;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Candor.Hosting.Edge;

/// <summary>Gives what gRPC's own transport turns away a reason. It turns a message away for its size, or because it
/// does not decode, before any interceptor is asked, with a bare status; a caller must find the same details there as
/// in any other rejection.</summary>
internal static class TransportRejections
{
    private const string StatusTrailer = "grpc-status";
    private const string MessageTrailer = "grpc-message";

    private static readonly object s_reached = new();

    /// <summary>What a request that does not decode breaks: no field of it can be named.</summary>
    internal static FieldViolation Undecodable { get; } =
        new("request", "found bytes that do not decode, expected the message of the method");

    /// <summary>Notes that a call got beyond the transport: whatever becomes of it has its reason from then on.
    /// </summary>
    /// <param name="context">The call's context.</param>
    internal static void MarkReached(HttpContext context) => context.Items[s_reached] = s_reached;

    /// <summary>Adds the reason to what the transport rejected.</summary>
    /// <param name="app">The application, before its services.</param>
    /// <param name="maxMessageBytes">The largest message it takes.</param>
    internal static void UseTransportRejections(this IApplicationBuilder app, int maxMessageBytes)
    {
        var tooLarge = new CallRejectedException(
            ErrorReason.MessageTooLarge, $"The message is larger than {maxMessageBytes} bytes, the most taken here.");
        var undecodable = new CallRejectedException(
            ErrorReason.InvalidRequest, "The request does not decode as the message of its method.")
        {
            Violations = [Undecodable],
        };
        app.Use(async (HttpContext context, RequestDelegate next) =>
        {
            await next(context).ConfigureAwait(false);

            // A call that failed before its first answer carries its status in the header block.
            IHeaderDictionary headers = context.Response.Headers;
            if (context.Response.HasStarted
                || !headers.TryGetValue(StatusTrailer, out StringValues status)
                || headers.ContainsKey(ErrorDetails.Trailer))
            {
                return;
            }

            if (status == Number(StatusCode.ResourceExhausted))
            {
                headers[ErrorDetails.Trailer] = DetailsOf(tooLarge);
            }
            else if (status == Number(StatusCode.Unknown) && !context.Items.ContainsKey(s_reached))
            {
                // An exception of the message's parser, which the transport takes for one of the service.
                headers[StatusTrailer] = Number(Reasons.StatusOf(undecodable.Reason));
                headers[MessageTrailer] = undecodable.Message;
                headers[ErrorDetails.Trailer] = DetailsOf(undecodable);
            }
        });
    }

    private static string Number(StatusCode code) => ((int)code).ToString(CultureInfo.InvariantCulture);

    // Binary trailers travel as base64 without padding.
    private static string DetailsOf(CallRejectedException rejected) => Convert.ToBase64String(
        rejected.ToException().Trailers.GetValueBytes(ErrorDetails.Trailer)!).TrimEnd('=');
}
