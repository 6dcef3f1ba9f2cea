namespace Grpc.Core;

/// <summary>The requests of a call whose client streams.</summary>
/// <typeparam name="T">The request message.</typeparam>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>
    /// Tells the server that no request will follow. Called once, after the last write has completed.
    /// </summary>
    /// <returns>Completes when the end has been handed to the transport.</returns>
    Task CompleteAsync();
}
