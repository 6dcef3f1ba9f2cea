namespace Candor.Client.Tests;

/// <summary>Reports at once, unlike <see cref="Progress{T}"/>, which posts.</summary>
internal sealed class ImmediateProgress(Action<DatasetProgress> report) : IProgress<DatasetProgress>
{
    public void Report(DatasetProgress value) => report(value);
}
