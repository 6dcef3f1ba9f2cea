using Candor.Server.Testing;

namespace Candor.Validator.Tests.Support;

/// <summary>The time of the server, with the system's timers: a client's short pauses pass by themselves, while the
/// server's deadlines come when the test turns its clock.</summary>
internal sealed class ClientClock(ServerTime time) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();
}
