using Candor.Training.Features;
using Candor.Training.Targets;

namespace Candor.Training.Tests.Targets;

public sealed class TargetTests
{
    [Fact]
    public void FaultOf_ValueThatIsNoTarget_NamesItAndWhatWasExpected()
    {
        var ward = new ClassTarget("ward", ["north", "south"]);
        var dose = new NumberTarget("dose", -1, 2.5);

        Assert.Equal("'ward' has no value; expected a class", ward.FaultOf(FeatureValue.Absent));
        Assert.Equal("'ward' has a number as its value; expected a class", ward.FaultOf(FeatureValue.Number(1)));
        Assert.Equal("'ward' has the class at place 2; expected a place below 2", ward.FaultOf(FeatureValue.Category(2)));
        Assert.Equal("'dose' has no value; expected a number", dose.FaultOf(FeatureValue.Absent));
        Assert.Equal("'dose' has a class as its value; expected a number", dose.FaultOf(FeatureValue.Category(0)));
        Assert.Equal("'dose' is 3; expected a number from -1 to 2.5", dose.FaultOf(FeatureValue.Number(3)));
        Assert.Equal("'dose' is NaN; expected a number from -1 to 2.5", dose.FaultOf(FeatureValue.Number(double.NaN)));
        Assert.Null(dose.FaultOf(FeatureValue.Number(2.5)));
    }

    [Fact]
    public void ClassTarget_TooFewOrTooManyOrOneTwice_IsRefused()
    {
        foreach (string[] classes in new[] { ["one"], ["one", "one"], Enumerable.Range(0, 257).Select(i => $"{i}").ToArray() })
        {
            ArgumentException refused = Assert.Throws<ArgumentException>(() => new ClassTarget("ward", classes));
            Assert.StartsWith($"'ward' has {classes.Length} classes; expected 2 to 256, each once.", refused.Message, StringComparison.Ordinal);
        }
    }
}
