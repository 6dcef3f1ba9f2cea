using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using Candor.Market.Signing;
using Candor.Simulation.Participants;

namespace Candor.Simulation.Cheaters;

/// <summary>Signs its commitment with (r, n - s), which verifies where (r, s) does: a second signature of the same
/// message.</summary>
/// <param name="seat">Its place.</param>
internal sealed class HighS(Seat seat) : SimulatedParticipant(seat)
{
    // The order n of P-256's group (SEC 2, section 2.4.2).
    private static readonly BigInteger s_order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
        NumberStyles.HexNumber,
        CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    internal override void Commit()
    {
        SignedEnvelope signed = Sign(CommitmentTo(Opening));
        Send(ProtocolStep.Commitment, Platform.Commit(signed with { Signature = WithHighS(signed.Signature) }));
    }

    private static byte[] WithHighS(ReadOnlyMemory<byte> signature)
    {
        AsnReader numbers = new AsnReader(signature, AsnEncodingRules.DER).ReadSequence();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(numbers.ReadInteger());
            writer.WriteInteger(s_order - numbers.ReadInteger());
        }

        return writer.Encode();
    }
}
