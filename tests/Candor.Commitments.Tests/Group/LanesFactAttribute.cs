using Candor.Commitments.Group;

namespace Candor.Commitments.Tests.Group;

/// <summary>A test of the lanes themselves, skipped on processors without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LanesFactAttribute : FactAttribute
{
    public LanesFactAttribute() => Skip = FieldLanes.IsSupported ? null : "This processor has no AVX2.";
}
