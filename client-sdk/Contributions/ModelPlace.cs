using Candor.Client.Keys;
using Candor.Training.Onnx;

namespace Candor.Client.Contributions;

/// <summary>The file of a model: looked at before anything is sent, since what is there may be something else.</summary>
internal static class ModelPlace
{
    /// <summary>Makes sure that a model can be written.</summary>
    /// <exception cref="ReceiptException">It cannot, or the file is there and is no model of ours.</exception>
    internal static void Require(string? path)
    {
        if (path is null)
        {
            return;
        }

        Guarded(path, () =>
        {
            PrivateFile.RequireWritable(path);
            RequireModel(path);
        });
    }

    /// <summary>Writes a model.</summary>
    /// <exception cref="ReceiptException">As of <see cref="Require"/>.</exception>
    internal static void Write(string path, ReadOnlyMemory<byte> model)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Guarded(path, () =>
        {
            RequireModel(path);
            PrivateFile.WriteBytes(path, file => file.Write(model.Span), overwrite: true);
        });
    }

    private static void RequireModel(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return;
        }

        string? fault = file.Length is 0 or > ModelFile.MaxBytes ? $"it has {file.Length} bytes" : null;
        try
        {
            if (fault is null)
            {
                ModelFile.Read(File.ReadAllBytes(path), out _);
            }
        }
        catch (ModelFileException e)
        {
            fault = e.Message.TrimEnd('.');
        }

        if (fault is not null)
        {
            throw new ReceiptException(
                ReceiptFault.Damaged,
                $"The file '{path}' is there and is no model ({fault}); expected no file, or an older model to replace. It is left "
                + "as it is.");
        }
    }

    private static void Guarded(string path, Action access)
    {
        try
        {
            access();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReceiptException(
                ReceiptFault.Unwritable, $"The model '{path}' cannot be written: {e.Message}", e);
        }
    }
}
