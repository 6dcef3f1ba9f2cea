using Grpc.Core.Interceptors;

namespace Grpc.Core.Internal;

/// <summary>Replaces the headers of every call by what a function makes of them.</summary>
internal sealed class HeadersInterceptor : ContextInterceptor
{
    private readonly Func<Metadata, Metadata> change;

    public HeadersInterceptor(Func<Metadata, Metadata> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        this.change = change;
    }

    protected override ClientInterceptorContext<TRequest, TResponse> Change<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context) =>
        new(context.Method, context.Host, context.Options.WithHeaders(change(context.Options.Headers ?? [])));
}
