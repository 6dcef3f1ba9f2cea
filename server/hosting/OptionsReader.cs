using System.Reflection;
using System.Text.RegularExpressions;
using Candor.Hosting.Edge;
using Microsoft.Extensions.Configuration;

namespace Candor.Hosting;

/// <summary>Reads a role's options from file, environment and command line, and finds every fault in one
/// reading.</summary>
internal static partial class OptionsReader
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
            ThrowIfAny(role, [.. CommandLineWords.FaultsOf(args)]);
            IConfigurationRoot commandLine = new ConfigurationBuilder().AddCommandLine(args, s_shortNames).Build();
            string? named = commandLine[ConfigKey];
            if (named is { Length: 0 })
            {
                throw new CandorServerException($"{ConfigKey} is empty; expected the path of a configuration file.");
            }

            IConfigurationRoot file = new ConfigurationBuilder()
                .AddJsonFile(Path.GetFullPath(named ?? $"candor-{role}.json"), optional: named is null)
                .Build();
            IConfigurationRoot environment =
                new ConfigurationBuilder().AddEnvironmentVariables(EnvironmentPrefix).Build();
            RefuseUnknownNames<TOptions>(role, file, environment, commandLine);
            return new ConfigurationBuilder()
                .AddInMemoryCollection(ValuesOf(file))
                .AddInMemoryCollection(ValuesOf(environment))
                .AddInMemoryCollection(ValuesOf(commandLine))
                .Build();
        }
        catch (Exception e) when (e is FormatException or IOException or InvalidDataException)
        {
            throw new CandorServerException(
                $"The configuration cannot be read: {(e.InnerException ?? e).Message.ReplaceLineEndings(" ")}", e);
        }
    }

    // A configuration within another would pass over empty values, and an option set to nothing would quietly keep what it
    // is by default.
    private static IEnumerable<KeyValuePair<string, string?>> ValuesOf(IConfiguration configuration) =>
        configuration.AsEnumerable().Where(static pair => pair.Value is not null);

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
            if (IsWhole(property.PropertyType) && section.Value is { } number && !WholeNumber().IsMatch(number))
            {
                faults.Add($"{property.Name} is '{number}'; expected a whole number.");
                continue;
            }

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
        [
            .. options.Validate(),
            .. FrameworkSections.FaultsOf(configuration),
            unusable,
            ServerCertificate.FindMissing(options, configuration),
        ];
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

    // Ignoring a slip in a name would run a program that is not the one described.
    private static void RefuseUnknownNames<TOptions>(
        string role, IConfiguration file, IConfiguration environment, IConfiguration commandLine)
    {
        string[] names = [.. OptionsOf<TOptions>().Select(property => property.Name)];
        string[] known = [.. names, ConfigKey, .. s_frameworkSections];
        IEnumerable<string> written = file.GetChildren().Concat(commandLine.GetChildren())
            .Select(section => section.Key);
        IEnumerable<string> inherited = environment.GetChildren()
            .Select(section => section.Key)
            .Where(key => !EnvironmentNames.IsOfOthers(key));
        ThrowIfAny(
            role,
            [
                .. written.Where(IsUnknown).Select(key => Fault(key, key)),
                .. inherited.Where(IsUnknown).Select(key => Fault($"{EnvironmentPrefix}{key}", key)),
            ]);

        bool IsUnknown(string key) => !known.Contains(key, StringComparer.OrdinalIgnoreCase);

        string Fault(string shown, string key) =>
            $"'{shown}' is not an option; expected one of {string.Join(", ", names)}"
            + (shown == key ? "." : $", after {EnvironmentPrefix}.");
    }

    private static bool IsWhole(Type type) => type == typeof(int) || type == typeof(long);

    // The platform's own parsers also take white space, hexadecimal digits, leading zeros and U+0000 at the end.
    [GeneratedRegex(@"^(0|-?[1-9][0-9]*)\z")]
    private static partial Regex WholeNumber();

    private static PropertyInfo[] OptionsOf<TOptions>() => typeof(TOptions).GetProperties();
}
