using Candor.Cli.Output;
using Candor.Client;

namespace Candor.Cli.Inputs;

/// <summary>Loads the keys that a command line names.</summary>
internal static class KeyInput
{
    /// <summary>Loads a key, and passes on what the loader did not like.</summary>
    /// <param name="path">The file.</param>
    /// <param name="screen">Where the warning goes.</param>
    /// <exception cref="SigningKeyException">The file holds no key of ours.</exception>
    internal static SigningKey Load(string path, Screen screen)
    {
        OutputFile.RequireName("--key", path, "a private key, as 'candor keygen' makes it");
        SigningKey key = SigningKey.Load(path);
        if (key.Warning is { } warning)
        {
            screen.Progress($"warning: {warning}", Tone.Warning);
        }

        return key;
    }

    /// <summary>Loads a key that need not be there.</summary>
    /// <param name="path">The file; null for no key.</param>
    /// <param name="screen">Where the warning goes.</param>
    /// <exception cref="SigningKeyException">The file holds no key of ours.</exception>
    internal static SigningKey? LoadOptional(string? path, Screen screen) => path is null ? null : Load(path, screen);
}
