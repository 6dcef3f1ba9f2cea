namespace Grpc.Core;

/// <summary>How a transport learns what <see cref="CallCredentials"/> are made of; not for users.</summary>
public abstract class CallCredentialsConfiguratorBase
{
    /// <summary>The credentials are a combination.</summary>
    /// <param name="state">The transport's own.</param>
    /// <param name="credentials">The parts, in order.</param>
    public abstract void SetCompositeCredentials(object? state, IReadOnlyList<CallCredentials> credentials);

    /// <summary>The credentials are a function.</summary>
    /// <param name="state">The transport's own.</param>
    /// <param name="interceptor">The function.</param>
    public abstract void SetAsyncAuthInterceptorCredentials(object? state, AsyncAuthInterceptor interceptor);
}
