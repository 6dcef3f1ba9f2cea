namespace Grpc.Core;

/// <summary>How a channel is secured.</summary>
public abstract class ChannelCredentials
{
    /// <summary>No security: what is sent can be read and changed on the way.</summary>
    public static ChannelCredentials Insecure { get; } = new InsecureCredentials();

    /// <summary>TLS with the machine's own trusted roots; the same as <see cref="SslCredentials()"/>.</summary>
    public static ChannelCredentials SecureSsl { get; } = new SslCredentials();

    /// <summary>Whether call credentials may be added: only to a channel that keeps them secret.</summary>
    internal virtual bool IsComposable => false;

    /// <summary>Adds call credentials to every call of a channel.</summary>
    /// <param name="channelCredentials">The channel's credentials, which must be secure.</param>
    /// <param name="callCredentials">The credentials of its calls.</param>
    /// <returns>The combination.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="channelCredentials"/> are not secure, or a combination.
    /// </exception>
    public static ChannelCredentials Create(ChannelCredentials channelCredentials, CallCredentials callCredentials)
    {
        ArgumentNullException.ThrowIfNull(channelCredentials);
        ArgumentNullException.ThrowIfNull(callCredentials);
        if (!channelCredentials.IsComposable)
        {
            throw new ArgumentException(
                $"Call credentials can only be added to secure channel credentials such as {nameof(SslCredentials)}, "
                + $"not to {channelCredentials.GetType().Name}.",
                nameof(channelCredentials));
        }

        return new CompositeCredentials(channelCredentials, callCredentials);
    }

    /// <summary>Shows a transport what these credentials are made of; not for users.</summary>
    /// <param name="configurator">The transport's side.</param>
    /// <param name="state">Passed through to it.</param>
    public abstract void InternalPopulateConfiguration(ChannelCredentialsConfiguratorBase configurator, object state);

    private sealed class InsecureCredentials : ChannelCredentials
    {
        public override void InternalPopulateConfiguration(
            ChannelCredentialsConfiguratorBase configurator, object state) =>
            configurator.SetInsecureCredentials(state);
    }

    private sealed class CompositeCredentials(ChannelCredentials channel, CallCredentials call) : ChannelCredentials
    {
        public override void InternalPopulateConfiguration(
            ChannelCredentialsConfiguratorBase configurator, object state) =>
            configurator.SetCompositeCredentials(state, channel, call);
    }
}
