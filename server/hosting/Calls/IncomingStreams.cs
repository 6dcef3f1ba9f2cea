using Candor.Hosting.Errors;
using Candor.Hosting.Streams;
using Candor.V1;
using Candor.Wire.Names;
using Grpc.Core;

namespace Candor.Hosting.Calls;

/// <summary>The limits of streams that participants send or ask for, the same for every call. Who has not shown yet who it is takes
/// no place: a stream waits a short time for its first message, as a call that sends no stream waits for its only one, and
/// takes its place after the signature in it held. Thread-safe.</summary>
/// <param name="limit">The places of the program.</param>
/// <param name="time">The clock.</param>
internal sealed class IncomingStreams(StreamLimit limit, TimeProvider time)
{
    /// <summary>Most streams that one participant has open at once, however many places are free. An honest one needs
    /// four.</summary>
    internal const int MaxOfOne = 16;

    /// <summary>How long a stream may take to its first message.</summary>
    internal static readonly TimeSpan MostBeforeFirst = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <summary>Waits for a stream's first message.</summary>
    /// <typeparam name="T">The messages.</typeparam>
    /// <param name="stream">The stream, at its beginning.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The stream, at its first message.</returns>
    /// <exception cref="CallRejectedException">None came in time: <see cref="ErrorReason.StreamSilent"/>; or the stream is
    /// empty.</exception>
    internal async Task<IncomingStream<T>> BeginAsync<T>(
        IAsyncStreamReader<T> stream, CancellationToken cancellationToken)
        where T : class
    {
        var incoming = new IncomingStream<T>(stream, time) { MostSilence = MostBeforeFirst };
        bool came = await incoming.MoveNext(cancellationToken).ConfigureAwait(false);
        new FieldChecks().Require(came, "", "an empty stream", "a first message with participant and envelope")
            .ThrowIfAny();
        incoming.MostSilence = IncomingStream<T>.UsualSilence;
        return incoming;
    }

    /// <summary>Takes the place of a stream whose first message is verified.</summary>
    /// <param name="participant">Who has signed it.</param>
    /// <returns>The place, free again when disposed.</returns>
    /// <exception cref="CallRejectedException"><see cref="ErrorReason.Overloaded"/>: as many streams of the participant, or of
    /// all, are open as may be.</exception>
    internal IDisposable Enter(ParticipantName participant)
    {
        string name = participant.ToString();
        lock (_gate)
        {
            int open = _open.GetValueOrDefault(name);
            if (open == MaxOfOne)
            {
                throw new CallRejectedException(
                    ErrorReason.Overloaded, $"{open} streams of '{name}' are open, the most that this server takes of one.")
                {
                    Resource = name,
                };
            }

            StreamLimit.Place place = limit.Enter();
            _open[name] = open + 1;
            return new OwnPlace(this, name, place);
        }
    }

    private void Leave(string name)
    {
        lock (_gate)
        {
            if (--_open[name] == 0)
            {
                _open.Remove(name);
            }
        }
    }

    private sealed class OwnPlace(IncomingStreams streams, string name, StreamLimit.Place place) : IDisposable
    {
        private int _isFree;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isFree, 1) == 0)
            {
                place.Dispose();
                streams.Leave(name);
            }
        }
    }
}
