using Candor.Cli.Errors;

namespace Candor.Cli.Options;

/// <summary>Bytes that an option names in hexadecimal digits.</summary>
internal static class HexOption
{
    /// <summary>Reads them.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="given">What was typed.</param>
    /// <param name="bytes">How many bytes are expected.</param>
    /// <param name="isNot">What is said of a wrong one, such as <c>is not a digest</c>.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="CliException">It is something else, or of another length.</exception>
    internal static byte[] Read(string option, string given, int bytes, string isNot)
    {
        try
        {
            byte[] found = Convert.FromHexString(given);
            if (found.Length == bytes)
            {
                return found;
            }
        }
        catch (FormatException)
        {
            // Told below, as a wrong length is.
        }

        throw new CliException($"{option} '{given}': {isNot}; expected {2 * bytes} hexadecimal digits");
    }
}
