namespace Candor.Training.Onnx;

/// <summary>A file is no model of this library. The message says what is wrong and what was expected.</summary>
public sealed class ModelFileException : Exception
{
    /// <summary>Makes an error.</summary>
    /// <param name="message">What is wrong, and what was expected.</param>
    public ModelFileException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error.</summary>
    /// <param name="message">What is wrong, and what was expected.</param>
    /// <param name="inner">Its cause.</param>
    public ModelFileException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Makes an error of which nothing is known.</summary>
    public ModelFileException()
        : this("The file is no model that Candor wrote.")
    {
    }
}
