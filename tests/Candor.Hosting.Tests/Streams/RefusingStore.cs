using Candor.Hosting.Storage;
using Candor.Hosting.Tests.Storage.Shared;

namespace Candor.Hosting.Tests.Streams;

/// <summary>A store of which reads are real and every append has the same end.</summary>
internal sealed class RefusingStore(IEventStore inner, AppendResult result) : ForwardingStore(inner)
{
    /// <summary>How many appends it was asked for.</summary>
    public int Appends { get; private set; }

    public override Task<AppendResult> AppendAsync(Append append)
    {
        Appends++;
        return Task.FromResult(result);
    }
}
