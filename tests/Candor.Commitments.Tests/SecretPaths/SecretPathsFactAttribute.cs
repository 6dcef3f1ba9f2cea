using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Candor.Commitments.Tests.SecretPaths;

/// <summary>A test of machine code, which was reviewed for one kind of processor and is skipped on others.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SecretPathsFactAttribute : FactAttribute
{
    public SecretPathsFactAttribute() =>
        Skip = RuntimeInformation.ProcessArchitecture == Architecture.X64 && Avx2.IsSupported && Bmi2.X64.IsSupported
            ? null
            : "The machine code of the secret paths was reviewed for x64 with AVX2 and BMI2; this processor is another.";
}
