using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Candor.Hosting.Edge;

/// <summary>Shows in the <c>Date</c> of each answer the clock by which signed payloads expire here, so that a sender whose
/// clock is another can tell before it signs.</summary>
internal static class ShownClock
{
    /// <summary>Adds it.</summary>
    /// <param name="app">The application, before its services.</param>
    internal static void UseShownClock(this IApplicationBuilder app)
    {
        TimeProvider clock = app.ApplicationServices.GetRequiredService<TimeProvider>();
        app.Use((HttpContext context, RequestDelegate next) =>
        {
            context.Response.Headers.Date = clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
            return next(context);
        });
    }
}
