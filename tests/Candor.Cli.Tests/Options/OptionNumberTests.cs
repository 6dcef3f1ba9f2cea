using System.CommandLine;
using Candor.Cli.Demo;
using Candor.Cli.Errors;
using Candor.Cli.Options;
using Candor.Cli.Output;

namespace Candor.Cli.Tests.Options;

/// <summary>Numbers of options have one spelling, on every command.</summary>
public sealed class OptionNumberTests
{
    public static TheoryData<string> OtherSpellings =>
    [
        " 5", "5 ", "+5", "05", "5\0", "1_000", "1,000", "0x10", "-0x1", "\u0665", "", "-", "1e", "1.", ".5", "NaN",
        "Infinity", "1e999", "(5)", "5-", "\n5", "5\n",
    ];

    [Theory]
    [MemberData(nameof(OtherSpellings))]
    public void Parse_OtherSpelling_IsRefusedByEveryOptionThatIsANumber(string spelling)
    {
        (Command Command, Option Option)[] numbers = [.. NumbersOf(Tree())];
        Assert.True(numbers.Length > 15, $"only {numbers.Length} options are numbers");

        Assert.All(numbers, number =>
        {
            ParseResult parsed = number.Command.Parse([number.Option.Name, spelling]);
            Assert.Contains(
                parsed.Errors,
                error => error.Message.StartsWith(
                    $"Cannot parse argument '{spelling}' for option '{number.Option.Name}', expected a ",
                    StringComparison.Ordinal));
        });
    }

    // How often something is done is never negative.
    [Fact]
    public void Parse_NegativeCount_IsRefusedWithTheRangeThatIsMeant()
    {
        (Command Command, Option Option)[] counts =
        [
            .. NumbersOf(Tree()).Where(static number =>
                number.Option.Name is "--samples" or "--participants" or "--max" or "--records" or "--audits"),
        ];
        Assert.True(counts.Length > 4, $"only {counts.Length} options are counts");
        Assert.All(counts, static count => Assert.Contains(
            $"Cannot parse argument '-3' for option '{count.Option.Name}', expected a whole number from 0 to 2147483647, in "
            + "digits without leading zeros",
            count.Command.Parse([count.Option.Name, "-3"]).Errors.Select(static error => error.Message)));
    }

    [Fact]
    public void Parse_WrongValue_NamesNoTypeOfThePlatform()
    {
        (Command Command, Option Option)[] options = [.. OptionsOf(Tree()).Where(static one => !one.Option.Hidden)];
        Assert.True(options.Length > 60, $"only {options.Length} options");
        Assert.All(options, static one =>
        {
            ParseResult parsed = one.Command.Parse([$"{one.Option.Name}=maybe"]);
            Assert.All(
                parsed.Errors,
                static error => Assert.DoesNotContain("System.", error.Message, StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData("1e3")]
    [InlineData("1.5")]
    public void TryRead_FractionOrExponent_IsNoWholeNumber(string text) =>
        Assert.Equal((false, false, true), (
            OptionNumber.TryRead(text, out int _), OptionNumber.TryRead(text, out ulong _),
            OptionNumber.TryRead(text, out double _)));

    [Fact]
    public void TryRead_TheOneSpelling_IsRead()
    {
        Assert.True(OptionNumber.TryRead("-20", out int whole));
        Assert.True(OptionNumber.TryRead("18446744073709551615", out ulong largest));
        Assert.True(OptionNumber.TryRead("-0.668", out decimal rate));
        Assert.True(OptionNumber.TryRead("1e8", out double profiles));
        Assert.Equal((-20, ulong.MaxValue, -0.668m, 1e8), (whole, largest, rate, profiles));
        Assert.False(OptionNumber.TryRead("18446744073709551616", out ulong _));
        Assert.False(OptionNumber.TryRead("-1", out uint _));
    }

    [Theory]
    [InlineData("2/08")]
    [InlineData("+2/8")]
    [InlineData("2/8\0")]
    [InlineData("2\0/8")]
    [InlineData(" 2/8")]
    [InlineData("2/8/1")]
    public void Shard_OtherSpelling_IsRefused(string text)
    {
        CliException refused = Assert.Throws<CliException>(() => ShardOption.Read("candor check", text, "part.json"));
        Assert.StartsWith($"--shard: found '{text}', expected i/n", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4\0")]
    [InlineData(" 4")]
    [InlineData("+4")]
    [InlineData("04")]
    public void Patience_OtherSpelling_IsRefused(string text)
    {
        CliException refused = Assert.Throws<CliException>(() => DemoPatience.LimitOf(text));
        Assert.StartsWith($"CANDOR_PATIENCE '{text}': is not a factor", refused.Message, StringComparison.Ordinal);
    }

    private static RootCommand Tree() => CommandTree.Create(Screen.OfThisProcess());

    private static IEnumerable<(Command Command, Option Option)> NumbersOf(Command command) => command.Options
        .Where(static option => IsNumber(Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType))
        .Select(option => (command, option))
        .Concat(command.Subcommands.SelectMany(NumbersOf));

    private static IEnumerable<(Command Command, Option Option)> OptionsOf(Command command) => command.Options
        .Select(option => (command, option))
        .Concat(command.Subcommands.SelectMany(OptionsOf));

    private static bool IsNumber(Type type) =>
        Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal && !type.IsEnum;
}
