using System.Reflection;
using Candor.Hosting.Edge;
using Microsoft.Extensions.Configuration;

namespace Candor.Hosting;

/// <summary>Reads a role's options from file, environment and command line, and finds every fault in one
/// reading.</summary>
internal static class OptionsReader
{
    private const string EnvironmentPrefix = "CANDOR_";
    private const string ConfigKey = "Config";

    // Sections that belong to the framework: TLS certificates and endpoints; log levels.
    private static readonly string[] s_frameworkSections = ["Kestrel", "Logging"];

    private static readonly Dictionary<string, string> s_shortNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--listen"] = nameof(HostOptions.ListenUrls),
        ["--database"] = nameof(HostOptions.DatabasePath),
        ["--certificate"] = nameof(HostOptions.CertificatePath),
        ["--certificate-key"] = nameof(HostOptions.CertificateKeyPath),
        ["--certificate-password"] = nameof(HostOptions.CertificatePassword),
    };

    /// <summary>Reads the configuration's sources.</summary>
    /// <typeparam name="TOptions">The role's options.</typeparam>
    /// <param name="args">The command line.</param>
    /// <returns>The configuration, with the framework's own sections.</returns>
    /// <exception cref="CandorServerException">The file does not exist or is not JSON, the command line cannot be
    /// read, or either holds a name that is not an option.</exception>
    internal static IConfigurationRoot ReadSources<TOptions>(string[] args)
        where TOptions : HostOptions, new()
    {
        string role = new TOptions().Role;
        try
        {
            IConfigurationRoot commandLine = new ConfigurationBuilder().AddCommandLine(args, s_shortNames).Build();
            string? named = commandLine[ConfigKey];
            IConfigurationRoot file = new ConfigurationBuilder()
                .AddJsonFile(Path.GetFullPath(named ?? $"candor-{role}.json"), optional: named is null)
                .Build();
            RefuseUnknownNames<TOptions>(role, file, commandLine);
            return new ConfigurationBuilder()
                .AddConfiguration(file)
                .AddEnvironmentVariables(EnvironmentPrefix)
                .AddConfiguration(commandLine)
                .Build();
        }
        catch (Exception e) when (e is FormatException or IOException or InvalidDataException)
        {
            throw new CandorServerException(
                $"The configuration cannot be read: {(e.InnerException ?? e).Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>Reads and validates the options.</summary>
    /// <typeparam name="TOptions">The role's options.</typeparam>
    /// <param name="configuration">The sources.</param>
    /// <returns>The options.</returns>
    /// <exception cref="CandorServerException">Options are wrong; the message lists all faults.</exception>
    internal static TOptions Read<TOptions>(IConfiguration configuration)
        where TOptions : HostOptions, new()
    {
        var options = new TOptions();
        var faults = new List<string>();
        foreach (PropertyInfo property in OptionsOf<TOptions>())
        {
            IConfigurationSection section = configuration.GetSection(property.Name);
            try
            {
                if (Bind(section, property.PropertyType) is { } value)
                {
                    property.SetValue(options, value);
                }
            }
            catch (InvalidOperationException)
            {
                faults.Add($"{property.Name} is '{section.Value}'; expected a whole number.");
            }
        }

        ThrowIfAny(options.Role, [.. faults, .. FaultsOf(options, configuration)]);
        return options;
    }

    /// <summary>Validates options that a program made.</summary>
    /// <param name="options">The options.</param>
    /// <param name="configuration">The framework's own sections.</param>
    /// <exception cref="CandorServerException">Options are wrong; the message lists all faults.</exception>
    internal static void Check(HostOptions options, IConfiguration configuration) =>
        ThrowIfAny(options.Role, [.. FaultsOf(options, configuration)]);

    private static IEnumerable<string> FaultsOf(HostOptions options, IConfiguration configuration)
    {
        _ = ServerCertificate.Load(options, out string? unusable);
        IEnumerable<string?> faults =
            [.. options.Validate(), unusable, ServerCertificate.FindMissing(options, configuration)];
        return faults.OfType<string>();
    }

    // One option at a time, since the binder stops at the first that does not convert. An array in a file has children;
    // a list in one text is split.
    private static object? Bind(IConfigurationSection section, Type type) =>
        type == typeof(IReadOnlyList<string>) && section.Value is { } text
            ? text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : section.Get(type, static binder => binder.ErrorOnUnknownConfiguration = true);

    private static void ThrowIfAny(string role, IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
        {
            throw new CandorServerException($"The {role}'s options are wrong: {string.Join(' ', faults)}");
        }
    }

    // A name in the environment may belong to another program that shares the prefix; in our file or on our command
    // line it is a slip, and ignoring it would run a program that is not the one described.
    private static void RefuseUnknownNames<TOptions>(string role, IConfiguration file, IConfiguration commandLine)
    {
        string[] names = [.. OptionsOf<TOptions>().Select(property => property.Name)];
        string[] known = [.. names, ConfigKey, .. s_frameworkSections];
        ThrowIfAny(
            role,
            [
                .. file.GetChildren().Concat(commandLine.GetChildren())
                    .Select(section => section.Key)
                    .Where(key => !known.Contains(key, StringComparer.OrdinalIgnoreCase))
                    .Select(key => $"'{key}' is not an option; expected one of {string.Join(", ", names)}."),
            ]);
    }

    private static PropertyInfo[] OptionsOf<TOptions>() => typeof(TOptions).GetProperties();
}
