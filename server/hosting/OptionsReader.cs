using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Candor.Hosting;

/// <summary>Reads the options from file, environment and command line, and finds every fault in one reading.</summary>
internal static class OptionsReader
{
    /// <summary>The file that is read where <c>--Config</c> names none.</summary>
    internal const string DefaultFile = "candor-server.json";

    private const string EnvironmentPrefix = "CANDOR_";
    private const string ConfigKey = "Config";

    // Sections that belong to the framework: TLS certificates and endpoints; log levels.
    private static readonly string[] s_frameworkSections = ["Kestrel", "Logging"];

    private static readonly string[] s_names = [.. typeof(CandorServerOptions).GetProperties().Select(p => p.Name)];

    /// <summary>Reads the configuration's sources.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The configuration, for the framework's own sections.</returns>
    /// <exception cref="CandorServerException">The file does not exist or is not JSON, the command line cannot be
    /// read, or either holds a name that is no option.</exception>
    internal static IConfigurationRoot ReadSources(string[] args)
    {
        try
        {
            IConfigurationRoot commandLine = new ConfigurationBuilder().AddCommandLine(args).Build();
            var files = new ConfigurationBuilder();
            if (commandLine[ConfigKey] is { } named)
            {
                files.AddJsonFile(Path.GetFullPath(named), optional: false);
            }
            else
            {
                files.AddJsonFile(Path.GetFullPath(DefaultFile), optional: true);
            }

            IConfigurationRoot file = files.Build();
            RefuseUnknownNames(file, commandLine);
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
    /// <param name="configuration">The sources.</param>
    /// <returns>The options.</returns>
    /// <exception cref="CandorServerException">Options are wrong; the message lists all faults.</exception>
    internal static CandorServerOptions Read(IConfiguration configuration)
    {
        var faults = new List<string>();
        var defaults = new CandorServerOptions();
        var options = new CandorServerOptions
        {
            DatabasePath = configuration[nameof(CandorServerOptions.DatabasePath)] ?? defaults.DatabasePath,
            LogName = configuration[nameof(CandorServerOptions.LogName)] ?? defaults.LogName,
            LogKeyPath = configuration[nameof(CandorServerOptions.LogKeyPath)],
            ListenUrls = List(nameof(CandorServerOptions.ListenUrls), defaults.ListenUrls),
            AllowedOperators = List(nameof(CandorServerOptions.AllowedOperators), defaults.AllowedOperators),
            MaxMessageBytes = (int)Number(nameof(CandorServerOptions.MaxMessageBytes), defaults.MaxMessageBytes, true),
            MaxStreams = (int)Number(nameof(CandorServerOptions.MaxStreams), defaults.MaxStreams, true),
            MaxQueuedMessages =
                (int)Number(nameof(CandorServerOptions.MaxQueuedMessages), defaults.MaxQueuedMessages, true),
            MaxIdleMarkets = (int)Number(nameof(CandorServerOptions.MaxIdleMarkets), defaults.MaxIdleMarkets, true),
            MaxDatabaseBytes =
                Number(nameof(CandorServerOptions.MaxDatabaseBytes), defaults.MaxDatabaseBytes, false),
            ShutdownGraceSeconds =
                (int)Number(nameof(CandorServerOptions.ShutdownGraceSeconds), defaults.ShutdownGraceSeconds, true),
            AddressFile = configuration[nameof(CandorServerOptions.AddressFile)],
            ValidatorId = configuration[nameof(CandorServerOptions.ValidatorId)] ?? defaults.ValidatorId,
            ValidatorDatabasePath = configuration[nameof(CandorServerOptions.ValidatorDatabasePath)],
            ValidatorKeyPath = configuration[nameof(CandorServerOptions.ValidatorKeyPath)],
        };
        faults.AddRange(options.Validate());
        ThrowIfAny(faults);
        return options;

        long Number(string name, long value, bool isInt32)
        {
            if (configuration[name] is not { } text)
            {
                return value;
            }

            bool parsed = long.TryParse(
                text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number);
            if (parsed && (!isInt32 || number is >= int.MinValue and <= int.MaxValue))
            {
                return number;
            }

            faults.Add($"{name} is '{text}'; expected a whole number.");
            return value;
        }

        // An array in a file has children; a list in one text is split.
        IReadOnlyList<string> List(string name, IReadOnlyList<string> value)
        {
            IConfigurationSection section = configuration.GetSection(name);
            return section.Value is { } text
                ? text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                : section.GetChildren().Any()
                    ? [.. section.GetChildren().Select(child => child.Value ?? "")]
                    : value;
        }
    }

    /// <summary>Throws one exception for all faults.</summary>
    /// <param name="faults">The faults.</param>
    /// <exception cref="CandorServerException">There is at least one.</exception>
    internal static void ThrowIfAny(IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
        {
            throw new CandorServerException($"The server's options are wrong: {string.Join(' ', faults)}");
        }
    }

    // A name in the environment may belong to another program that shares the prefix; in our file or on our command
    // line it is a slip, and ignoring it would run a server that is not the one described.
    private static void RefuseUnknownNames(IConfiguration file, IConfiguration commandLine) => ThrowIfAny(
    [
        .. file.GetChildren().Concat(commandLine.GetChildren())
            .Select(section => section.Key)
            .Where(key => !IsKnown(key))
            .Select(key => $"'{key}' is not an option; expected one of {string.Join(", ", s_names)}."),
    ]);

    private static bool IsKnown(string key) =>
        s_names.Append(ConfigKey).Concat(s_frameworkSections).Contains(key, StringComparer.OrdinalIgnoreCase);
}
