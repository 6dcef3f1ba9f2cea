namespace Grpc.Core;

/// <summary>Adds credentials to the headers of a call before it is sent.</summary>
/// <param name="context">The call.</param>
/// <param name="metadata">The headers, to be added to.</param>
/// <returns>Completes when the headers are ready.</returns>
public delegate Task AsyncAuthInterceptor(AuthInterceptorContext context, Metadata metadata);
