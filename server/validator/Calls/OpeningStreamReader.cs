using Candor.Hosting.Errors;
using Candor.Market.Audits;
using Candor.V1;
using Candor.Wire.Answers;
using Grpc.Core;

namespace Candor.Validator.Calls;

/// <summary>Reads the openings of a sample, in bounded memory.</summary>
internal static class OpeningStreamReader
{
    // A sample has 541 records by default, and at most 65,536: enough for records of 120 KB each, or of one.
    private const long MaxBytes = 64 << 20;

    /// <summary>Reads a stream to its end, or until it holds more openings than were asked for.</summary>
    /// <param name="audit">The audit, which awaits openings.</param>
    /// <param name="stream">The messages, at the first.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The openings and their proof; nothing of them is verified.</returns>
    /// <exception cref="CallRejectedException">They are larger than the validator takes.</exception>
    internal static async Task<(List<AuditOpening> Openings, ReadOnlyMemory<byte> Proof)> ReadAsync(
        AuditState audit, IAsyncStreamReader<SubmitOpeningsRequest> stream, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> proof = stream.Current.Proof.Memory;
        var openings = new List<AuditOpening>();
        long bytes = 0;
        do
        {
            bytes += stream.Current.CalculateSize();
            if (bytes > MaxBytes)
            {
                throw new CallRejectedException(
                    ErrorReason.MessageTooLarge,
                    $"The openings are larger than {MaxBytes} bytes, the most taken here.");
            }

            openings.AddRange(stream.Current.Openings.Select(AuditMessages.FromMessage));
        }
        while (openings.Count <= audit.Positions.Length
            && await stream.MoveNext(cancellationToken).ConfigureAwait(false));
        return (openings, proof);
    }
}
