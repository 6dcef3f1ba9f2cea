using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Candor.Commitments.Tests.SecretPaths;

/// <summary>The process that compiles the library's methods, so that the runtime writes down their machine code. The test
/// host starts it with the runtime's own options.</summary>
internal static class Program
{
    private const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.Public | BindingFlags.NonPublic;

    private static int Main(string[] arguments)
    {
        if (arguments is not [string path])
        {
            Console.Error.WriteLine("Expected the path of the library whose methods are to be compiled.");
            return 2;
        }

        // A context of its own: the default one has the library that the tests use, which may be a debug build.
        Type[] types = [.. new AssemblyLoadContext("compiled").LoadFromAssemblyPath(path).GetTypes()
            .Where(type => !type.ContainsGenericParameters)];

        // Once a program has run for a while, its statics are there: code that makes them on the way is not what runs.
        foreach (Type type in types)
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        foreach (MethodBase method in types.SelectMany(type => type.GetMembers(All)).OfType<MethodBase>())
        {
            if (!method.IsAbstract && !method.ContainsGenericParameters
                && (method.GetMethodImplementationFlags() & MethodImplAttributes.Runtime) == 0)
            {
                RuntimeHelpers.PrepareMethod(method.MethodHandle);
            }
        }

        Console.WriteLine(Environment.Version);
        return 0;
    }
}
