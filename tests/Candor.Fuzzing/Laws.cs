namespace Candor.Fuzzing;

/// <summary>A parser took or refused something and broke its law by it.</summary>
/// <param name="message">What was found.</param>
internal sealed class LawBrokenException(string message) : Exception(message);

/// <summary>What targets require.</summary>
internal static class Laws
{
    /// <summary>Requires that something holds.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="broken">What was found where it does not.</param>
    internal static void Require(bool holds, string broken)
    {
        if (!holds)
        {
            throw new LawBrokenException(broken);
        }
    }

    /// <summary>Requires the same bytes.</summary>
    /// <param name="found">What was made.</param>
    /// <param name="expected">What it must be.</param>
    /// <param name="what">Its name.</param>
    internal static void RequireSame(ReadOnlySpan<byte> found, ReadOnlySpan<byte> expected, string what) => Require(
        found.SequenceEqual(expected),
        $"{what} is {Convert.ToHexStringLower(found)}; expected {Convert.ToHexStringLower(expected)}");

    /// <summary>Runs what may throw one documented exception.</summary>
    /// <typeparam name="TDocumented">The exception.</typeparam>
    /// <param name="run">What runs.</param>
    /// <returns>Whether it did not throw.</returns>
    internal static bool Takes<TDocumented>(Action run)
        where TDocumented : Exception
    {
        try
        {
            run();
            return true;
        }
        catch (TDocumented e)
        {
            // A message is for a person: it is there, and it is not a dump of what was sent.
            Require(e.Message.Length is > 0 and < 65_536, $"the message has {e.Message.Length} characters");
            return false;
        }
    }
}
