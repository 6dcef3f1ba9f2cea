using System.Text.RegularExpressions;

namespace Candor.Architecture.Tests;

/// <summary>Each reason for which a message is refused is provoked: a test asks for it by name. The market's own reasons
/// are among the contract's, under the same names (<c>ContractTests</c>).</summary>
public sealed partial class RejectionTests
{
    // Folders whose tests only carry a reason from one form to another, or meet one by chance.
    private static readonly string[] s_carriers = ["/Errors/", "/Candor.Fuzzing/", "/Candor.Architecture.Tests/"];

    private static readonly (string Path, string Text)[] s_tests =
    [
        .. RepositoryFiles.All.Where(static file =>
            file.Path.StartsWith("tests/", StringComparison.Ordinal)
            && file.Path.EndsWith(".cs", StringComparison.Ordinal)
            && !s_carriers.Any(carrier => file.Path.Contains(carrier, StringComparison.Ordinal))),
    ];

    public static TheoryData<string> Reasons =>
    [
        .. Value().Matches(RepositoryFiles.Read("protos/candor/v1/error_reason.proto"))
            .Select(static match => match.Groups[1].Value).Where(static name => name != "UNSPECIFIED"),
    ];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Reason_OfTheContract_IsProvokedByATest(string name)
    {
        string member = string.Concat(name.Split('_').Select(static word => word[0] + word[1..].ToLowerInvariant()));
        Assert.True(
            s_tests.Any(test => Names(test.Text, $"RejectionReason.{member}") || Names(test.Text, $"ErrorReason.{member}")
                || Names(test.Text, name)),
            $"no test asks for {name}; expected one that provokes it");
    }

    [Theory]
    [InlineData("Refuse(Reason.TagRepeated, x)", "Reason.TagRepeated", true)]
    [InlineData("Refuse(Reason.TagRepeatedTwice, x)", "Reason.TagRepeated", false)]
    [InlineData("\"TAG_REPEATED: \"", "TAG_REPEATED", true)]
    [InlineData("\"DOUBLE_TAG_REPEATED: \"", "TAG_REPEATED", false)]
    public void Names_PartOfALongerName_IsAnother(string text, string name, bool isNamed) =>
        Assert.Equal(isNamed, Names(text, name));

    private static bool Names(string text, string name) =>
        text.Contains(name, StringComparison.Ordinal) && Regex.IsMatch(text, $@"(?<!\w){Regex.Escape(name)}(?!\w)");

    [GeneratedRegex(@"^  ERROR_REASON_([A-Z0-9_]+) = [0-9]+;", RegexOptions.Multiline)]
    private static partial Regex Value();
}
