namespace Candor.Tests.Shared;

/// <summary>A test of who may use a file, skipped where files have no modes.</summary>
internal sealed class FactWhereFilesHaveModesAttribute : FactAttribute
{
    public FactWhereFilesHaveModesAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "Windows has no file modes";
        }
    }
}
