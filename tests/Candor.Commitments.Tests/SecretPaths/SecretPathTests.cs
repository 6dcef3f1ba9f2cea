using System.Text;
using Xunit.Abstractions;

namespace Candor.Commitments.Tests.SecretPaths;

/// <summary>
/// The compiled code of everything that computes with secrets has no conditional jump, division or call beyond those of the
/// reviewed list. x64 only. It tells nothing about what a processor does below its instructions.
/// </summary>
public sealed class SecretPathTests(ITestOutputHelper output)
{
    [SecretPathsFact]
    public async Task Jumps_OfTheSecretPathsOnX64_AreTheReviewedOnes()
    {
        ReviewedList list = ReviewedList.Read(
            await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "SecretPaths", "secret-paths.txt")));
        Disassembly code = await Disassembly.OfAsync(
            Path.Combine(AppContext.BaseDirectory, "released", "Candor.Commitments.dll"));
        string review = code.Runtime == list.Runtime
            ? ""
            : $"The list was reviewed for runtime {list.Runtime} and must be reviewed again: this is {code.Runtime}. ";
        output.WriteLine(review);

        string[] covered = [.. code.Methods.Where(list.Covers)];
        Assert.All(list.Covered, name => Assert.Contains(
            covered, method => method.StartsWith(name, StringComparison.Ordinal)));
        Assert.True(
            list.Methods.Except(covered).FirstOrDefault() is not { } gone,
            $"{review}The list has a method that is not there: {list.Methods.Except(covered).FirstOrDefault()}");
        var found = new StringBuilder();
        foreach (string method in covered)
        {
            if (!list.StepsOf(method).SequenceEqual(code.StepsOf(method)))
            {
                found.Append("\nmethod ").Append(method);
                found.AppendJoin("", code.StepsOf(method).Select(step => $"\n  {step}"));
            }
        }

        IEnumerable<string> calls = covered.SelectMany(code.CallsOf).Where(call => !list.AllowsCall(call)).Distinct();
        found.AppendJoin("", calls.Select(call => $"\ncalls {call}"));
        Assert.True(found.Length == 0, $"{review}These are not as they were reviewed; now they are:{found}");
    }

    [Fact]
    public void Read_AListing_GivesJumpsDivisionsAndCalls()
    {
        Disassembly code = Disassembly.Read("1.2.3", Listing.Split('\n'));
        Assert.Equal(["A:First(int):int", "A:Second()"], code.Methods);
        Assert.Equal(
            ["jl after cmp r32, 64", "div r64:r64, qword ptr [r64+0x08]", "jne after test dword ptr [frame], 1"],
            code.StepsOf("A:First(int):int"));
        Assert.Equal(["[B:Called(int)]", "CORINFO_HELP_RNGCHKFAIL"], code.CallsOf("A:First(int):int"));
        Assert.Equal(["je after cmp dword ptr [address], 0", "je after cmp qword ptr [frame], cookie"], code.StepsOf("A:Second()"));
    }

    private const string Listing =
        """
        ; Assembly listing for method A:First(int):int (FullOpts)
        ; Emitting BLENDED_CODE for generic X64 + VEX on Unix
        G_M000_IG01:                ;; offset=0x0000
               push     rbp
        G_M000_IG02:                ;; offset=0x0004
               cmp      r14d, 64
               mov      rax, rdi
               jl       SHORT G_M000_IG02
               div      rdx:rax, qword ptr [rdi+0x08]
               call     [B:Called(int)]
               test     dword ptr [rbp-0x2C], 1
               jne      G_M000_IG04
               jmp      SHORT G_M000_IG05
               call     CORINFO_HELP_RNGCHKFAIL
        ; Total bytes of code 45

        ; Assembly listing for method A:Second() (FullOpts)
               cmp      dword ptr [(reloc 0x7fc1eb2cec80)], 0      ; static handle
               je       SHORT G_M000_IG02
               cmp      qword ptr [rbp-0x30], 0xD1507E
               je       SHORT G_M000_IG03
        """;
}
