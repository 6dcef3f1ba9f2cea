using Candor.Market.Records;

namespace Candor.Market.Tests.Support;

/// <summary>What tests do with canonical records.</summary>
internal static class RecordBytes
{
    /// <summary>Decodes a valid record and encodes its values anew.</summary>
    internal static byte[] EncodedAgain(byte[] bytes)
    {
        var decoder = new RecordDecoder(bytes);
        var encoder = new RecordEncoder();
        while (decoder.Left > 0)
        {
            Assert.Null(decoder.Next(out RecordValue value));
            switch (value.Kind)
            {
                case RecordEncoder.Absent:
                    encoder.AppendAbsent();
                    break;
                case RecordEncoder.Number:
                    encoder.AppendNumber(value.Number);
                    break;
                case RecordEncoder.Integer:
                    encoder.AppendInteger(value.Integer);
                    break;
                default:
                    encoder.AppendText(value.Text);
                    break;
            }
        }

        return encoder.Written.ToArray();
    }
}
