using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Candor.Architecture.Tests;

/// <summary>Which folders of a library use which, as compiled: a namespace is a folder, and a type uses what its bases,
/// signatures, attributes and method bodies name. A constant that the compiler copied is not seen.</summary>
internal sealed class FolderGraph
{
    private static readonly Dictionary<short, OperandType> s_operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(static field => (OpCode)field.GetValue(null)!)
        .ToDictionary(static code => code.Value, static code => code.OperandType);

    private readonly MetadataReader _reader;
    private readonly PEReader _file;
    private readonly string _root;
    private readonly bool _rootIsOne;
    private readonly SortedDictionary<string, SortedSet<string>> _uses = new(StringComparer.Ordinal);

    private FolderGraph(PEReader file, string root, bool rootIsOne)
    {
        _file = file;
        _reader = file.GetMetadataReader();
        _root = root;
        _rootIsOne = rootIsOne;
        foreach (TypeDefinitionHandle handle in _reader.TypeDefinitions)
        {
            if (NodeOf(handle) is { } user)
            {
                UsedNames(user, handle);
            }
        }
    }

    /// <summary>Finds the groups of folders that use one another.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="root">The namespace of its root folder.</param>
    /// <param name="rootIsOne">Whether the root folder counts as one folder; otherwise each of its types counts by
    /// itself, for a library whose root holds both what its folders stand on and what stands on them.</param>
    /// <returns>Each circle's folders, in order; none where the folders form layers.</returns>
    internal static string[] Circles(string path, string root, bool rootIsOne)
    {
        using var file = new PEReader(File.OpenRead(path));
        var graph = new FolderGraph(file, root, rootIsOne);
        Assert.NotEmpty(graph._uses);
        return
        [
            .. graph._uses.Keys
                .Select(node => graph.CircleOf(node))
                .Where(circle => circle.Length > 1 && circle.Any(node => rootIsOne || IsFolder(node)))
                .Select(static circle => string.Join(" <-> ", circle))
                .Distinct(),
        ];
    }

    // A type of the root is written with the root's own name before it, which no folder has.
    private static bool IsFolder(string node) => !node.Contains(':', StringComparison.Ordinal);

    private string[] CircleOf(string node)
    {
        SortedSet<string> reached = Reached(node);
        return reached.Contains(node) ? [.. reached.Where(other => Reached(other).Contains(node))] : [];
    }

    private SortedSet<string> Reached(string from)
    {
        var reached = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([from]);
        while (open.TryPop(out string? node))
        {
            foreach (string next in _uses.GetValueOrDefault(node) ?? [])
            {
                if (reached.Add(next))
                {
                    open.Push(next);
                }
            }
        }

        return reached;
    }

    private string? NodeOf(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        while (type.GetDeclaringType() is { IsNil: false } outer)
        {
            type = _reader.GetTypeDefinition(outer);
        }

        string space = _reader.GetString(type.Namespace);
        if (space == _root)
        {
            return _rootIsOne ? "the root" : $"root:{_reader.GetString(type.Name)}";
        }

        return space.StartsWith(_root + ".", StringComparison.Ordinal) ? space[(_root.Length + 1)..] : null;
    }

    private void UsedNames(string user, TypeDefinitionHandle handle)
    {
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        var names = new NamedTypes(_reader, used => Add(user, used));
        names.Note(type.BaseType);
        foreach (InterfaceImplementationHandle implemented in type.GetInterfaceImplementations())
        {
            names.Note(_reader.GetInterfaceImplementation(implemented).Interface);
        }

        foreach (FieldDefinitionHandle field in type.GetFields())
        {
            _reader.GetFieldDefinition(field).DecodeSignature(names, null);
        }

        foreach (PropertyDefinitionHandle property in type.GetProperties())
        {
            _reader.GetPropertyDefinition(property).DecodeSignature(names, null);
        }

        foreach (MethodDefinitionHandle each in type.GetMethods())
        {
            MethodDefinition method = _reader.GetMethodDefinition(each);
            method.DecodeSignature(names, null);
            if (method.RelativeVirtualAddress != 0)
            {
                ReadBody(_file.GetMethodBody(method.RelativeVirtualAddress), names);
            }
        }
    }

    private void ReadBody(MethodBodyBlock body, NamedTypes names)
    {
        if (!body.LocalSignature.IsNil)
        {
            _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(names, null);
        }

        BlobReader code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            int first = code.ReadByte();
            short value = first == 0xFE ? (short)((first << 8) | code.ReadByte()) : (short)first;
            switch (s_operands[value])
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok
                    or OperandType.InlineType:
                    names.Note(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    // Read before the offset is: the compound assignment would take the offset from before the count.
                    int targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                case OperandType operand:
                    code.Offset += SizeOf(operand);
                    break;
            }
        }
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private void Add(string user, TypeDefinitionHandle used)
    {
        if (NodeOf(used) is { } node && node != user)
        {
            if (!_uses.TryGetValue(user, out SortedSet<string>? all))
            {
                _uses[user] = all = new SortedSet<string>(StringComparer.Ordinal);
            }

            all.Add(node);
        }
    }
}
