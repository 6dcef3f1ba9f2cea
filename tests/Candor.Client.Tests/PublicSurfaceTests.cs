using System.Reflection;

namespace Candor.Client.Tests;

/// <summary>What a user of the package sees is the package's own: a change of the wire's messages, or of the library that
/// carries them, is no change of the SDK.</summary>
public sealed class PublicSurfaceTests
{
    private static readonly string[] s_foreign = ["Candor.V1", "Google.", "Grpc."];

    // Callers decide by the status whether a later attempt may help, and know its names from every other gRPC client.
    private static readonly Type[] s_allowed = [typeof(Grpc.Core.StatusCode)];

    [Fact]
    public void PublicMembers_OfTheAssembly_NameNoTypeOfTheWire()
    {
        string[] found =
        [
            .. typeof(CandorClient).Assembly.GetExportedTypes().SelectMany(
                type => MentionedBy(type).SelectMany(Parts).Where(IsForeign).Select(t => $"{type.Name}: {t.FullName}"))
                .Distinct(),
        ];

        Assert.Empty(found);
    }

    // The SDK has its own enums, so that it can be used without the wire's; they are the same values.
    [Theory]
    [InlineData(typeof(ErrorReason), typeof(V1.ErrorReason))]
    [InlineData(typeof(ParticipantPhase), typeof(V1.ParticipantPhase))]
    public void Enum_OfTheSdk_HasTheNamesAndNumbersOfTheWire(Type own, Type wire) => Assert.Equal(
        Enum.GetValuesAsUnderlyingType(wire).Cast<int>().Select(number => (number, Enum.GetName(wire, number))),
        Enum.GetValuesAsUnderlyingType(own).Cast<int>().Select(number => (number, Enum.GetName(own, number))));

    [Fact]
    public void EventCases_OfTheWire_EachHaveTheirUpdate() => Assert.Equal(
        V1.WatchMarketResponse.Descriptor.Oneofs.Single().Fields
            .Select(static field => $"{field.MessageType.Name}Update").Append(nameof(UnknownUpdate)).Order(),
        typeof(MarketUpdate).Assembly.GetExportedTypes()
            .Where(type => type.BaseType == typeof(MarketUpdate)).Select(type => type.Name).Order());

    private static bool IsForeign(Type type) => type.Namespace is { } space && !s_allowed.Contains(type)
        && s_foreign.Any(prefix => $"{space}.".StartsWith(prefix, StringComparison.Ordinal));

    private static IEnumerable<Type> MentionedBy(Type type)
    {
        const BindingFlags AnyMember = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
            | BindingFlags.Static | BindingFlags.DeclaredOnly;
        IEnumerable<Type> bases = [.. type.GetInterfaces(), .. type.BaseType is { } parent ? [parent] : Type.EmptyTypes];
        IEnumerable<MethodBase> methods = [.. type.GetMethods(AnyMember), .. type.GetConstructors(AnyMember)];
        return
        [
            .. bases,
            .. methods.Where(m => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly).SelectMany(TypesOf),
            .. type.GetFields(AnyMember).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly)
                .Select(field => field.FieldType),
        ];
    }

    private static IEnumerable<Type> TypesOf(MethodBase method) =>
    [
        .. method.GetParameters().Select(parameter => parameter.ParameterType),
        .. method is MethodInfo { ReturnType: var type } ? [type] : Type.EmptyTypes,
    ];

    private static IEnumerable<Type> Parts(Type type) =>
    [
        type,
        .. type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts) : [],
        .. type.GetElementType() is { } element ? Parts(element) : [],
    ];
}
