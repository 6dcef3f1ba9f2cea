using Candor.V1;
using Google.Protobuf.Reflection;

namespace Candor.Cli.Output;

/// <summary>Stable names of why validators refuse.</summary>
internal static class RefusalNames
{
    private const string Prefix = "AUDIT_REFUSAL_";

    private static readonly EnumDescriptor s_refusals =
        PayloadsReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(AuditRefusal));

    /// <summary>The name, such as <c>INVALID_RECORD</c>; the number where this version does not know it.</summary>
    /// <param name="refusal">Why.</param>
    internal static string Of(AuditRefusal refusal) =>
        s_refusals.FindValueByNumber((int)refusal)?.Name[Prefix.Length..] ?? $"{(int)refusal}";

    /// <summary>The name, as the SDK tells the refusal.</summary>
    /// <param name="refusal">Why.</param>
    internal static string Of(Candor.Market.AuditRefusal refusal) => Of((AuditRefusal)refusal);
}
