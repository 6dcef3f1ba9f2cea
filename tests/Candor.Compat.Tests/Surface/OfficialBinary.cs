using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Candor.Compat.Tests.Surface;

/// <summary>What an official binary needs from the two contract assemblies, read from its own metadata.</summary>
internal static class OfficialBinary
{
    private static readonly string[] Contracts = ["Grpc.Core.Api", "Grpc.Net.Common"];

    /// <summary>Every reference of a binary into the contract assemblies that does not resolve.</summary>
    /// <param name="binary">The binary, loaded.</param>
    /// <param name="checkedReferences">How many references were looked at.</param>
    public static List<string> FindMissing(Assembly binary, out int checkedReferences)
    {
        using PEReader file = new(File.OpenRead(binary.Location));
        MetadataReader reader = file.GetMetadataReader();
        List<string> missing = [];
        checkedReferences = 0;
        foreach (TypeReferenceHandle handle in reader.TypeReferences)
        {
            if (ScopeOf(reader, handle) is not null)
            {
                checkedReferences++;
                Check(binary, MetadataTokens.GetToken(handle), NameOf(reader, handle), missing);
            }
        }

        foreach (MemberReferenceHandle handle in reader.MemberReferences)
        {
            MemberReference member = reader.GetMemberReference(handle);
            if (DeclaringContractType(reader, member.Parent) is { } type)
            {
                checkedReferences++;
                string name = $"{NameOf(reader, type)}::{reader.GetString(member.Name)}";
                Check(binary, MetadataTokens.GetToken(handle), name, missing);
            }
        }

        return missing;
    }

    /// <summary>Every override of a binary whose contract base has no such virtual member.</summary>
    /// <remarks>
    /// The runtime takes such a method for a new one and says nothing; the base would then never call it.
    /// </remarks>
    /// <param name="binary">The binary, loaded.</param>
    /// <param name="checkedOverrides">How many overrides were looked at.</param>
    public static List<string> FindLostOverrides(Assembly binary, out int checkedOverrides)
    {
        const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance
            | BindingFlags.Public | BindingFlags.NonPublic;
        MethodInfo[] overrides =
        [
            .. binary.GetTypes()
                .Where(type => IsContract(type.BaseType?.Assembly))
                .SelectMany(type => type.GetMethods(Declared))
                .Where(method => method.IsVirtual && !method.Attributes.HasFlag(MethodAttributes.NewSlot)),
        ];
        checkedOverrides = overrides.Length;
        return
        [
            .. overrides
                .Where(method => method.GetBaseDefinition().DeclaringType == method.DeclaringType)
                .Select(method => $"{method.DeclaringType}::{method.Name}"),
        ];
    }

    private static bool IsContract(Assembly? assembly) => Contracts.Contains(assembly?.GetName().Name);

    private static void Check(Assembly binary, int token, string name, List<string> missing)
    {
        // The runtime's own resolution compares the whole signature, return type and generic arity included.
        // Placeholders stand in for the type parameters of whatever generic code holds the reference.
        Type[] placeholders = [.. Enumerable.Repeat(typeof(object), 8)];
        try
        {
            MemberInfo? resolved = binary.ManifestModule.ResolveMember(token, placeholders, placeholders);
            if (resolved is null)
            {
                missing.Add(name);
            }
            else if (!IsVisible(resolved))
            {
                missing.Add($"{name} (not visible)");
            }
        }
        catch (Exception e) when (e is MissingMemberException or TypeLoadException or ArgumentException
            or FileNotFoundException or BadImageFormatException)
        {
            missing.Add($"{name} ({e.Message})");
        }
    }

    private static bool IsVisible(MemberInfo member) => member switch
    {
        Type type => type.IsVisible,
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,

        // The one internal member that the contract assembly opens to the official server.
        MethodBase { Name: "BindService", IsAssembly: true } => true,
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        _ => false,
    };

    private static TypeReferenceHandle? DeclaringContractType(MetadataReader reader, EntityHandle parent)
    {
        TypeReferenceHandle? type = parent.Kind switch
        {
            HandleKind.TypeReference => (TypeReferenceHandle)parent,
            HandleKind.TypeSpecification => GenericDefinition(reader, (TypeSpecificationHandle)parent),
            _ => null,
        };
        return type is { } found && ScopeOf(reader, found) is not null ? found : null;
    }

    private static TypeReferenceHandle? GenericDefinition(MetadataReader reader, TypeSpecificationHandle handle)
    {
        BlobReader blob = reader.GetBlobReader(reader.GetTypeSpecification(handle).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return null;
        }

        blob.ReadByte();
        EntityHandle type = blob.ReadTypeHandle();
        return type.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)type : null;
    }

    private static string? ScopeOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        EntityHandle scope = reader.GetTypeReference(handle).ResolutionScope;
        while (scope.Kind == HandleKind.TypeReference)
        {
            scope = reader.GetTypeReference((TypeReferenceHandle)scope).ResolutionScope;
        }

        if (scope.Kind != HandleKind.AssemblyReference)
        {
            return null;
        }

        string name = reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name);
        return Contracts.Contains(name) ? name : null;
    }

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        TypeReference type = reader.GetTypeReference(handle);
        string own = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(reader, (TypeReferenceHandle)type.ResolutionScope)}/{own}"
            : $"{reader.GetString(type.Namespace)}.{own}";
    }
}
