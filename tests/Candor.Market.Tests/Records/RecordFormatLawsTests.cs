using System.Globalization;
using System.Text;
using Candor.Market.Records;
using Candor.Market.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Market.Tests.Records;

public sealed class RecordFormatLawsTests
{
    private static readonly RecordFormat s_format = new(
    [
        new NumberColumn("n", isOptional: true),
        new IntegerColumn("i", isOptional: true),
        new TextColumn("t", isOptional: true),
        new CategoryColumn("c", ["ja", "nein"], isOptional: true),
    ]);

    private static readonly Gen<string> s_cell = Gen.OneOf(
        Gen.Elements("", " ", "ja", "nein", "1e3", "-0", "é", "\u2003x", "🏥", "a b", "\0", "99999999999999999999"),
        ArbMap.Default.GeneratorFor<double>().Select(d => d.ToString("R", CultureInfo.InvariantCulture)),
        ArbMap.Default.GeneratorFor<long>().Select(i => i.ToString(CultureInfo.InvariantCulture)),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get));

    [Fact]
    public void FaultOf_WhateverAppendTakes_IsNull()
    {
        Prop.ForAll(s_cell.ArrayOf(4).ToArbitrary(), cells =>
        {
            var encoder = new RecordEncoder();
            for (int i = 0; i < cells.Length; i++)
            {
                if (s_format.Columns[i].Append(Encoding.UTF8.GetBytes(cells[i]), encoder) is not null)
                {
                    encoder.AppendAbsent();
                }
            }

            return s_format.FaultOf(encoder.Written.Span) is null;
        }).QuickCheckThrowOnFailure();
    }

    // Every value has one encoding: what is accepted comes out the same when its values are written again.
    [Fact]
    public void FaultOf_MutatedRecords_AreRefusedOrAnotherRecordsOnlyBytes()
    {
        using var random = new SeededRandom(7);
        var encoder = new RecordEncoder();
        byte[] draw = new byte[4];
        int accepted = 0;
        for (int round = 0; round < 20_000; round++)
        {
            encoder.Clear();
            encoder.AppendNumber(-0.5);
            encoder.AppendInteger(round);
            encoder.AppendText("é🏥 x"u8);
            encoder.AppendText("ja"u8);
            byte[] bytes = encoder.Written.ToArray();
            random.GetBytes(draw);
            bytes[draw[0] % bytes.Length] = draw[1];
            bytes[draw[2] % bytes.Length] ^= (byte)(1 << (draw[3] % 8));
            if (s_format.FaultOf(bytes) is null)
            {
                accepted++;
                Assert.Equal(bytes, RecordBytes.EncodedAgain(bytes));
            }
        }

        Assert.InRange(accepted, 1, 19_999);
    }

    [Fact]
    public void FaultOf_RandomBytes_NeverThrows()
    {
        Prop.ForAll<byte[]>(bytes =>
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)(bytes[i] % 8 < 6 ? bytes[i] % 5 : bytes[i]);
            }

            return s_format.FaultOf(bytes) is { Length: > 0 } || RecordBytes.EncodedAgain(bytes).SequenceEqual(bytes);
        }).QuickCheckThrowOnFailure();
    }
}
