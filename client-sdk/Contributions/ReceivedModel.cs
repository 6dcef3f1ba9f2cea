using Candor.Client.Contributions;

namespace Candor.Client;

/// <summary>The model that a settled market has allocated to a participant: the file, and what the verified transcript says of
/// it. Its digest was checked against the transcript, and its origin against the market. Immutable and thread-safe.</summary>
/// <param name="Market">The market's name, <c>markets/{market}</c>.</param>
/// <param name="File">The ONNX file.</param>
/// <param name="Salt">What the digest in the transcript is salted with, 32 bytes.</param>
/// <param name="Digest">SHA-256 of salt and file, as the transcript has it, 32 bytes.</param>
/// <param name="Records">T, the records that it was trained on.</param>
/// <param name="MeasuredQuality">The share of the target's variance that it explains, measured by the platform from the one sum;
/// at most 1.</param>
/// <param name="IsConstant">Whether the sum gave nothing better than the constant model.</param>
public sealed record ReceivedModel(
    string Market,
    ReadOnlyMemory<byte> File,
    ReadOnlyMemory<byte> Salt,
    ReadOnlyMemory<byte> Digest,
    long Records,
    double MeasuredQuality,
    bool IsConstant)
{
    /// <summary>Writes the file at once, readable and writable by its owner alone (mode 600 where the system has modes).</summary>
    /// <param name="path">The file; an older model there is replaced.</param>
    /// <exception cref="ReceiptException">It cannot be written (<see cref="ReceiptFault.Unwritable"/>), or is there and is no
    /// model (<see cref="ReceiptFault.Damaged"/>): it is left as it is.</exception>
    public void Save(string path) => ModelPlace.Write(path, File);
}

/// <summary>The model that a participant has trained alone, from all its own records. Immutable and thread-safe.</summary>
/// <param name="File">The ONNX file, of no market.</param>
/// <param name="Records">The records that it was trained on.</param>
/// <param name="MeasuredQuality">The share of the target's variance that it explains, by generalised cross-validation; 0 for the
/// constant model.</param>
public sealed record OwnModel(ReadOnlyMemory<byte> File, long Records, double MeasuredQuality)
{
    /// <summary>Writes the file, as <see cref="ReceivedModel.Save"/> does.</summary>
    /// <param name="path">The file; an older model there is replaced.</param>
    /// <exception cref="ReceiptException">As with <see cref="ReceivedModel.Save"/>.</exception>
    public void Save(string path) => ModelPlace.Write(path, File);
}
