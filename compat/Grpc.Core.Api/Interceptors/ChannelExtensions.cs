namespace Grpc.Core.Interceptors;

/// <summary>Puts interceptors before the calls of a <see cref="ChannelBase"/>.</summary>
public static class ChannelExtensions
{
    /// <summary>Puts an interceptor before a channel's calls.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="interceptor">The interceptor.</param>
    /// <returns>The intercepted invoker, from which a client can be made.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static CallInvoker Intercept(this ChannelBase channel, Interceptor interceptor) =>
        InvokerOf(channel).Intercept(interceptor);

    /// <summary>Puts interceptors before a channel's calls; they are called in the order given.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="interceptors">The interceptors.</param>
    /// <returns>The intercepted invoker, from which a client can be made.</returns>
    /// <exception cref="ArgumentNullException">An argument, or one of the interceptors, is null.</exception>
    public static CallInvoker Intercept(this ChannelBase channel, params Interceptor[] interceptors) =>
        InvokerOf(channel).Intercept(interceptors);

    /// <summary>Puts a function before a channel's calls that replaces the headers of each.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="interceptor">The call's headers, or empty ones, to those to send.</param>
    /// <returns>The intercepted invoker, from which a client can be made.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static CallInvoker Intercept(this ChannelBase channel, Func<Metadata, Metadata> interceptor) =>
        InvokerOf(channel).Intercept(interceptor);

    private static CallInvoker InvokerOf(ChannelBase channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return channel.CreateCallInvoker();
    }
}
