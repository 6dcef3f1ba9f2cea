using System.Collections.Concurrent;
using Candor.Hosting.Errors;
using Candor.V1;
using Candor.Wire.Names;

namespace Candor.Platform.Training;

/// <summary>Bounds the uploads that one participant has under way: each holds a stream and a file of the server's, and what is under
/// way is not among the files that its room is counted by. Thread-safe.</summary>
internal sealed class UploadTurns
{
    /// <summary>Uploads of one participant at once: its three parts of an epoch, and one that broke off unnoticed.</summary>
    internal const int Most = 4;

    private readonly ConcurrentDictionary<ParticipantName, int> _open = new();

    /// <summary>Begins an upload.</summary>
    /// <param name="sender">Whose it is, verified.</param>
    /// <returns>The turn, to be disposed of when the upload has ended.</returns>
    /// <exception cref="CallRejectedException">As many are under way as may be.</exception>
    internal IDisposable Enter(ParticipantName sender)
    {
        var turn = new Turn(this, sender);
        if (_open.AddOrUpdate(sender, 1, static (_, open) => open + 1) > Most)
        {
            turn.Dispose();
            throw new CallRejectedException(
                ErrorReason.Overloaded, $"{Most} uploads of this participant are under way, the most that are taken at once.")
            {
                Resource = sender.ToString(),
            };
        }

        return turn;
    }

    private sealed class Turn(UploadTurns turns, ParticipantName sender) : IDisposable
    {
        public void Dispose()
        {
            int left = turns._open.AddOrUpdate(sender, 0, static (_, open) => open - 1);
            if (left == 0)
            {
                turns._open.TryRemove(KeyValuePair.Create(sender, 0));
            }
        }
    }
}
