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

    /// <summary>The members of other assemblies that the code uses, as <c>Type.Member</c> where static or a constructor
    /// and <c>Type#Member</c> where of an instance: <c>RandomNumberGenerator.GetBytes</c> is hidden randomness, while
    /// the method of an instance that a caller passed in is not.</summary>
    internal static string[] CalledMembers(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        MetadataReader reader = file.GetMetadataReader();
        return
        [
            .. reader.MemberReferences
                .Select(reader.GetMemberReference)
                .Where(member => member.Parent.Kind == HandleKind.TypeReference)
                .Select(member => Describe(reader, member)),
        ];
    }

    private static string Describe(MetadataReader reader, MemberReference member)
    {
        TypeReference type = reader.GetTypeReference((TypeReferenceHandle)member.Parent);
        string name = reader.GetString(member.Name);
        bool ofInstance = member.GetKind() == MemberReferenceKind.Method
            && name != ".ctor"
            && reader.GetBlobReader(member.Signature).ReadSignatureHeader().IsInstance;
        return $"{reader.GetString(type.Name)}{(ofInstance ? '#' : '.')}{name}";
    }
}
