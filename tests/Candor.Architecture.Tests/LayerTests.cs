using System.Reflection;
using System.Xml.Linq;

namespace Candor.Architecture.Tests;

/// <summary>The layers of ARCHITECTURE.md: who may reference whom. A project references what its row names and nothing
/// else. What it references brings along what that stands on, and no more: whoever stands on <c>wire/</c> speaks of its
/// messages and of the market's types without naming <c>protos/</c> or <c>market/</c> again.</summary>
public sealed class LayerTests
{
    private static readonly string s_root = typeof(LayerTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    private static readonly Dictionary<string, string[]> s_mayReference = new(StringComparer.Ordinal)
    {
        ["mechanism"] = [],
        ["commitments"] = [],
        ["training"] = [],
        ["market"] = ["mechanism", "commitments", "training"],
        ["protos"] = [],
        ["wire"] = ["protos", "market"],
        ["server/hosting"] = ["wire"],
        ["server/validator"] = ["server/hosting"],
        ["server/platform"] = ["server/validator", "server/hosting"],
        ["client-sdk"] = ["wire"],
        ["simulation"] = ["client-sdk", "server/platform", "server/validator", "server/hosting"],
        ["cli"] = ["training", "simulation", "client-sdk", "server/platform", "server/validator", "server/hosting"],
        ["samples/participant"] = ["client-sdk"],
        ["samples/worker"] = ["client-sdk"],
    };

    private static readonly Dictionary<string, string[]> s_mayUsePackage = new(StringComparer.Ordinal)
    {
        ["mechanism"] = ["MathNet.Numerics", "System.Numerics.Tensors"],
        ["commitments"] = ["BouncyCastle.Cryptography"],
        ["training"] = ["BouncyCastle.Cryptography"],
        ["market"] = [],
        ["protos"] = ["Google.Protobuf", "Grpc.Core.Api", "Grpc.Tools"],
        ["wire"] = ["Grpc.StatusProto"],
        ["simulation"] = [],
    };

    public static TheoryData<string> Layers => [.. s_mayReference.Keys];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Project_OfLayer_ReferencesOnlyItsLayers(string layer)
    {
        string[] found =
        [
            .. ProjectsOf(layer).SelectMany(project => References(project, "ProjectReference")
                .Select(path => LayerOf(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, path)))))
                .Distinct(),
        ];

        Assert.Empty(found.Except(s_mayReference[layer]));
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Project_OfPureLayer_UsesOnlyItsPackages(string layer)
    {
        if (s_mayUsePackage.TryGetValue(layer, out string[]? allowed))
        {
            Assert.Empty(ProjectsOf(layer).SelectMany(p => References(p, "PackageReference")).Except(allowed));
        }
    }

    // The compiler writes down which assemblies the code really uses, whatever a project file brings along.
    [Theory]
    [MemberData(nameof(Layers))]
    public void Assembly_OfLayer_UsesOnlyItsLayers(string layer)
    {
        foreach (string project in ProjectsOf(layer))
        {
            var used = AssemblyReader.ReferencedAssemblies(AssemblyOf(project))
                .Where(s_layerOfAssembly.ContainsKey)
                .Select(name => s_layerOfAssembly[name]);
            Assert.Empty(used.Except(StandsOn(layer)));
        }
    }

    // BannedSymbols.txt names the calls; the analyzer refuses them where the project says that it is pure.
    [Theory]
    [InlineData("mechanism")]
    [InlineData("commitments")]
    [InlineData("training")]
    [InlineData("market")]
    [InlineData("wire")]
    public void Project_OfPureLayer_IsHeldToTheBannedSymbols(string layer) => Assert.All(
        ProjectsOf(layer),
        project => Assert.Equal("true", XDocument.Load(project).Descendants("IsPureLibrary").Single().Value));

    // A circle is two folders that are one in truth: neither is read, tested or moved without the other.
    [Theory]
    [InlineData("mechanism", true)]
    [InlineData("market", false)]
    [InlineData("commitments", true)]
    [InlineData("training", true)]
    [InlineData("wire", true)]
    [InlineData("server/hosting", false)]
    [InlineData("server/validator", false)]
    [InlineData("server/platform", false)]
    [InlineData("simulation", false)]
    [InlineData("cli", false)]
    public void Folders_OfLibrary_UseOneAnotherInOneDirection(string layer, bool rootIsOne)
    {
        foreach (string project in ProjectsOf(layer))
        {
            Assert.Empty(FolderGraph.Circles(AssemblyOf(project), RootNamespace(project), rootIsOne));
        }
    }

    private static readonly Dictionary<string, string> s_layerOfAssembly = s_mayReference.Keys
        .SelectMany(layer => ProjectsOf(layer).Select(project => (Name: AssemblyName(project), layer)))
        .ToDictionary(pair => pair.Name, pair => pair.layer, StringComparer.Ordinal);

    // A layer, and all that its arrows lead to.
    private static IEnumerable<string> StandsOn(string layer) =>
        s_mayReference[layer].SelectMany(StandsOn).Prepend(layer).Distinct();

    private static string[] ProjectsOf(string layer) =>
        Directory.GetFiles(Path.Combine(s_root, layer), "*.csproj", SearchOption.AllDirectories);

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(project).Descendants(kind).Select(element => element.Attribute("Include")!.Value);

    // A top folder, or a folder of server/ or samples/, where every program is a layer of its own.
    private static string LayerOf(string path)
    {
        string[] parts = Path.GetRelativePath(s_root, path).Split('/', '\\');
        return parts[0] is "server" or "samples" ? $"{parts[0]}/{parts[1]}" : parts[0];
    }

    private static string AssemblyName(string project) =>
        XDocument.Load(project).Descendants("AssemblyName").SingleOrDefault()?.Value
        ?? Path.GetFileNameWithoutExtension(project);

    private static string RootNamespace(string project) =>
        XDocument.Load(project).Descendants("RootNamespace").SingleOrDefault()?.Value ?? AssemblyName(project);

    // The newest build of either configuration: the solution is built before its tests run.
    private static string AssemblyOf(string project) => Directory
        .GetFiles(
            Path.Combine(Path.GetDirectoryName(project)!, "bin"),
            AssemblyName(project) + ".dll",
            SearchOption.AllDirectories)
        .OrderByDescending(File.GetLastWriteTimeUtc)
        .First();
}
