namespace Candor.Client.Calls;

/// <summary>What the client's options must meet.</summary>
internal static class CandorClientOptionsRules
{
    internal static IEnumerable<string> FaultsOf(CandorClientOptions options)
    {
        if (options.Address is not { IsAbsoluteUri: true } address
            || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
            || address.PathAndQuery != "/")
        {
            yield return $"{nameof(options.Address)} is '{options.Address}', expected an http or https address without "
                + "a path, such as https://candor.example.org";
        }

        if (options.CallTimeout <= TimeSpan.Zero)
        {
            yield return $"{nameof(options.CallTimeout)} is {options.CallTimeout}, expected above zero";
        }

        if (options.MaxAttempts < 1)
        {
            yield return $"{nameof(options.MaxAttempts)} is {options.MaxAttempts}, expected at least 1";
        }

        if (options.InitialBackoff <= TimeSpan.Zero)
        {
            yield return $"{nameof(options.InitialBackoff)} is {options.InitialBackoff}, expected above zero";
        }

        if (options.MaxBackoff < options.InitialBackoff)
        {
            yield return $"{nameof(options.MaxBackoff)} is {options.MaxBackoff}, expected at least "
                + $"{nameof(options.InitialBackoff)}, {options.InitialBackoff}";
        }

        if (options.TimeProvider is null)
        {
            yield return $"{nameof(options.TimeProvider)} is null, expected a clock";
        }

        if (options.CheckpointStore is null)
        {
            yield return $"{nameof(options.CheckpointStore)} is null, expected a store";
        }
    }
}
