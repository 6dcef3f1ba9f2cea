using System.Security.Cryptography;
using Candor.Releases.Tests.Frozen;

namespace Candor.Releases.Tests;

/// <summary>What a release made is never changed: not a byte, not a file more or less.</summary>
public sealed class FrozenFilesTests
{
    [Fact]
    public void Release_EveryFile_HasTheSumThatWasWrittenDown()
    {
        IEnumerable<string> found = Directory
            .EnumerateFiles(Release.Root, "*", SearchOption.AllDirectories)
            .Select(path => (Path: path, Name: Path.GetRelativePath(Release.Root, path).Replace('\\', '/')))
            .Where(file => file.Name is not ("README.md" or "SHA256SUMS"))
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.Path)))}  {file.Name}");

        Assert.Equal(File.ReadAllLines(Release.PathOf("SHA256SUMS")), found);
    }
}
