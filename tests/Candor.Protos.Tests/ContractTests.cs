using Google.Protobuf.Reflection;

namespace Candor.Protos.Tests;

/// <summary>Freezes the contract. <c>golden/contract.txt</c> names every service, message, field, number and type; lines
/// may be added to it when the protos grow, and none may ever change or go.</summary>
public sealed class ContractTests
{
    private static readonly FileDescriptor[] s_files =
    [
        V1.EnvelopeReflection.Descriptor,
        V1.ErrorReasonReflection.Descriptor,
        V1.MarketReflection.Descriptor,
        V1.MarketServiceReflection.Descriptor,
        V1.ParticipantServiceReflection.Descriptor,
        V1.PayloadsReflection.Descriptor,
        V1.TranscriptServiceReflection.Descriptor,
        V1.TrainingServiceReflection.Descriptor,
        V1.ValidatorServiceReflection.Descriptor,
        Google.Rpc.StatusReflection.Descriptor,
        Google.Rpc.ErrorDetailsReflection.Descriptor,
    ];

    [Fact]
    public void Contract_AsCompiled_IsTheFrozenOne() => Assert.Equal(
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "golden", "contract.txt")),
        s_files.SelectMany(DescribeFile));

    [Fact]
    public void RejectionReasons_OfTheMarket_HaveTheContractsNamesAndNumbers()
    {
        foreach (Market.RejectionReason reason in Enum.GetValues<Market.RejectionReason>().Skip(1))
        {
            Assert.Equal(reason.ToString(), ((V1.ErrorReason)reason).ToString());
        }
    }

    [Fact]
    public void PayloadTypes_EachPayload_NamesMarketOrParticipantFirst()
    {
        foreach (MessageDescriptor payload in V1.PayloadsReflection.Descriptor.MessageTypes
            .Where(static type => type.Name.EndsWith("Payload", StringComparison.Ordinal)))
        {
            Assert.Contains(payload.FindFieldByNumber(1).Name, new[] { "market", "participant" });
        }
    }

    private static IEnumerable<string> DescribeFile(FileDescriptor file) =>
        file.Services.SelectMany(DescribeService)
            .Concat(file.EnumTypes.SelectMany(DescribeEnum))
            .Concat(file.MessageTypes.SelectMany(DescribeMessage));

    private static IEnumerable<string> DescribeService(ServiceDescriptor service) => service.Methods.Select(method =>
        $"{service.FullName}/{method.Name} ({(method.IsClientStreaming ? "stream " : string.Empty)}"
        + $"{method.InputType.FullName}) ({(method.IsServerStreaming ? "stream " : string.Empty)}"
        + $"{method.OutputType.FullName})");

    private static IEnumerable<string> DescribeEnum(EnumDescriptor type) =>
        type.Values.Select(value => $"{type.FullName} {value.Number} {value.Name}");

    private static IEnumerable<string> DescribeMessage(MessageDescriptor type) => type.Fields.InFieldNumberOrder()
        .Select(field => $"{type.FullName} {field.FieldNumber} {DescribeType(field)} {field.Name} ({field.JsonName})")
        .Concat(type.NestedTypes.Where(nested => nested.GetOptions()?.MapEntry != true).SelectMany(DescribeMessage));

    private static string DescribeType(FieldDescriptor field)
    {
        string type = field.FieldType switch
        {
            _ when field.IsMap => "map",
            FieldType.Message => field.MessageType.FullName,
            FieldType.Enum => field.EnumType.FullName,
            _ => field.FieldType.ToString().ToLowerInvariant(),
        };
        string shape = field.IsRepeated && !field.IsMap ? "repeated " : string.Empty;
        return field.RealContainingOneof is { } oneof ? $"oneof({oneof.Name}) {type}" : shape + type;
    }
}
