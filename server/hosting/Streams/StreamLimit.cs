using Candor.Hosting.Errors;
using Candor.V1;

namespace Candor.Hosting.Streams;

/// <summary>Bounds the streams open at once. Thread-safe.</summary>
internal sealed class StreamLimit(HostOptions options)
{
    private int _open;

    /// <summary>Opens a stream.</summary>
    /// <returns>Its place, free again when disposed.</returns>
    /// <exception cref="CallRejectedException">As many streams are open as may be.</exception>
    internal Place Enter()
    {
        if (Interlocked.Increment(ref _open) > options.MaxStreams)
        {
            Interlocked.Decrement(ref _open);
            throw new CallRejectedException(
                ErrorReason.Overloaded, $"{options.MaxStreams} streams are open, the most this server takes.");
        }

        return new Place(this);
    }

    /// <summary>A stream's place.</summary>
    internal sealed class Place(StreamLimit limit) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => Interlocked.Decrement(ref limit._open);
    }
}
