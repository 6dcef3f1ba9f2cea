using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;

namespace Candor.Client.Tests.Packaging;

/// <summary>The SDK as its users get it: packed, restored from a feed, and compiled against.</summary>
[Trait("Category", "Slow")]
public sealed class PackedSdkTests : IDisposable
{
    private static readonly string s_configuration =
        typeof(PackedSdkTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private static readonly string s_root = FindRoot();

    private static readonly string[] s_projects =
    [
        "client-sdk/Candor.Client.csproj", "protos/Candor.Protos.csproj", "commitments/Candor.Commitments.csproj",
        "market/Candor.Market.csproj", "mechanism/Candor.Mechanism.csproj", "training/Candor.Training.csproj",
        "wire/Candor.Wire.csproj",
    ];

    // The folders whose README's snippets are compiled; each README by itself, with its own usings.
    private static readonly string[] s_readmes = ["", "client-sdk", "market", "mechanism", "training"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pack_Consumer_RestoresCompilesTheReadmeAndRuns()
    {
        string feed = await PackAsync();
        AssertPackage(feed);
        string consumer = await WriteConsumerAsync(feed);

        string output = await DotnetCommand.RunAsync(consumer, "run", "--verbosity", "quiet");

        // The key was made, the call went through the official transport and found nobody: all assemblies are there.
        Assert.Equal(
            ["64", "UNAVAILABLE"],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Platform.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException($"Platform.sln is in no folder above {AppContext.BaseDirectory}.");
    }

    // One process packs what the test run has built: packing must show what is there, not build it anew.
    private async Task<string> PackAsync()
    {
        string feed = Directory.CreateDirectory(_folder["feed"]).FullName;
        IEnumerable<XElement> projects = s_projects.Select(
            path => new XElement("Packed", new XAttribute("Include", Path.Combine(s_root, path))));
        string properties = $"NoBuild=true;IsPackable=true;PackageOutputPath={feed};Configuration={s_configuration}";
        var project = new XElement(
            "Project",
            new XElement("ItemGroup", projects),
            new XElement(
                "Target",
                new XAttribute("Name", "Pack"),
                new XElement(
                    "MSBuild",
                    new XAttribute("Projects", "@(Packed)"),
                    new XAttribute("Targets", "Pack"),
                    new XAttribute("Properties", properties))));
        await DotnetCommand.RunAsync(
            _folder.Root, "msbuild", _folder.Write("pack.proj", project.ToString()), "-t:Pack", "-nologo", "-v:q");
        return feed;
    }

    private static void AssertPackage(string feed)
    {
        using ZipArchive package = ZipFile.OpenRead(Directory.GetFiles(feed, "Candor.Client.*.nupkg").Single());
        Assert.NotNull(package.GetEntry("README.md"));
        Assert.NotNull(package.GetEntry("lib/net10.0/Candor.Client.dll"));
        Assert.NotNull(package.GetEntry("lib/net10.0/Candor.Client.xml"));
        using Stream nuspec = package.GetEntry("Candor.Client.nuspec")!.Open();
        Dictionary<string, string> dependencies = XDocument.Load(nuspec).Descendants()
            .Where(element => element.Name.LocalName == "dependency")
            .ToDictionary(element => element.Attribute("id")!.Value, element => element.Attribute("version")!.Value);

        Assert.Contains("Grpc.Net.Client", dependencies.Keys);
        Assert.Contains("Grpc.StatusProto", dependencies.Keys);
        string version = Version();
        Assert.All(
            ["Candor.Wire"],
            name => Assert.Equal(version, dependencies[name]));
    }

    private async Task<string> WriteConsumerAsync(string feed)
    {
        string consumer = Directory.CreateDirectory(_folder["consumer"]).FullName;
        string cache = (await DotnetCommand.RunAsync(s_root, "nuget", "locals", "global-packages", "--list"))
            .Split(' ', 2)[1].Trim();

        // Our packages come from the feed alone and go to a folder of the test's own; what they depend on was restored
        // to build them, and is read from there.
        new XElement(
            "configuration",
            new XElement("packageSources", new XElement("clear"), Add("feed", feed)),
            new XElement("fallbackPackageFolders", new XElement("clear"), Add("restored", cache)),
            new XElement("config", Add("globalPackagesFolder", _folder["packages"])))
            .Save(Path.Combine(consumer, "nuget.config"));
        new XElement(
            "Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement(
                "PropertyGroup",
                new XElement("TargetFramework", "net10.0"),
                new XElement("OutputType", "Exe"),
                new XElement("Nullable", "enable"),
                new XElement("ImplicitUsings", "enable"),
                new XElement("NuGetAudit", "false")),
            new XElement(
                "ItemGroup",
                new XElement(
                    "PackageReference",
                    new XAttribute("Include", "Candor.Client"),
                    new XAttribute("Version", Version())))).Save(Path.Combine(consumer, "consumer.csproj"));
        int count = 0;
        foreach (string folder in s_readmes)
        {
            IReadOnlyList<string> snippets =
                ReadmeSnippets.Of(await File.ReadAllTextAsync(Path.Combine(s_root, folder, "README.md")));
            string name = $"Snippets{Array.IndexOf(s_readmes, folder)}";
            await File.WriteAllTextAsync(
                Path.Combine(consumer, $"{name}.cs"), ReadmeSnippets.ToSource(name, snippets));
            count += snippets.Count;
        }

        Assert.Equal(13, count);
        await File.WriteAllTextAsync(Path.Combine(consumer, "Program.cs"), Program);
        return consumer;
    }

    private const string Program = """
        using Candor.Client;

        using SigningKey key = SigningKey.Create();
        Console.WriteLine(key.KeyId.Length);
        using var client = new CandorClient(
            new CandorClientOptions { Address = new Uri("http://127.0.0.1:1"), MaxAttempts = 1 });
        try
        {
            await client.GetMarketAsync("hospitals");
        }
        catch (CandorException e)
        {
            Console.WriteLine(e.Reason);
        }
        """;

    private static string Version() => XDocument.Load(Path.Combine(s_root, "Directory.Build.props"))
        .Descendants("Version").Single().Value;

    private static XElement Add(string key, string value) =>
        new("add", new XAttribute("key", key), new XAttribute("value", value));
}
