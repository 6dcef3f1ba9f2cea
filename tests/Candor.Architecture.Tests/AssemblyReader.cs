using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Candor.Architecture.Tests;

/// <summary>Reads what a compiled assembly refers to, without loading it.</summary>
internal static class AssemblyReader
{
    internal static string[] ReferencedAssemblies(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        MetadataReader reader = file.GetMetadataReader();
        return
        [
            .. reader.AssemblyReferences.Select(
                handle => reader.GetString(reader.GetAssemblyReference(handle).Name)),
        ];
    }
}
