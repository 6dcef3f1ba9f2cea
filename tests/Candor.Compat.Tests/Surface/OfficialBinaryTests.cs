using System.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;

namespace Candor.Compat.Tests.Surface;

public sealed class OfficialBinaryTests
{
    private const string PublicKeyToken = "d754f35622e28bad";

    public static TheoryData<Type> Binaries => [typeof(GrpcChannel), typeof(GrpcServiceOptions)];

    [Theory]
    [MemberData(nameof(Binaries))]
    public void References_OfOfficialBinary_AllResolve(Type anyOfItsTypes)
    {
        List<string> missing = OfficialBinary.FindMissing(anyOfItsTypes.Assembly, out int checkedReferences);

        Assert.Empty(missing);

        // A reader that finds no references would find none missing either.
        Assert.True(checkedReferences > 50, $"Only {checkedReferences} references were looked at.");
    }

    [Theory]
    [MemberData(nameof(Binaries))]
    public void Overrides_OfOfficialBinary_AllHaveTheirBase(Type anyOfItsTypes)
    {
        List<string> lost = OfficialBinary.FindLostOverrides(anyOfItsTypes.Assembly, out int checkedOverrides);

        Assert.Empty(lost);
        Assert.True(checkedOverrides > 10, $"Only {checkedOverrides} overrides were looked at.");
    }

    [Theory]
    [InlineData(typeof(Metadata), "Grpc.Core.Api")]
    [InlineData(typeof(ICompressionProvider), "Grpc.Net.Common")]
    public void Identity_OfContractAssembly_IsTheOfficialOne(Type anyOfItsTypes, string name)
    {
        AssemblyName identity = anyOfItsTypes.Assembly.GetName();

        Assert.Equal(name, identity.Name);
        Assert.Equal(new Version(2, 0, 0, 0), identity.Version);
        Assert.Equal(PublicKeyToken, Convert.ToHexStringLower(identity.GetPublicKeyToken()!));
    }

    [Fact]
    public void References_OfBinaryWithoutAny_AreZero()
    {
        List<string> missing = OfficialBinary.FindMissing(typeof(object).Assembly, out int checkedReferences);

        Assert.Empty(missing);
        Assert.Equal(0, checkedReferences);
    }
}
