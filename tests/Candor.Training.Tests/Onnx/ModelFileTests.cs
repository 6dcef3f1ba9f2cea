using System.Text;
using Candor.Training.Features;
using Candor.Training.Models;
using Candor.Training.Onnx;
using Candor.Training.Tests.Data;

namespace Candor.Training.Tests.Onnx;

public sealed class ModelFileTests
{
    private static readonly ModelOrigin s_origin = new("markets/golden", "00112233");

    [Fact]
    public void Write_TheGoldenModel_IsTheFrozenBytes()
    {
        byte[] frozen = Frozen();
        Model model = ModelFile.Read(frozen, out ModelOrigin origin);

        Assert.Equal(s_origin, origin);
        Assert.Equal(frozen, ModelFile.Write(Mixed.Train(out _), s_origin));
        Assert.Equal(frozen, ModelFile.Write(model, origin));
    }

    [Fact]
    public void Read_WhatWasWritten_PredictsTheSame()
    {
        Model written = Mixed.Train(out FeatureValue[][] rows);
        Model read = ModelFile.Read(ModelFile.Write(written, ModelOrigin.None), out ModelOrigin origin);

        Assert.Equal(ModelOrigin.None, origin);
        Assert.All(rows, row => Assert.Equal(written.Score(row), read.Score(row)));
    }

    [Fact]
    public void Read_AnyByteChanged_IsRefusedOrPredictsTheSame()
    {
        byte[] file = Frozen();
        Model frozen = ModelFile.Read(file, out _);
        FeatureValue[][] rows = Mixed.Rows(20);
        int accepted = 0;
        for (int at = 0; at < file.Length; at++)
        {
            byte[] changed = [.. file];
            changed[at] ^= 1;
            if (!TryRead(changed, out Model model, out ModelOrigin origin))
            {
                continue;
            }

            // Where it comes from and what its target is called stand once, and are the file's word alone.
            Assert.True(origin != s_origin || model.Task.Target.Name != frozen.Task.Target.Name, $"byte {at} is not read");
            Assert.All(rows, row => Assert.Equal(frozen.Score(row), model.Score(row)));
            accepted++;
        }

        Assert.InRange(accepted, 1, s_origin.Market.Length + s_origin.Definition.Length + frozen.Task.Target.Name.Length);
    }

    [Fact]
    public void Read_AnyEndCutOff_IsRefused()
    {
        byte[] file = Frozen();
        for (int length = 0; length < file.Length; length += 7)
        {
            Assert.Throws<ModelFileException>(() => ModelFile.Read(file.AsSpan(0, length), out _));
        }
    }

    [Fact]
    public void Read_FileThatIsNoModelOfOurs_SaysSo()
    {
        ModelFileException refused = Assert.Throws<ModelFileException>(
            () => ModelFile.Read(Encoding.UTF8.GetBytes("age,ward\n4,north\n"), out _));

        Assert.StartsWith("The file is no model that Candor wrote", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileOfALaterVersion_SaysSo()
    {
        byte[] later = Encoding.Latin1.GetBytes(
            Encoding.Latin1.GetString(Frozen()).Replace("{\"version\":1", "{\"version\":2", StringComparison.Ordinal));
        ModelFileException refused = Assert.Throws<ModelFileException>(() => ModelFile.Read(later, out _));

        Assert.StartsWith("The model file is of version 2; expected 1", refused.Message, StringComparison.Ordinal);
    }

    private static bool TryRead(byte[] file, out Model model, out ModelOrigin origin)
    {
        try
        {
            model = ModelFile.Read(file, out origin);
            return true;
        }
        catch (ModelFileException)
        {
            (model, origin) = (null!, null!);
            return false;
        }
    }

    private static byte[] Frozen() => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", "model-v1.onnx"));
}
