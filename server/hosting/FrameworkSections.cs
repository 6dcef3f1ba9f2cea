using Microsoft.Extensions.Configuration;

namespace Candor.Hosting;

/// <summary>What in the framework's own sections would stop it with an error of its own.</summary>
internal static class FrameworkSections
{
    /// <summary>Finds log levels and addresses that are none. What else the framework rejects is told when it
    /// starts.</summary>
    /// <param name="configuration">The sections.</param>
    /// <returns>What is wrong, each in one line that names the place.</returns>
    internal static IEnumerable<string> FaultsOf(IConfiguration configuration) =>
    [
        .. LeavesOf(configuration.GetSection("Logging"))
            .Where(static leaf => IsOfLevels(leaf) && !IsLevel(leaf.Value!))
            .Select(static leaf =>
                $"{leaf.Path} is '{leaf.Value}'; expected one of {string.Join(", ", Enum.GetNames<LogLevel>())}."),
        .. configuration.GetSection("Kestrel:Endpoints").GetChildren()
            .Select(static endpoint => endpoint.GetSection("Url"))
            .Where(static url => !HostOptions.IsListenAddress(url.Value ?? string.Empty))
            .Select(static url =>
                $"{url.Path} is '{url.Value}'; expected {HostOptions.ListenAddressExpected}."),
    ];

    private static IEnumerable<IConfigurationSection> LeavesOf(IConfigurationSection section) =>
        section.GetChildren().SelectMany(LeavesOf).Concat(section.Value is null ? [] : [section]);

    private static bool IsOfLevels(IConfigurationSection leaf) =>
        leaf.Path.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase);

    private static bool IsLevel(string text) => Enum.GetNames<LogLevel>().Contains(text, StringComparer.OrdinalIgnoreCase);
}
